/** Statements as they were signed, what was purged, what an audit found, and whether storage was read back in full. */
export const custody = {
  name: '0004-custody',
  sql: `
    CREATE TABLE statements (
      sha256 text PRIMARY KEY,
      kind text NOT NULL,
      at timestamptz NOT NULL,
      body jsonb NOT NULL,
      -- False while a purge still has bytes to remove.
      done boolean NOT NULL
    );
    CREATE INDEX statements_open ON statements (at) WHERE NOT done;

    CREATE TABLE purged_captures (
      capture_id text PRIMARY KEY REFERENCES captures,
      sha256 text NOT NULL REFERENCES statements
    );

    CREATE TABLE damage (
      key text PRIMARY KEY,
      problem text NOT NULL,
      found_at timestamptz NOT NULL,
      seen_at timestamptz NOT NULL,
      -- By the second storage, or because a later audit found it whole.
      repaired_at timestamptz,
      -- Why it is not repaired.
      reason text
    );
    CREATE INDEX damage_open ON damage (found_at) WHERE repaired_at IS NULL;

    CREATE TABLE scrub (
      id integer PRIMARY KEY CHECK (id = 1),
      place text,
      started_at timestamptz,
      files bigint NOT NULL,
      bytes bigint NOT NULL,
      last_turn jsonb
    );
    INSERT INTO scrub VALUES (1, NULL, NULL, 0, 0, NULL);

    -- Without a time while a lost catalogue is read back: who may see what is not known then.
    CREATE TABLE storage_read (id integer PRIMARY KEY CHECK (id = 1), at timestamptz);
    INSERT INTO storage_read VALUES (1, clock_timestamp());
  `,
};
