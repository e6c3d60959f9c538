/** What was said of collections, and what they are from all that. A post names the one that it is in. */
export const collections = {
  name: '0010-collections',
  sql: `
    CREATE TABLE collection_changes (
      id text PRIMARY KEY,
      name text NOT NULL,
      at timestamptz NOT NULL,
      by text NOT NULL,
      kind text NOT NULL,
      "values" jsonb NOT NULL
    );
    CREATE INDEX collection_changes_by_name ON collection_changes (name, at);

    CREATE TABLE collections (
      name text PRIMARY KEY,
      title text,
      description text,
      public boolean NOT NULL,
      restricted boolean NOT NULL,
      created_at timestamptz NOT NULL
    );
    CREATE INDEX posts_in_collection ON posts (collection, created_at) INCLUDE (restricted)
      WHERE collection IS NOT NULL AND merged_into IS NULL;
  `,
};
