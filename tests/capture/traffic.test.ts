import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, zstdCompress } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { recordTraffic, type Traffic } from '#capture/traffic/recorder.ts';
import { Spool } from '#capture/traffic/spool.ts';
import type { Egress } from '#egress/egress.ts';
import { openEgress } from '#egress/open-egress.ts';
import { createLogger } from '#logger.ts';
import type { Body } from '#page-archive/exchange.ts';
import {
  type RecordedAnswer,
  type RecordedWeb,
  type Site,
  startRecordedWeb,
} from '../support/recorded-web/recorded-web.ts';
import { openTestPool } from './support/rig.ts';

const compress = { gzip: promisify(gzip), br: promisify(brotliCompress), zstd: promisify(zstdCompress) };
const page = 'https://page.example';
const frame = 'https://frame.example';
const large = Buffer.alloc(9_000_000, 'large ');

const pageHtml = `<!doctype html><meta charset="utf-8"><title>A page</title><body>
<h1>Record me</h1><iframe src="${frame}/inside"></iframe>
<script src="/gzip.js"></script><script src="/br.js"></script><script src="/zstd.js"></script>
<img src="/moved.png"><div id="log"></div>
<script>
const log = (text) => { document.querySelector('#log').textContent += text + ' '; };
const run = async () => {
  log('posted:' + await (await fetch('/api', { method: 'POST', body: 'question=1' })).text());
  log('large:' + (await (await fetch('/large')).text()).length);
  log('cookie:' + await (await fetch('/cookie')).text());
  const worker = new SharedWorker('/worker.js');
  worker.port.onmessage = ({ data }) => { log('worker:' + data); document.body.dataset.done = 'yes'; };
  worker.port.start();
};
addEventListener('load', run);
</script>`;

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const sites: Site[] = [
  {
    host: 'page.example',
    noise: ['/favicon.ico'],
    async handle({ method, url, headers }): Promise<RecordedAnswer | null> {
      switch (url.pathname) {
        case '/':
          return {
            headers: {
              'content-type': 'text/html',
              'set-cookie': 'visitor=7; Path=/',
              'content-encoding': 'gzip',
            },
            body: await compress.gzip(pageHtml),
          };
        case '/gzip.js':
        case '/br.js':
        case '/zstd.js': {
          const encoding = url.pathname.slice(1, -3) as keyof typeof compress;
          return {
            headers: { 'content-type': 'text/javascript', 'content-encoding': encoding },
            body: await compress[encoding](`document.body.dataset.${encoding} = 'ran';`),
          };
        }
        case '/moved.png':
          return { status: 302, headers: { location: '/pixel.png' } };
        case '/pixel.png':
          return { headers: { 'content-type': 'image/png' }, body: pixel };
        case '/api':
          return method === 'POST' ? { headers: { 'content-type': 'text/plain' }, body: 'answer' } : null;
        case '/large':
          return {
            headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
            body: await compress.gzip(large),
          };
        case '/cookie':
          return { headers: { 'content-type': 'text/plain' }, body: headers.cookie ?? 'none' };
        case '/worker.js':
          return {
            headers: { 'content-type': 'text/javascript' },
            body: `onconnect = async ({ ports: [port] }) => port.postMessage(await (await fetch('/from-worker')).text());`,
          };
        case '/from-worker':
          return { headers: { 'content-type': 'text/plain' }, body: 'heard' };
        default:
          return null;
      }
    },
  },
  {
    host: 'frame.example',
    async handle({ url }) {
      return url.pathname === '/inside'
        ? { headers: { 'content-type': 'text/html' }, body: '<p>inside<script src="/inside.js"></script>' }
        : { headers: { 'content-type': 'text/javascript' }, body: 'document.body.dataset.inside = 1' };
    },
  },
];

let web: RecordedWeb;
let egress: Egress;
let browsers: BrowserPool;
let folder: string;
const logger = createLogger({ level: 'silent', pretty: false });

beforeAll(async () => {
  web = await startRecordedWeb({ sites });
  folder = await mkdtemp(join(tmpdir(), 'traffic-'));
  egress = await openEgress({
    upstreamProxy: web.proxyUrl,
    extraCaPem: await readFile(web.caFile, 'utf8'),
    allowCidrs: [],
    logger,
  });
  browsers = await openTestPool({ extraCaSpki: egress.extraCaSpki });
}, 60_000);

afterAll(async () => {
  await browsers[Symbol.asyncDispose]();
  await egress[Symbol.asyncDispose]();
  await web[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function record(url: string): Promise<{ traffic: Traffic; shown: string; done: string }> {
  await using scope = egress.openScope('test', {
    maxBytes: 1e9,
    maxConnections: 1000,
    maxDurationMs: 60_000,
  });
  const options = { proxy: scope.proxy, viewport: { width: 800, height: 600 }, timeoutMs: 30_000 };
  const spool = new Spool(folder);
  return await browsers.withPage(options, new AbortController().signal, async ({ page, signal }) => {
    const recorder = await recordTraffic(page, { spool, now: () => new Date(), signal });
    await page.goto(url);
    await page.waitForFunction(() => document.body.dataset.done === 'yes');
    const shown = await page.locator('#log').innerText();
    const done = await page.evaluate(() => JSON.stringify(document.body.dataset));
    return { traffic: await recorder.finish(), shown, done };
  });
}

async function textOf(body: Body | null | undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body?.open() ?? []) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

test('keeps what the browser received, of every target, and the page notices nothing', async () => {
  const { traffic, shown, done } = await record(`${page}/`);
  expect(shown).toBe('posted:answer large:9000000 cookie:visitor=7 worker:heard');
  expect(JSON.parse(done)).toMatchObject({ gzip: 'ran', br: 'ran', zstd: 'ran' });
  expect(traffic.gaps).toEqual([]);
  const seen = traffic.exchanges.map(({ method, url, status }) => `${method} ${url} ${status}`).sort();
  expect(seen).toEqual([
    `GET ${frame}/inside 200`,
    `GET ${frame}/inside.js 200`,
    `GET ${page}/ 200`,
    `GET ${page}/br.js 200`,
    `GET ${page}/cookie 200`,
    `GET ${page}/from-worker 200`,
    `GET ${page}/gzip.js 200`,
    `GET ${page}/moved.png 302`,
    `GET ${page}/pixel.png 200`,
    `GET ${page}/worker.js 200`,
    `GET ${page}/zstd.js 200`,
    `POST ${page}/api 200`,
  ]);
  const byPath = (path: string) => traffic.exchanges.find(({ url }) => url === `${page}${path}`);
  expect(await textOf(byPath('/')?.body)).toBe(pageHtml);
  expect(await textOf(byPath('/zstd.js')?.body)).toBe(`document.body.dataset.zstd = 'ran';`);
  expect(byPath('/zstd.js')?.responseHeaders).toContainEqual(['content-encoding', 'zstd']);
  expect(byPath('/pixel.png')?.body).toMatchObject({ bytes: pixel.length });
  expect(byPath('/api')).toMatchObject({ requestBody: Buffer.from('question=1') });
  // Longer than is kept in memory: the page has it, and it is fetched once more.
  expect(traffic.onceMore.map(({ url }) => url)).toEqual([`${page}/large`]);
  expect(traffic.setCookiesDropped).toBe(1);
  expect(JSON.stringify(traffic.exchanges.map(({ requestHeaders }) => requestHeaders))).not.toContain(
    'visitor=7',
  );
});
