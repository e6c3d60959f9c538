/**
 * The first schema. A post's derived columns (state, current capture, record, tags, search, …) are computed from captures,
 * looks, embeds and patches by refresh-posts.ts; everything else is written once or is work in progress.
 */
export const first = {
  name: '0001-first',
  sql: `
    CREATE TABLE submissions (
      id text PRIMARY KEY,
      origin text NOT NULL,
      created_at timestamptz NOT NULL,
      finished_at timestamptz,
      url text,
      article_url text,
      tags text[] NOT NULL,
      collection text,
      note text,
      external_id text,
      restricted boolean NOT NULL,
      watch boolean NOT NULL,
      priority smallint NOT NULL,
      max_age_seconds integer NOT NULL,
      links boolean NOT NULL,
      embed_count integer NOT NULL
    );
    CREATE INDEX submissions_by_age ON submissions (created_at, id);
    CREATE INDEX submissions_unfinished ON submissions (id) WHERE finished_at IS NULL;

    CREATE TABLE articles (
      id text PRIMARY KEY REFERENCES submissions,
      error text,
      open boolean NOT NULL DEFAULT true,
      priority smallint NOT NULL,
      created_at timestamptz NOT NULL,
      due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      enqueued_at timestamptz,
      token integer NOT NULL DEFAULT 0,
      lease_until timestamptz,
      attempts integer NOT NULL DEFAULT 0,
      first_tried_at timestamptz,
      last_error text
    );
    CREATE INDEX articles_open ON articles (priority, created_at, id) WHERE open;

    CREATE TABLE posts (
      id text PRIMARY KEY,
      merged_into text REFERENCES posts,
      platform text NOT NULL,
      canonical_url text NOT NULL,
      created_at timestamptz NOT NULL,
      state text NOT NULL DEFAULT 'unknown',
      state_since timestamptz,
      edited_at timestamptz,
      published_at timestamptz,
      author_handle text,
      current_capture_id text,
      record jsonb,
      quotation jsonb,
      tags text[] NOT NULL DEFAULT '{}',
      collection text,
      note text,
      watch boolean NOT NULL DEFAULT true,
      watch_next_at timestamptz,
      watch_every_seconds integer,
      restricted boolean NOT NULL DEFAULT false,
      search tsvector NOT NULL DEFAULT ''
    );
    CREATE INDEX posts_by_age ON posts (created_at, id) WHERE merged_into IS NULL;
    CREATE INDEX posts_merged ON posts (merged_into) WHERE merged_into IS NOT NULL;
    CREATE INDEX posts_search ON posts USING gin (search);
    CREATE INDEX posts_by_author ON posts (author_handle);
    CREATE INDEX posts_by_tag ON posts USING gin (tags);

    CREATE TABLE captures (
      id text PRIMARY KEY,
      post_id text NOT NULL REFERENCES posts,
      source text NOT NULL DEFAULT 'original',
      outcome text,
      taken_at timestamptz,
      finished_at timestamptz,
      manifest jsonb,
      manifest_sha256 text,
      rung text,
      progress double precision,
      open boolean NOT NULL DEFAULT true,
      priority smallint NOT NULL,
      created_at timestamptz NOT NULL,
      due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      enqueued_at timestamptz,
      token integer NOT NULL DEFAULT 0,
      lease_until timestamptz,
      attempts integer NOT NULL DEFAULT 0,
      first_tried_at timestamptz,
      last_error text,
      CHECK (open = (outcome IS NULL))
    );
    CREATE INDEX captures_by_post ON captures (post_id);
    CREATE INDEX captures_open ON captures (priority, created_at, id) WHERE open;

    CREATE TABLE capture_rungs (
      capture_id text NOT NULL REFERENCES captures,
      name text NOT NULL,
      finished_at timestamptz NOT NULL,
      result jsonb NOT NULL,
      PRIMARY KEY (capture_id, name)
    );

    CREATE TABLE embeds (
      submission_id text NOT NULL REFERENCES submissions,
      position integer NOT NULL,
      form text NOT NULL,
      platform text NOT NULL,
      found_url text NOT NULL,
      post_id text NOT NULL,
      canonical_url text NOT NULL,
      quotation jsonb,
      confidence double precision NOT NULL,
      capture_id text REFERENCES captures,
      PRIMARY KEY (submission_id, position)
    );
    CREATE INDEX embeds_by_post ON embeds (post_id);
    CREATE INDEX embeds_by_capture ON embeds (capture_id);

    CREATE TABLE looks (
      id text PRIMARY KEY,
      post_id text NOT NULL REFERENCES posts,
      at timestamptz NOT NULL,
      state text NOT NULL,
      signals jsonb NOT NULL
    );
    CREATE INDEX looks_by_post ON looks (post_id, at);

    CREATE TABLE patches (
      id text PRIMARY KEY,
      post_id text NOT NULL REFERENCES posts,
      at timestamptz NOT NULL,
      by text NOT NULL,
      patch jsonb NOT NULL
    );
    CREATE INDEX patches_by_post ON patches (post_id, at);

    CREATE TABLE merges (
      id text PRIMARY KEY,
      from_id text NOT NULL UNIQUE,
      to_id text NOT NULL REFERENCES posts,
      at timestamptz NOT NULL,
      evidence jsonb NOT NULL
    );
    CREATE INDEX merges_by_post ON merges (to_id);

    CREATE TABLE rechecks (
      id text PRIMARY KEY REFERENCES posts,
      open boolean NOT NULL DEFAULT true,
      priority smallint NOT NULL,
      created_at timestamptz NOT NULL,
      due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      enqueued_at timestamptz,
      token integer NOT NULL DEFAULT 0,
      lease_until timestamptz,
      attempts integer NOT NULL DEFAULT 0,
      first_tried_at timestamptz,
      last_error text
    );
    CREATE INDEX rechecks_open ON rechecks (priority, created_at, id) WHERE open;

    -- Who wrote it is kept, so that readers can stop before transactions that are still open.
    CREATE TABLE events (
      transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
      sequence bigint GENERATED ALWAYS AS IDENTITY,
      at timestamptz NOT NULL,
      type text NOT NULL,
      submission_id text,
      capture_id text,
      post_id text,
      data jsonb NOT NULL,
      PRIMARY KEY (transaction_id, sequence)
    );
    CREATE INDEX events_by_submission ON events (submission_id) WHERE submission_id IS NOT NULL;
    CREATE INDEX events_by_capture ON events (capture_id) WHERE capture_id IS NOT NULL;

    CREATE TABLE outbox (
      id text PRIMARY KEY,
      sequence bigint GENERATED ALWAYS AS IDENTITY,
      key text NOT NULL,
      body text NOT NULL
    );
    CREATE INDEX outbox_by_sequence ON outbox (sequence);

    -- One row that every commit updates last: log entries are numbered without gaps, in the order of commit.
    CREATE TABLE log_head (id integer PRIMARY KEY CHECK (id = 1), size bigint NOT NULL);
    INSERT INTO log_head VALUES (1, 0);
    CREATE TABLE log_entries (
      sequence bigint PRIMARY KEY,
      capture_id text NOT NULL UNIQUE REFERENCES captures,
      manifest_sha256 text NOT NULL,
      at timestamptz NOT NULL
    );

    CREATE TABLE idempotency_keys (
      owner text NOT NULL,
      key text NOT NULL,
      fingerprint text NOT NULL,
      submission_id text NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (owner, key)
    );

    CREATE TABLE api_keys (
      id text PRIMARY KEY,
      name text NOT NULL,
      scopes text[] NOT NULL,
      secret_sha256 text NOT NULL,
      created_at timestamptz NOT NULL,
      last_used_at timestamptz,
      revoked_at timestamptz
    );

    CREATE TABLE workers (
      id text PRIMARY KEY,
      seen_at timestamptz NOT NULL,
      browser text,
      sandboxed boolean
    );
  `,
};
