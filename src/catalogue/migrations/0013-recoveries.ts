/** The capture that found a post gone, of one that looks for it in archives of the web. */
export const recoveries = {
  name: '0013-recoveries',
  sql: `ALTER TABLE captures ADD COLUMN recovers text`,
};
