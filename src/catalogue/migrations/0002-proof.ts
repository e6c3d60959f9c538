/**
 * The log names every kind of document, not captures alone, and may be restored before what its documents tell of;
 * checkpoints and timestamps; secrets.
 */
export const proof = {
  name: '0002-proof',
  sql: `
    ALTER TABLE log_entries DROP COLUMN capture_id;
    ALTER TABLE log_entries RENAME COLUMN manifest_sha256 TO sha256;
    ALTER TABLE log_entries ADD COLUMN kind text NOT NULL DEFAULT 'manifest';
    ALTER TABLE log_entries ALTER COLUMN kind DROP DEFAULT;
    ALTER TABLE log_entries ADD CONSTRAINT log_entries_by_document UNIQUE (sha256);
    CREATE INDEX captures_by_manifest ON captures (manifest_sha256) WHERE manifest_sha256 IS NOT NULL;

    CREATE TABLE checkpoints (size bigint PRIMARY KEY, at timestamptz NOT NULL);

    CREATE TABLE timestamps (
      size bigint NOT NULL,
      name text NOT NULL,
      authority text NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (size, name)
    );

    -- When to ask each one again, by the business clock.
    CREATE TABLE timestamp_authorities (
      url text PRIMARY KEY,
      due_at timestamptz NOT NULL,
      failures integer NOT NULL,
      failures_in_all bigint NOT NULL,
      last_error text,
      last_error_at timestamptz
    );

    -- Values are sealed under a key that is not in the database.
    CREATE TABLE secrets (name text PRIMARY KEY, value text NOT NULL, at timestamptz NOT NULL);
  `,
};
