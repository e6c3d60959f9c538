import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | null;

/**
 * A sheet as CSV (RFC 4180) with a byte order mark, without which spreadsheets take UTF-8 for something else. A cell that a
 * spreadsheet would run as a formula is marked as text by an apostrophe.
 */
export function writeSheet(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  return stringify([columns, ...rows], {
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { string: (text) => text.replaceAll('\0', '') },
  });
}
