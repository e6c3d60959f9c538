/** What an admin asks for among everything that is held. */
export const oversight = {
  name: '0015-oversight',
  sql: `
    CREATE INDEX posts_restricted ON posts (created_at, id) WHERE restricted AND merged_into IS NULL;
    CREATE INDEX statements_by_kind ON statements (kind, at, sha256);
  `,
};
