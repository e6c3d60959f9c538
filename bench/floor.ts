import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { ProxyAgent, request } from 'undici';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { report } from './measure.ts';
import { benchPostIds, oembedUrl, syndicationUrl } from './site.ts';

/**
 * The floor: what bare Playwright and an HTTP client need for the same bytes of the same posts. No gateway, no queue,
 * no catalogue, no verdicts, no fsync. The sandbox is as the service's.
 */
const proxyServer = process.env.EGRESS_PROXY ?? '';
const caPem = await readFile(process.env.EGRESS_CA_FILE ?? '', 'utf8');
const concurrency = Number(process.env.BENCH_CONCURRENCY ?? 2);
const directory = await mkdtemp(join(tmpdir(), 'bench-floor-'));
const http = new ProxyAgent({ uri: proxyServer, requestTls: { ca: caPem }, proxyTunnel: true });

async function main(): Promise<void> {
  const found = findChromium(null);
  if (!found) {
    throw new Error('No Chromium; run npm run setup');
  }
  const spki = createHash('sha256')
    .update(new X509Certificate(caPem).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
  const browser = await chromium.launch({
    executablePath: found.path,
    chromiumSandbox: process.getuid?.() !== 0,
    proxy: { server: proxyServer },
    args: ['--disable-quic', `--ignore-certificate-errors-spki-list=${spki}`],
  });
  const { warmUp, measured } = benchPostIds();
  await captureAll(browser, warmUp);
  await report({ kind: 'begin' });
  const bytes = await captureAll(browser, measured);
  await report({ kind: 'end', posts: measured.length, storedBytes: bytes });
  await browser.close();
  await http.close();
  await rm(directory, { recursive: true, force: true });
}

async function captureAll(browser: Browser, ids: string[]): Promise<number> {
  const waiting = [...ids];
  let bytes = 0;
  const run = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      bytes += await captureOne(browser, id);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, run));
  return bytes;
}

async function captureOne(browser: Browser, id: string): Promise<number> {
  const data = await fetchBytes(syndicationUrl(id));
  const oembed = await fetchBytes(oembedUrl(id));
  const post = JSON.parse(data.toString('utf8')) as {
    mediaDetails: { media_url_https: string }[];
    text: string;
  };
  const media = await Promise.all(
    post.mediaDetails.map((medium) => fetchBytes(`${medium.media_url_https}?name=orig`)),
  );
  const { png, text } = await screenshot(browser, id);
  const files = [data, oembed, ...media, png, Buffer.from(text)];
  await Promise.all(files.map((file, index) => writeFile(join(directory, `${id}-${index}`), file)));
  return files.reduce((sum, file) => sum + file.length, 0);
}

async function screenshot(browser: Browser, id: string): Promise<{ png: Buffer; text: string }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`https://platform.twitter.com/embed/Tweet.html?id=${id}&dnt=true&theme=light&lang=en`, {
    waitUntil: 'commit',
  });
  const post = page.locator('article[role=article]');
  await post.waitFor({ state: 'attached' });
  const text = await post.evaluate(async (element) => {
    await document.fonts.ready;
    await Promise.all([...element.querySelectorAll('img')].map((image) => image.decode()));
    return (element as HTMLElement).innerText;
  });
  const box = await post.boundingBox();
  if (!box) {
    throw new Error(`The post ${id} has no box`);
  }
  const session = await context.newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'png',
    optimizeForSpeed: true,
    captureBeyondViewport: true,
    clip: { ...box, scale: 1 },
  });
  await context.close();
  return { png: Buffer.from(data, 'base64'), text };
}

async function fetchBytes(url: string): Promise<Buffer> {
  const { statusCode, body } = await request(url, { dispatcher: http });
  if (statusCode !== 200) {
    throw new Error(`${url} answered ${statusCode}`);
  }
  return Buffer.from(await body.arrayBuffer());
}

await main();
