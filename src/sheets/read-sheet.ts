import { CsvError, parse } from 'csv-parse/sync';
import { type ColumnName, columnsOf } from './columns.ts';

export interface SheetRow {
  /** As a spreadsheet counts: the heading is row 1. */
  row: number;
  /** As the cell has it; not yet known to be a URL. */
  link: string;
  externalId: string | null;
  tags: string[];
  collection: string | null;
  note: string | null;
}

export type SheetReading =
  | { kind: 'sheet'; rows: SheetRow[] }
  /** In words for a person. */
  | { kind: 'no-sheet'; reason: string };

/**
 * The rows of a sheet, saved as CSV or copied out of it: separated by commas, semicolons or tabs, with a heading that names
 * a column of links. A sheet without a heading is taken where its first row has a URL: that column is the links. Rows
 * without a link are left out. Never throws.
 */
export function readSheet(text: string): SheetReading {
  let table: Cells[];
  try {
    table = tableOf(text);
  } catch (error) {
    if (error instanceof CsvError) {
      return { kind: 'no-sheet', reason: `it cannot be read as CSV: ${error.message}` };
    }
    throw error;
  }
  const [first] = table;
  if (first === undefined) {
    return { kind: 'no-sheet', reason: 'it is empty' };
  }
  const columns = columnsOf(first.cells);
  if (columns.link !== undefined) {
    return rowsOf(table.slice(1), columns);
  }
  const link = first.cells.findIndex(isUrl);
  return link < 0
    ? { kind: 'no-sheet', reason: `no column is named link or url; its first row is ${quote(first.cells)}` }
    : rowsOf(table, { link });
}

/** True where text that somebody pasted is a sheet rather than prose or a list of links. */
export function looksLikeSheet(text: string): boolean {
  const heading = /^\uFEFF?\s*([^\r\n]*)/.exec(text)?.[1] ?? '';
  const delimiter = delimiterOf(heading);
  const cells = heading.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/s, '$1'));
  if (columnsOf(cells).link === undefined) {
    return false;
  }
  const reading = readSheet(text);
  return reading.kind === 'sheet' && reading.rows.some(({ link }) => isUrl(link));
}

interface Cells {
  cells: string[];
  row: number;
}

function tableOf(text: string): Cells[] {
  const delimiter = delimiterOf(/^[^\r\n]*/.exec(text.replace(/^\uFEFF?\s*/, ''))?.[0] ?? '');
  const records = parse(text, {
    bom: true,
    delimiter,
    // Sheets are edited by hand: a short row, a stray quotation mark and a blank line are no reason to refuse all.
    relax_column_count: true,
    relax_quotes: true,
    trim: true,
  });
  return records
    .map((cells, index) => ({ cells, row: index + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
}

/** Whichever the first line has most of; semicolons are what spreadsheets write where the comma is a decimal mark. */
function delimiterOf(line: string): string {
  const counts = ['\t', ';', ','].map((mark) => ({ mark, count: line.split(mark).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.mark ?? ',';
}

function rowsOf(table: readonly Cells[], columns: Partial<Record<ColumnName, number>>): SheetReading {
  const rows = table.flatMap(({ cells, row }) => {
    const cell = (column: ColumnName) => cells[columns[column] ?? -1]?.trim() || null;
    const link = cell('link');
    if (link === null) {
      return [];
    }
    const tags = (cell('tags') ?? '').split(/[,;|\n]/).map((tag) => tag.trim());
    return [
      {
        row,
        link,
        externalId: cell('id'),
        tags: tags.filter((tag) => tag !== ''),
        collection: cell('collection'),
        note: cell('note'),
      },
    ];
  });
  return rows.length === 0 ? { kind: 'no-sheet', reason: 'no row has a link' } : { kind: 'sheet', rows };
}

function isUrl(cell: string): boolean {
  return /^https?:\/\/\S+$/i.test(cell);
}

function quote(cells: readonly string[]): string {
  return JSON.stringify(cells.join(', ').slice(0, 200));
}
