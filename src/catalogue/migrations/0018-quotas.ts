/** As `siteOf` has it. */
const siteOf = (id: string) => `
  CASE WHEN split_part(${id}, ':', 1) IN ('mastodon', 'peertube')
       THEN split_part(${id}, ':', 1) || ':' || split_part(${id}, ':', 2) ELSE split_part(${id}, ':', 1) END`;

/** What a key may ask for, who holds back and why, and by what waiting work is shared out. */
export const quotas = {
  name: '0018-quotas',
  sql: `
    ALTER TABLE api_keys ADD COLUMN limits jsonb NOT NULL DEFAULT '{}';
    -- What was taken of each allowance in the span that began then. Shared by all processes.
    CREATE TABLE allowances (
      owner text NOT NULL,
      kind text NOT NULL,
      began_at timestamptz NOT NULL,
      taken integer NOT NULL,
      PRIMARY KEY (owner, kind)
    );

    ALTER TABLE workers ADD COLUMN holds jsonb;

    ALTER TABLE captures
      -- Whom it asks; one that looks in archives asks the site nothing.
      ADD COLUMN site text GENERATED ALWAYS AS (
        CASE WHEN recovers IS NOT NULL THEN 'archives' ELSE ${siteOf('post_id')} END) STORED,
      ADD COLUMN asked_by text NOT NULL DEFAULT '',
      -- Its time was put off; the admission that finds it due takes that back.
      ADD COLUMN put_off boolean NOT NULL DEFAULT false,
      ADD COLUMN claimed_at timestamptz;
    ALTER TABLE rechecks
      ADD COLUMN site text GENERATED ALWAYS AS (${siteOf('id')}) STORED,
      ADD COLUMN asked_by text NOT NULL DEFAULT '',
      ADD COLUMN put_off boolean NOT NULL DEFAULT false,
      ADD COLUMN claimed_at timestamptz;
    ALTER TABLE articles
      ADD COLUMN site text NOT NULL DEFAULT '',
      ADD COLUMN asked_by text NOT NULL DEFAULT '',
      ADD COLUMN put_off boolean NOT NULL DEFAULT false,
      ADD COLUMN claimed_at timestamptz;

    -- Each combination of the first three is a line of its own, found by its first entry however long it is.
    CREATE INDEX captures_waiting ON captures (site, priority, asked_by, created_at, id)
      WHERE open AND enqueued_at IS NULL AND NOT put_off;
    CREATE INDEX rechecks_waiting ON rechecks (site, priority, asked_by, created_at, id)
      WHERE open AND enqueued_at IS NULL AND NOT put_off;
    CREATE INDEX articles_waiting ON articles (site, priority, asked_by, created_at, id)
      WHERE open AND enqueued_at IS NULL AND NOT put_off;
    CREATE INDEX captures_put_off ON captures (due_at) WHERE open AND put_off;
    CREATE INDEX rechecks_put_off ON rechecks (due_at) WHERE open AND put_off;
    CREATE INDEX articles_put_off ON articles (due_at) WHERE open AND put_off;
    CREATE INDEX captures_taken ON captures (enqueued_at) WHERE open AND enqueued_at IS NOT NULL;
    CREATE INDEX rechecks_taken ON rechecks (enqueued_at) WHERE open AND enqueued_at IS NOT NULL;
    CREATE INDEX articles_taken ON articles (enqueued_at) WHERE open AND enqueued_at IS NOT NULL;
    CREATE INDEX captures_claimed ON captures (claimed_at) WHERE claimed_at IS NOT NULL;
    CREATE INDEX rechecks_claimed ON rechecks (claimed_at) WHERE claimed_at IS NOT NULL;
    CREATE INDEX articles_claimed ON articles (claimed_at) WHERE claimed_at IS NOT NULL;

    -- Admissions of a queue follow each other, so that what a site may bear is counted once.
    CREATE TABLE admissions (queue text PRIMARY KEY);
    INSERT INTO admissions VALUES ('articles'), ('captures'), ('rechecks');
  `,
};
