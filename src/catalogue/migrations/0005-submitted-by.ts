/** Who sent a submission, for the provenance of what is captured for it. */
export const submittedBy = {
  name: '0005-submitted-by',
  sql: `ALTER TABLE submissions ADD COLUMN by text`,
};
