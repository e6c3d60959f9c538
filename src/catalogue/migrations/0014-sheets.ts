/** Which row of which sheet a submission was. */
export const sheets = {
  name: '0014-sheets',
  sql: `
    ALTER TABLE submissions ADD COLUMN sheet_id text, ADD COLUMN sheet_row integer;
    CREATE INDEX submissions_of_sheets ON submissions (sheet_id, sheet_row) WHERE sheet_id IS NOT NULL;
  `,
};
