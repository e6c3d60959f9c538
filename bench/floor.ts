import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Browser } from 'playwright';
import { ProxyAgent, request } from 'undici';
import { openBrowserHome } from '#capture/browser/home.ts';
import { Launcher } from '#capture/browser/launcher.ts';
import { type RecordingMethod, startRecorder } from './floor-recorder.ts';
import { FloorWarc } from './floor-warc.ts';
import { report } from './measure.ts';
import { benchPostIds, oembedUrl, syndicationUrl } from './site.ts';

/**
 * The floor: what bare Playwright and an HTTP client need for the same bytes of the same posts: answers, media,
 * screenshot, text, DOM and a WARC of it all. No gateway, no queue, no catalogue, no verdicts, no fsync. The browser is
 * started and sandboxed as the service's; one of them has all the contexts.
 */
const proxyServer = process.env.EGRESS_PROXY ?? '';
const caPem = await readFile(process.env.EGRESS_CA_FILE ?? '', 'utf8');
const concurrency = Number(process.env.BENCH_CONCURRENCY ?? 2);
const recording = (process.env.BENCH_RECORDING ?? 'network') as RecordingMethod | 'none';
const directory = await mkdtemp(join(tmpdir(), 'bench-floor-'));
const http = new ProxyAgent({ uri: proxyServer, requestTls: { ca: caPem }, proxyTunnel: true });
const viewport = { width: 600, height: 900 };

async function main(): Promise<void> {
  const spki = createHash('sha256')
    .update(new X509Certificate(caPem).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
  const logger = pino({ level: 'warn' });
  await using home = await openBrowserHome(join(tmpdir(), 'bench-floor-browser'), logger);
  const launcher = new Launcher(
    { executablePath: null, extraCaSpki: spki, networkSwitches: ['--disable-quic'], logger },
    home.path,
  );
  const running = await launcher.launch(new AbortController().signal);
  const { warmUp, measured } = benchPostIds();
  await captureAll(running.browser, warmUp);
  await report({ kind: 'begin' });
  const bytes = await captureAll(running.browser, measured);
  await report({ kind: 'end', posts: measured.length, storedBytes: bytes });
  await running.close();
  await http.close();
  await rm(directory, { recursive: true, force: true });
}

async function captureAll(browser: Browser, ids: string[]): Promise<number> {
  const waiting = [...ids];
  let bytes = 0;
  const run = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const taken = await captureOne(browser, id);
      bytes += taken;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, run));
  return bytes;
}

async function captureOne(browser: Browser, id: string): Promise<number> {
  const [data, oembed] = await Promise.all([fetchBytes(syndicationUrl(id)), fetchBytes(oembedUrl(id))]);
  const post = JSON.parse(data.toString('utf8')) as {
    mediaDetails: { media_url_https: string }[];
    text: string;
  };
  const mediaUrls = post.mediaDetails.map((medium) => `${medium.media_url_https}?name=orig`);
  const media = await Promise.all(mediaUrls.map(fetchBytes));
  const { png, text, dom, warc } = await visit(browser, id);
  const files = [data, oembed, ...media, png, Buffer.from(text)];
  if (recording !== 'none') {
    const own = [data, oembed, png, Buffer.from(text), Buffer.from(dom)];
    own.forEach((file, index) => {
      warc.resource(`urn:floor:${index}`, index === 2 ? 'image/png' : 'text/plain', file);
    });
    media.forEach((file, index) => {
      warc.resource(mediaUrls[index] ?? '', 'image/jpeg', file);
    });
    files.push(warc.bytes());
  }
  await Promise.all(files.map((file, index) => writeFile(join(directory, `${id}-${index}`), file)));
  const digests = files.map((file) => createHash('sha256').update(file).digest('hex'));
  await writeFile(join(directory, `${id}.json`), JSON.stringify({ id, digests }));
  return files.reduce((sum, file) => sum + file.length, 0);
}

async function visit(
  browser: Browser,
  id: string,
): Promise<{ png: Buffer; text: string; dom: string; warc: FloorWarc }> {
  const context = await browser.newContext({
    viewport,
    proxy: { server: proxyServer, bypass: '<-loopback>' },
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const recorder = recording === 'none' ? null : await startRecorder(session, recording);
  await page.goto(`https://platform.twitter.com/embed/Tweet.html?id=${id}&dnt=true&theme=light&lang=en`, {
    waitUntil: 'commit',
  });
  const post = page.locator('article[role=article]');
  await post.waitFor({ state: 'attached' });
  const { box, text, dom } = await post.evaluate(async (element) => {
    await document.fonts.ready;
    await Promise.all([...element.querySelectorAll('img')].map((image) => image.decode()));
    const { x, y, width, height } = element.getBoundingClientRect();
    return {
      box: { x: x + scrollX, y: y + scrollY, width, height },
      text: (element as HTMLElement).innerText,
      dom: document.documentElement.outerHTML,
    };
  });
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'png',
    optimizeForSpeed: true,
    captureBeyondViewport: box.y + box.height > viewport.height,
    clip: { ...box, scale: 1 },
  });
  const warc = new FloorWarc();
  await recorder?.writeInto(warc);
  await context.close();
  return { png: Buffer.from(data, 'base64'), text, dom, warc };
}

async function fetchBytes(url: string): Promise<Buffer> {
  const { statusCode, body } = await request(url, { dispatcher: http });
  if (statusCode !== 200) {
    throw new Error(`${url} answered ${statusCode}`);
  }
  return Buffer.from(await body.arrayBuffer());
}

await main();
