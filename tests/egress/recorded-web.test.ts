import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright';
import { describe, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { chromiumNetworkSwitches } from '#egress/chromium-switches.ts';
import type { Egress } from '#egress/egress.ts';
import {
  browserNoise,
  type RecordedAnswer,
  type RecordedWeb,
  type Site,
  startRecordedWeb,
} from '../support/recorded-web/recorded-web.ts';
import { openTestEgress, wideBudget } from './small-internet.ts';

const host = 'site.example.org';

function siteOf(pages: Record<string, RecordedAnswer>): Site {
  return { host, noise: browserNoise, handle: ({ url }) => pages[url.pathname] ?? null };
}

async function egressOf(web: RecordedWeb): Promise<Egress> {
  return await openTestEgress({
    upstreamProxy: web.proxyUrl,
    extraCaPem: await readFile(web.caFile, 'utf8'),
  });
}

test('a browser sees its sites, by https too, without complaint', async () => {
  await using web = await startRecordedWeb({
    sites: [
      siteOf({ '/': { body: '<title>Recorded</title><img src="/picture.svg">' }, '/picture.svg': picture }),
    ],
  });
  await using egress = await egressOf(web);
  await using scope = egress.openScope('browser', wideBudget);
  const browser = await chromium.launch({
    executablePath: findChromium(process.env.CHROMIUM_PATH ?? null)?.path,
    args: [...chromiumNetworkSwitches, `--ignore-certificate-errors-spki-list=${egress.extraCaSpki}`],
    proxy: scope.proxy,
  });
  try {
    const page = await browser.newPage();
    for (const url of [`https://${host}/`, `http://${host}/`]) {
      await page.goto(url, { waitUntil: 'load' });
      expect(await page.title()).toBe('Recorded');
      expect(await page.evaluate(() => document.images[0]?.naturalWidth)).toBe(8);
    }
    const elsewhere = await page.goto('https://elsewhere.example.org/');
    expect(elsewhere?.status()).toBe(599);
  } finally {
    await browser.close();
  }
  expect(web.unexpected.filter((request) => !request.endsWith('/favicon.ico'))).toEqual([
    'GET https://elsewhere.example.org/',
  ]);
});

const picture: RecordedAnswer = {
  headers: { 'content-type': 'image/svg+xml' },
  body: '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>',
};

describe('what it notes', () => {
  test('every request; those that nobody expected by name', async () => {
    await using web = await startRecordedWeb({ sites: [siteOf({ '/': { body: 'here' } })] });
    await using egress = await egressOf(web);
    await using scope = egress.openScope('test', wideBudget);

    await scope.fetch(`https://${host}/`, { headers: { 'x-mark': '1' } });
    expect(await scope.fetch(`https://${host}/favicon.ico`)).toMatchObject({ status: 404 });
    expect(web.unexpected).toEqual([]);

    const request = { method: 'POST', body: 'x' } as const;
    expect(await scope.fetch(`http://${host}/other?a=b`, request)).toMatchObject({ status: 599 });
    expect(web.unexpected).toEqual([`POST http://${host}/other?a=b`]);
    expect(web.requests).toMatchObject([
      { method: 'GET', url: `https://${host}/`, headers: { 'x-mark': '1' } },
      { url: `https://${host}/favicon.ico` },
      { method: 'POST' },
    ]);
  });
});

describe('what it answers', () => {
  test('what a replaced site says, from then on', async () => {
    await using web = await startRecordedWeb({ sites: [siteOf({ '/': { body: 'live' } })] });
    await using egress = await egressOf(web);
    await using scope = egress.openScope('test', wideBudget);
    const read = async () => Buffer.from((await scope.fetch(`https://${host}/`)).body).toString();

    expect(await read()).toBe('live');
    web.replace(siteOf({ '/': { status: 404, body: 'gone' } }));
    expect(await read()).toBe('gone');
  });

  test.each([
    ['bytes=2-4', 206, 'cde', 'bytes 2-4/10'],
    ['bytes=7-', 206, 'hij', 'bytes 7-9/10'],
    ['bytes=-3', 206, 'hij', 'bytes 7-9/10'],
    ['bytes=-99', 206, 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=1-2,4-5', 200, 'abcdefghij', undefined],
  ])('range %s with %i', async (range, status, body, contentRange) => {
    await using web = await startRecordedWeb({
      sites: [siteOf({ '/': { body: Buffer.from('abcdefghij') } })],
    });
    await using egress = await egressOf(web);
    await using scope = egress.openScope('test', wideBudget);

    const answer = await scope.fetch(`http://${host}/`, { headers: { range } });

    expect(answer.status).toBe(status);
    expect(Buffer.from(answer.body).toString()).toBe(body);
    expect(answer.headers['content-range']).toBe(contentRange);
  });

  test('the whole, where the file has changed since', async () => {
    await using web = await startRecordedWeb({ sites: [siteOf({ '/': { body: 'abcdefghij' } })] });
    await using egress = await egressOf(web);
    await using scope = egress.openScope('test', wideBudget);
    const headers = { range: 'bytes=2-4', 'if-range': '"other"' };

    expect(await scope.fetch(`http://${host}/`, { headers })).toMatchObject({ status: 200 });
  });

  test('a stream as it comes, a broken one broken, nothing where the connection is destroyed', async () => {
    async function* parts(breaks: boolean) {
      yield Buffer.from('one ');
      if (breaks) {
        throw new Error('broken off on purpose');
      }
      yield Buffer.from('two');
    }
    await using web = await startRecordedWeb({
      sites: [
        siteOf({
          '/whole': { body: parts(false), delayMs: 5 },
          '/broken': { body: parts(true) },
          '/none': { destroy: true },
        }),
      ],
    });
    await using egress = await egressOf(web);
    await using scope = egress.openScope('test', wideBudget);

    expect(Buffer.from((await scope.fetch(`https://${host}/whole`)).body).toString()).toBe('one two');
    await expect(scope.fetch(`https://${host}/broken`)).rejects.toThrow('no answer from');
    await expect(scope.fetch(`https://${host}/none`)).rejects.toThrow('no answer from');
  });
});

test('leaves nothing behind', async () => {
  const web = await startRecordedWeb({ sites: [] });
  expect(existsSync(web.caFile)).toBe(true);

  await web[Symbol.asyncDispose]();

  expect(existsSync(web.caFile)).toBe(false);
});
