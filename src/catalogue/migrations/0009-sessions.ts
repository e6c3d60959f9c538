/** Who is signed in to the workspace, and what its lists of posts are found and counted by. */
export const sessions = {
  name: '0009-sessions',
  sql: `
    CREATE TABLE sessions (
      token_sha256 text PRIMARY KEY,
      -- Without one for whoever signed in with ADMIN_KEY.
      key_id text REFERENCES api_keys,
      proof text NOT NULL,
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX sessions_by_expiry ON sessions (expires_at);

    ALTER TABLE posts ADD COLUMN outcome text;
    UPDATE posts SET outcome = (SELECT outcome FROM captures WHERE captures.id = current_capture_id);
    DROP INDEX posts_by_author;
    CREATE INDEX posts_by_author ON posts (author_handle, created_at, id);
    CREATE INDEX posts_by_platform ON posts (platform, created_at, id) WHERE merged_into IS NULL;
    CREATE INDEX posts_by_state ON posts (state, created_at, id) WHERE merged_into IS NULL;
    CREATE INDEX posts_by_outcome ON posts (outcome, created_at, id) WHERE merged_into IS NULL;
    CREATE INDEX posts_by_collection ON posts (collection, created_at, id) WHERE merged_into IS NULL;
    CREATE INDEX posts_gone ON posts (state_since, id)
      WHERE merged_into IS NULL AND state NOT IN ('live', 'unknown');
    CREATE INDEX posts_edited ON posts (edited_at, id) WHERE merged_into IS NULL AND edited_at IS NOT NULL;
  `,
};
