/** Captures that are to be handed to another archive too, and where it has them. */
export const secondCopies = {
  name: '0016-second-copies',
  sql: `
    CREATE TABLE second_copies (
      capture_id text PRIMARY KEY REFERENCES captures,
      due_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      -- The other archive's own, while it works on it.
      job_id text,
      url text,
      -- When it was known; without a url, given up.
      at timestamptz
    );
    CREATE INDEX second_copies_due ON second_copies (due_at) WHERE at IS NULL;
  `,
};
