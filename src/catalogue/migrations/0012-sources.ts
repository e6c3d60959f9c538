/** Where articles come from by themselves, what arrived of each, and what each article embedded last. */
export const sources = {
  name: '0012-sources',
  sql: `
    CREATE TABLE sources (
      id text PRIMARY KEY,
      kind text NOT NULL,
      name text,
      created_at timestamptz NOT NULL,
      by text,
      url text,
      -- Sealed; of those that a publishing system reports to.
      secret text,
      mapping jsonb,
      tags text[] NOT NULL,
      collection text,
      -- Whether what was there before is archived, too.
      existing boolean NOT NULL,
      every_seconds integer,
      due_at timestamptz,
      polled_at timestamptz,
      attempts integer NOT NULL DEFAULT 0,
      error text,
      etag text,
      last_modified text,
      arrived_at timestamptz
    );
    CREATE INDEX sources_due ON sources (due_at) WHERE due_at IS NOT NULL;

    CREATE TABLE source_articles (
      source_id text NOT NULL REFERENCES sources ON DELETE CASCADE,
      key text NOT NULL,
      url text,
      title text,
      -- As the source itself tells one state of the article from another.
      version text NOT NULL,
      -- The same as its feed tells it; null where that is to be learnt.
      feed_version text,
      submission_id text,
      -- Null until its embeds were known once.
      searched_at timestamptz,
      post_ids text[] NOT NULL DEFAULT '{}',
      -- Posts that it embedded once, with the time when that was seen to have ended.
      removed jsonb NOT NULL DEFAULT '[]',
      seen_at timestamptz NOT NULL,
      changed_at timestamptz NOT NULL,
      withdrawn_at timestamptz,
      PRIMARY KEY (source_id, key)
    );
    CREATE INDEX source_articles_by_url ON source_articles (source_id, url);

    CREATE TABLE arrivals (
      id text PRIMARY KEY,
      source_id text NOT NULL REFERENCES sources ON DELETE CASCADE,
      key text NOT NULL,
      version text NOT NULL,
      origin text NOT NULL,
      event text NOT NULL,
      url text,
      title text,
      html text,
      at timestamptz NOT NULL,
      open boolean NOT NULL DEFAULT true,
      -- Set while the article's page is searched.
      submission_id text,
      due_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      error text,
      UNIQUE (source_id, key, version)
    );
    CREATE INDEX arrivals_open ON arrivals (due_at) WHERE open;
  `,
};
