import { execFile, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { report } from '../measure.ts';
import { benchPostIds, makePhoto, tweet } from '../site.ts';

/**
 * The posts by single-file-cli (the argument: its script), a list of links a run, one HTML a post, with its own waits. It is
 * run, never imported: its licence is the AGPL. The browser runs before the count begins, as the floor's does, in one process
 * and without a sandbox, which is how single-file starts it.
 */
const [, , script = ''] = process.argv;
const proxyUrl = process.env.EGRESS_PROXY ?? '';
const concurrency = process.env.BENCH_CONCURRENCY ?? '1';
const runTimeoutMs = 150_000;

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-single-file-'));
  const { warmUp, measured } = benchPostIds(20, 2);
  const browserUrl = await startBrowser(directory);
  await save(warmUp, join(directory, 'warm-up'), browserUrl);
  await report({ kind: 'begin' });
  const saved = join(directory, 'saved');
  await save(measured, saved, browserUrl);
  await report({ kind: 'end', posts: measured.length, storedBytes: await bytesIn(saved) });
  await check(measured, saved);
  process.exit();
}

/**
 * However this process ends, the browser's group does too, and the folder: the program may be a shell script that starts the
 * browser and passes no signal on.
 */
async function startBrowser(directory: string): Promise<string> {
  const found = findChromium(null);
  if (found === null) {
    throw new Error('There is no Chromium: `npm run setup` installs one');
  }
  const browser = spawn(
    found.path,
    [
      ...['--headless', '--single-process', '--no-sandbox', '--disable-dev-shm-usage', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update'],
      ...['--disable-background-timer-throttling', '--disable-renderer-backgrounding'],
      ...[`--proxy-server=${proxyUrl}`, '--proxy-bypass-list=<-loopback>', '--ignore-certificate-errors'],
      ...[
        '--remote-debugging-port=0',
        `--user-data-dir=${join(directory, 'profile')}`,
        '--window-size=1280,720',
      ],
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  process.once('exit', () => {
    if (browser.pid !== undefined && browser.exitCode === null) {
      process.kill(-browser.pid, 'SIGKILL');
    }
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  });
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  for await (const line of createInterface({ input: browser.stderr })) {
    const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port !== undefined) {
      browser.stderr.resume();
      return `http://127.0.0.1:${port}`;
    }
  }
  throw new Error(`${found.path} ended before it could be asked for anything`);
}

async function save(ids: string[], folder: string, browserUrl: string): Promise<void> {
  await mkdir(folder);
  const list = `${folder}.txt`;
  await writeFile(list, ids.map((id) => `${pageUrl(id)}\n`).join(''));
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [
      script,
      `--urls-file=${list}`,
      `--max-parallel-workers=${concurrency}`,
      `--browser-server=${browserUrl}`,
      `--output-directory=${folder}`,
      '--filename-template={url-search}.html',
    ],
    { env: { ...process.env, ...byTheProxy() }, timeout: runTimeoutMs, killSignal: 'SIGKILL' },
  );
  process.stderr.write(stderr);
}

/** What it fetches itself, where the page could not, leads to the recorded web as well. */
function byTheProxy(): Record<string, string> {
  return {
    NODE_USE_ENV_PROXY: '1',
    HTTP_PROXY: proxyUrl,
    HTTPS_PROXY: proxyUrl,
    NO_PROXY: '127.0.0.1',
    NODE_EXTRA_CA_CERTS: process.env.EGRESS_CA_FILE ?? '',
  };
}

function pageUrl(id: string): string {
  return `https://platform.twitter.com/embed/Tweet.html?id=${id}&dnt=true&theme=light&lang=en`;
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Rejects unless each post has its page, with its words and both photos byte by byte. */
async function check(ids: string[], folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const id of ids) {
    const post = tweet(id) as { text: string; mediaDetails: { media_url_https: string }[] };
    const name = names.find((each) => each.includes(id));
    const html = name === undefined ? '' : await readFile(join(folder, name), 'utf8');
    const photos = await Promise.all(
      post.mediaDetails.map(({ media_url_https }) => photoOf(media_url_https)),
    );
    if (!html.includes(post.text) || !photos.every((photo) => html.includes(photo))) {
      throw new Error(
        `The page of post ${id} ${html === '' ? 'is missing' : 'is without its words or photos'}`,
      );
    }
  }
}

async function photoOf(url: string): Promise<string> {
  const photo = await makePhoto(Number(/photo-(\d+)/.exec(url)?.[1]));
  return Buffer.from(photo).toString('base64');
}

await main();
