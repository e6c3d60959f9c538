import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSheet } from '#sheets/read-sheet.ts';
import { commitCapture } from './captured.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
}, startTimeoutMs);
afterAll(() => service?.[Symbol.asyncDispose]());

const csv =
  'Case ID;URL;Tags;Notes\r\n' +
  'A-1;https://x.com/reporter/status/1072857000000000001;hajin;said so\r\n' +
  'A-2;nonsense;;\r\n' +
  'A-3;https://news.example/article;;\r\n';

interface Sheet {
  id: string;
  resultsUrl: string;
  items: {
    id: string;
    externalId: string;
    tags: string[];
    note: string;
    url: string;
    embeds: { captureId: string }[];
  }[];
  refused: { row: number; link: string; message: string }[];
}

function send(path: string, headers: Record<string, string> = {}, payload = csv) {
  return service.inject({
    ...{ method: 'POST', url: path, payload },
    headers: { 'content-type': 'text/csv; charset=utf-8', ...headers },
  });
}

test.each(['/v1/sheets', '/v1/submissions'])(
  'a sheet sent to %s is a submission a row, under its own ids',
  async (path) => {
    const answer = await send(`${path}?tag=sheet&collection=Syria`);
    expect(answer.statusCode, answer.body).toBe(202);
    const sheet = answer.json<Sheet>();
    expect(sheet.items).toMatchObject([
      {
        ...{ externalId: 'A-1', tags: ['sheet', 'hajin'], collection: 'Syria', note: 'said so' },
        embeds: [{ postId: 'x:1072857000000000001', captureStatus: 'waiting' }],
      },
      { externalId: 'A-3', url: 'https://news.example/article', embeds: [] },
    ]);
    expect(sheet.refused).toEqual([
      { row: 3, link: 'nonsense', message: expect.stringContaining('not a URL') },
    ]);
    const single = await service.inject({ url: `/v1/submissions/${sheet.items[0]?.id}` });
    expect(single.json()).toMatchObject({ externalId: 'A-1' });
  },
);

test('its results come back as a sheet with the same ids, under the names of auto-archiver’s columns', async () => {
  const sheet = (await send('/v1/sheets')).json<Sheet>();
  await commitCapture(service, sheet.items[0]?.embeds[0]?.captureId ?? '', {
    record: { text: '=1+1 is what it said' },
  });
  const results = await service.inject({
    url: new URL(sheet.resultsUrl).pathname,
    headers: { accept: 'text/csv' },
  });
  expect(results.headers['content-type']).toContain('text/csv');
  const [heading = '', first = '', second = ''] = results.body.replace('\uFEFF', '').split('\r\n');
  expect(heading).toContain('archive status,archive location,archive date');
  expect(first).toContain("'=1+1 is what it said");
  expect(first).toContain('https://archive.example.org/embed/x%3A1072857000000000001');
  expect(first).toMatch(/^A-1,https:.*,success,/);
  expect(second).toMatch(/^A-3,https:\/\/news.example\/article,Archive in progress,/);
  // What came out may go in again.
  expect(readSheet(results.body)).toMatchObject({
    kind: 'sheet',
    rows: [{ externalId: 'A-1' }, { externalId: 'A-3' }],
  });
  expect((await service.inject({ url: `/v1/sheets/${sheet.id}` })).json()).toMatchObject({
    items: [{ externalId: 'A-1' }, { externalId: 'A-3' }],
  });
});

test('sent again with its idempotency key it is the same sheet', async () => {
  const headers = { 'idempotency-key': 'monday' };
  const first = (await send('/v1/sheets', headers)).json<Sheet>();
  const again = (await send('/v1/sheets', headers)).json<Sheet>();
  expect(again.id).toBe(first.id);
  expect(again.items.map(({ id }) => id)).toEqual(first.items.map(({ id }) => id));
  expect((await send('/v1/sheets', headers, csv.replace('A-3', 'A-4'))).statusCode).toBe(422);
});

test('as JSON it may say more; what is no sheet is refused in words', async () => {
  const answer = await service.post('/v1/sheets', {
    csv: 'url\nhttps://x.com/a/status/77',
    maxAgeSeconds: 0,
    watch: false,
  });
  expect(answer.json()).toMatchObject({ items: [{ watch: false, maxAgeSeconds: 0, externalId: null }] });
  const refused = await send('/v1/sheets', {}, 'name,age\nA,3');
  expect(refused.statusCode).toBe(400);
  expect(refused.body).toContain('no column is named link');
  expect((await send('/v1/sheets?colour=red')).statusCode).toBe(400);
  expect((await service.inject({ url: '/v1/sheets/none' })).statusCode).toBe(404);
  expect((await send('/v1/reports')).statusCode, 'elsewhere CSV is no body').toBe(415);
});
