import { describe, expect, test } from 'vitest';
import { looksLikeSheet, readSheet } from '#sheets/read-sheet.ts';
import { writeSheet } from '#sheets/write-sheet.ts';

function rowsOf(text: string) {
  const reading = readSheet(text);
  if (reading.kind !== 'sheet') {
    throw new Error(reading.reason);
  }
  return reading.rows;
}

describe('a sheet', () => {
  test('is read by its heading: links, ids, tags, collection, note', () => {
    const rows = rowsOf(
      'Case ID,Date,URL,Tags,Notes,Destination folder\n' +
        'A-1,2018-12-12,https://x.com/i/status/1,"hajin, sdf","said ""so""",Syria\n' +
        ',,,,,\n' +
        'A-3,,https://x.com/i/status/3,,,\n' +
        'A-4,no link here,,,,\n',
    );
    expect(rows).toEqual([
      {
        ...{ row: 2, link: 'https://x.com/i/status/1', externalId: 'A-1', tags: ['hajin', 'sdf'] },
        ...{ collection: 'Syria', note: 'said "so"' },
      },
      {
        ...{ row: 4, link: 'https://x.com/i/status/3', externalId: 'A-3', tags: [] },
        ...{ collection: null, note: null },
      },
    ]);
  });

  test.each([
    ['semicolons and a byte order mark', '\uFEFFlien;référence\r\nhttps://a.example/1;7\r\n'],
    ['tabs, as copied out of a spreadsheet', 'Link\tarchive status\tid\nhttps://a.example/1\t\t7'],
    ['a heading in Arabic', 'id,الرابط\n7,https://a.example/1\n'],
    ['a heading of one word', 'externalId,postUrl\n7,https://a.example/1'],
  ])('may have %s', (_name, text) => {
    expect(rowsOf(text)).toEqual([expect.objectContaining({ link: 'https://a.example/1' })]);
  });

  test('without a heading is its column of links', () => {
    expect(rowsOf('first,https://a.example/1\nsecond,https://a.example/2').map(({ link }) => link)).toEqual([
      'https://a.example/1',
      'https://a.example/2',
    ]);
  });

  test.each([
    ['nothing', '', 'empty'],
    ['columns that hold no links', 'name,age\nA,3', 'no column is named link'],
    ['a heading alone', 'link,id\n', 'no row has a link'],
  ])('that is %s is refused in words', (_name, text, words) => {
    expect(readSheet(text)).toEqual({ kind: 'no-sheet', reason: expect.stringContaining(words) });
  });

  test('is told from prose and lists of links', () => {
    expect(looksLikeSheet('link,id\nhttps://a.example/1,1')).toBe(true);
    expect(looksLikeSheet('https://a.example/1\nhttps://a.example/2')).toBe(false);
    expect(looksLikeSheet('Post, then, a link: https://a.example/1, and so on.\nMore.')).toBe(false);
  });

  test('that is written cannot run formulas, and is read back as it was', () => {
    const csv = writeSheet(
      ['link', 'text'],
      [
        ['https://a.example/1', '=HYPERLINK("https://b.example")'],
        ['-1', '@a\n"b"'],
      ],
    );
    expect(csv.startsWith('\uFEFFlink,text\r\n')).toBe(true);
    expect(csv).toContain(`"'=HYPERLINK(""https://b.example"")"`);
    expect(csv).toContain(`'-1,"'@a\n""b"""`);
  });
});
