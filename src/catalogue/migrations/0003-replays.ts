/** Page archives that are to be played again, and what came of it. */
export const replays = {
  name: '0003-replays',
  sql: `
    CREATE TABLE replays (
      capture_id text PRIMARY KEY REFERENCES captures,
      due_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      replay text,
      at timestamptz
    );
    CREATE INDEX replays_due ON replays (due_at) WHERE replay IS NULL;
  `,
};
