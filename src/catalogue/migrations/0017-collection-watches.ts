/** How often the posts of a collection are looked at. */
export const collectionWatches = {
  name: '0017-collection-watches',
  sql: `ALTER TABLE collections ADD COLUMN watch_every_seconds integer`,
};
