/** Watches that are planned, accounts that posts are of, platforms that want rest, and what changed from capture to capture. */
export const watches = {
  name: '0007-watches',
  sql: `
    ALTER TABLE posts
      -- What is asked as one, and wants rest as one: a platform, or one server of those on any host.
      ADD COLUMN site text GENERATED ALWAYS AS (
        CASE WHEN platform IN ('mastodon', 'peertube') THEN platform || ':' || split_part(id, ':', 2) ELSE platform END
      ) STORED,
      ADD COLUMN account text,
      ADD COLUMN watch_chosen_seconds integer;
    UPDATE posts SET
      watch_next_at = NULL, watch_every_seconds = NULL,
      account = CASE WHEN platform <> 'web' THEN
        platform || ':' || coalesce(record #>> '{author,id}', '@' || lower(record #>> '{author,handle}')) END;
    CREATE INDEX posts_watched ON posts (site, watch_next_at)
      WHERE watch AND merged_into IS NULL AND watch_next_at IS NOT NULL;
    CREATE INDEX posts_by_next_look ON posts (watch_next_at, id)
      WHERE watch AND merged_into IS NULL AND watch_next_at IS NOT NULL;
    CREATE INDEX posts_unplanned ON posts (id)
      WHERE watch AND merged_into IS NULL AND watch_next_at IS NULL AND platform <> 'quotation';
    CREATE INDEX posts_by_account ON posts (account) WHERE account IS NOT NULL;

    ALTER TABLE looks
      ADD COLUMN told text,
      -- The looks before that a belief rests on, whole.
      ADD COLUMN earlier jsonb NOT NULL DEFAULT '[]';
    UPDATE looks SET told = state WHERE state <> 'unknown';

    -- What differs from the capture before.
    ALTER TABLE captures ADD COLUMN edits jsonb NOT NULL DEFAULT '[]';
    -- How often its worker went away without a word.
    ALTER TABLE captures ADD COLUMN lost_claims integer NOT NULL DEFAULT 0;
    ALTER TABLE rechecks ADD COLUMN lost_claims integer NOT NULL DEFAULT 0;

    CREATE TABLE accounts (
      id text PRIMARY KEY,
      -- Suspended, protected or gone as a whole.
      absence text,
      changed_at timestamptz,
      look_id text,
      name text,
      handle text,
      avatar_url text,
      -- Its posts are still to be planned anew.
      spread boolean NOT NULL DEFAULT false
    );
    CREATE INDEX accounts_to_spread ON accounts (id) WHERE spread;
    CREATE INDEX accounts_by_handle ON accounts (lower(handle));

    CREATE TABLE breakers (
      site text PRIMARY KEY,
      strikes integer NOT NULL DEFAULT 0,
      openings integer NOT NULL DEFAULT 0,
      opened_at timestamptz,
      -- By the business clock. While it is set nothing is asked, but for the probe after that time.
      open_until timestamptz,
      holds text,
      reason text,
      probe text,
      probe_at timestamptz,
      canaries jsonb NOT NULL DEFAULT '[]',
      misread_since timestamptz,
      text_at timestamptz,
      media_at timestamptz,
      screenshot_at timestamptz,
      -- Re-checks of this minute.
      minute timestamptz,
      spent integer NOT NULL DEFAULT 0
    );
  `,
};
