/** What is dead in given articles: the articles, the embeds in them and what was seen of each original. */
export const reports = {
  name: '0011-reports',
  sql: `
    CREATE TABLE reports (
      id text PRIMARY KEY,
      created_at timestamptz NOT NULL,
      finished_at timestamptz,
      by text,
      source jsonb NOT NULL,
      archive boolean NOT NULL,
      restricted boolean NOT NULL,
      most_articles integer NOT NULL,
      -- When its articles were known.
      listed_at timestamptz,
      left_out integer NOT NULL DEFAULT 0,
      -- Why it has no articles.
      error text,
      due_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0
    );
    CREATE INDEX reports_newest ON reports (created_at, id);
    CREATE INDEX reports_open ON reports (due_at) WHERE finished_at IS NULL;

    CREATE TABLE report_articles (
      report_id text NOT NULL REFERENCES reports ON DELETE CASCADE,
      position integer NOT NULL,
      url text NOT NULL,
      open boolean NOT NULL DEFAULT true,
      error text,
      submission_id text,
      due_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      PRIMARY KEY (report_id, position)
    );
    CREATE INDEX report_articles_open ON report_articles (report_id, due_at) WHERE open;

    CREATE TABLE report_embeds (
      report_id text NOT NULL,
      article integer NOT NULL,
      position integer NOT NULL,
      form text NOT NULL,
      platform text NOT NULL,
      found_url text NOT NULL,
      post_id text NOT NULL,
      canonical_url text NOT NULL,
      quotation jsonb,
      PRIMARY KEY (report_id, article, position),
      FOREIGN KEY (report_id, article) REFERENCES report_articles ON DELETE CASCADE
    );

    CREATE TABLE report_posts (
      report_id text NOT NULL REFERENCES reports ON DELETE CASCADE,
      post_id text NOT NULL,
      canonical_url text NOT NULL,
      found_url text NOT NULL,
      open boolean NOT NULL DEFAULT true,
      -- Which post it turned out to be.
      final_id text,
      state text,
      detail text,
      at timestamptz,
      due_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      PRIMARY KEY (report_id, post_id)
    );
    CREATE INDEX report_posts_open ON report_posts (report_id, due_at) WHERE open;
  `,
};
