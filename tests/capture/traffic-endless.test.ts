import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { NetworkRest } from '#capture/browser/network-rest.ts';
import { settlePage } from '#capture/browser/settle-page.ts';
import { recordTraffic, type Traffic } from '#capture/traffic/recorder.ts';
import { Spool } from '#capture/traffic/spool.ts';
import type { Egress } from '#egress/egress.ts';
import { openEgress } from '#egress/open-egress.ts';
import { createLogger } from '#logger.ts';
import {
  type RecordedAnswer,
  type RecordedWeb,
  type Site,
  startRecordedWeb,
} from '../support/recorded-web/recorded-web.ts';
import { openTestPool } from './support/rig.ts';

async function* endless(chunk: string): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield Buffer.from(chunk);
    await pause(20, undefined, { ref: false });
  }
}

const page = (body: string) =>
  `<!doctype html><meta charset="utf-8"><title>A page</title><h1>Still a page</h1>${body}`;
const pages: Record<string, string> = {
  '/stream': page(`<p id="stream"></p><script>
    fetch('/endless').then(async ({ body }) => {
      for await (const chunk of body) document.querySelector('#stream').textContent = 'It streams';
    });
    fetch('/endless-answer', { method: 'POST' });
    fetch('/never');
  </script>`),
  '/many': page(`<script>for (let i = 0; i < 40; i += 1) fetch('/silent?' + i);</script>`),
  '/polls': page(`<p id="tick"></p><script>
    let n = 0;
    setInterval(() => { document.querySelector('#tick').textContent += 'tick '; }, 30);
    setInterval(() => fetch('/small?poll=' + (n += 1)), 30);
  </script>`),
};

const html = { 'content-type': 'text/html' };
const many: Site = {
  host: 'many.example',
  noise: ['/favicon.ico'],
  handle({ url }): RecordedAnswer | null {
    switch (url.pathname) {
      case '/endless':
      case '/endless-answer':
        return { headers: { 'content-type': 'text/plain' }, body: endless('more ') };
      case '/endless-page':
        return { headers: html, body: endless('<p>One more paragraph</p>') };
      case '/never':
        return { headers: { 'content-type': 'text/plain', 'content-length': '1000' }, body: endless('') };
      case '/small':
        return {
          headers: { 'content-type': 'text/plain', 'access-control-allow-origin': '*' },
          body: 'small',
        };
      case '/silent':
        return { delayMs: 60_000 };
      default: {
        const body = pages[url.pathname];
        return body === undefined ? null : { headers: html, body };
      }
    }
  },
};

let web: RecordedWeb;
let egress: Egress;
let browsers: BrowserPool;
let folder: string;
const resources = new AsyncDisposableStack();

beforeAll(async () => {
  web = resources.use(await startRecordedWeb({ sites: [many] }));
  folder = await mkdtemp(join(tmpdir(), 'endless-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const extraCaPem = await readFile(web.caFile, 'utf8');
  const logger = createLogger({ level: 'silent', pretty: false });
  egress = resources.use(
    await openEgress({ upstreamProxy: web.proxyUrl, extraCaPem, allowCidrs: [], logger }),
  );
  browsers = resources.use(await openTestPool({ extraCaSpki: egress.extraCaSpki }));
}, 60_000);
afterAll(() => resources.disposeAsync());

async function record(path: string): Promise<{ traffic: Traffic; shown: string }> {
  await using scope = egress.openScope('test', {
    maxBytes: 1e9,
    maxConnections: 5000,
    maxDurationMs: 60_000,
  });
  const options = { proxy: scope.proxy, viewport: { width: 800, height: 600 }, timeoutMs: 25_000 };
  const spool = new Spool(folder);
  return await browsers.withPage(
    options,
    new AbortController().signal,
    async ({ page: shownPage, signal }) => {
      using rest = new NetworkRest(shownPage);
      const recorder = await recordTraffic(shownPage, {
        spool,
        now: () => new Date(),
        signal,
        longestReadMs: 1_000,
      });
      await shownPage.goto(`https://many.example${path}`, { waitUntil: 'commit' });
      await settlePage(shownPage, rest, { budgetMs: 2_500, signal });
      const shown = await shownPage.locator('body').innerText();
      const traffic = await recorder.finish();
      return { traffic, shown };
    },
  );
}

test('what does not end reaches the page as it comes, and its beginning is kept', async () => {
  const { traffic, shown } = await record('/stream');
  expect(shown).toContain('It streams');
  const kept = traffic.exchanges.map(({ url, isCut }) => [new URL(url).pathname, isCut ?? false]);
  expect(kept).toContainEqual(['/endless', true]);
  expect(kept).toContainEqual(['/endless-answer', true]);
  expect(traffic.gaps).toContain(
    'https://many.example/endless: had not ended in time; its beginning was kept',
  );
});

test('a document that does not end is shown as far as it has come', async () => {
  const { traffic, shown } = await record('/endless-page');
  expect(shown).toContain('One more paragraph');
  expect(traffic.exchanges.map(({ url, isCut }) => [url, isCut])).toEqual([
    ['https://many.example/endless-page', true],
  ]);
});

test('a page that never rests is taken as it is after a while', async () => {
  const { traffic, shown } = await record('/polls');
  expect(shown).toContain('tick tick');
  expect(traffic.exchanges.length).toBeGreaterThan(10);
});

test('what nobody answered before the page was left is said', async () => {
  const { traffic } = await record('/many');
  const [unanswered = '', ...others] = traffic.gaps;
  expect(unanswered).toMatch(
    /^\d+ (?:requests had not been answered|responses had not ended) when the page was left$/,
  );
  expect(others.length).toBeLessThan(2);
});
