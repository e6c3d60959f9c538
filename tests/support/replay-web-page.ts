import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type Browser, chromium, type Frame, type Page } from 'playwright';
import { findChromium } from '#capture/browser/find-chromium.ts';

/**
 * ReplayWeb.page, the player that the archiving world uses, in a real browser with no network: what it shows, others will see. It is a
 * test tool alone: its licence (AGPL) keeps it out of the product and its dependencies, so that it is fetched, once, when a test asks.
 */
const release = 'replaywebpage@2.5.3';
const cache = new URL('../../node_modules/.cache/replaywebpage-2.5.3', import.meta.url).pathname;
const playerFiles = ['ui.js', 'sw.js'];
const run = promisify(execFile);

export interface Replay extends AsyncDisposable {
  /** The player's own page. */
  page: Page;
  /** The archived page as it is shown. */
  frame: Frame;
}

export type Player = { kind: 'ready' } | { kind: 'absent'; reason: string };

/** Fetches the player where it is not there yet. */
export async function findPlayer(): Promise<Player> {
  if (findChromium(null) === null) {
    return { kind: 'absent', reason: 'there is no browser' };
  }
  try {
    await Promise.all(playerFiles.map((name) => access(join(cache, name))));
  } catch {
    try {
      await fetchPlayer();
    } catch (error) {
      return { kind: 'absent', reason: `npm does not give ${release}: ${String(error).slice(0, 200)}` };
    }
  }
  return { kind: 'ready' };
}

export interface ReplayOptions {
  /** Of the archived page, in pixels. */
  size?: { width: number; height: number };
  /** Where the page's redirects end; the page's own address unless given. */
  endsAt?: string;
  /** For several replays; whoever gives it closes it. */
  browser?: Browser;
}

const standardSize = { width: 1200, height: 900 };

/** A browser that reaches nothing but this machine. */
export async function openReplayBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: findChromium(null)?.path ?? '',
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
}

/** Opens an archive (a path, or the URL where another serves it) at one of its pages; resolves when the player shows it. */
export async function openReplay(
  wacz: string,
  url: string,
  at: string,
  { size = standardSize, browser: given, endsAt = url }: ReplayOptions = {},
): Promise<Replay> {
  const server = createServer((request, response) => {
    answer(request, response, wacz, playerPage(wacz, url, at, size)).catch((error: Error) =>
      response.destroy(error),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const browser = given ?? (await openReplayBrowser());
  // An origin of its own, by its port, is a player of its own.
  const context = await browser.newContext({ viewport: size });
  const dispose = async () => {
    await (given === undefined ? browser.close() : context.close());
    server.closeAllConnections();
    server.close();
  };
  try {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    return { page, frame: await replayedFrame(page, endsAt), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function fetchPlayer(): Promise<void> {
  await mkdir(join(cache, '..'), { recursive: true });
  const folder = await mkdtemp(`${cache}-`);
  try {
    await run('npm', ['pack', release, '--silent', '--ignore-scripts'], { cwd: folder, timeout: 60_000 });
    const files = playerFiles.map((name) => `package/${name}`);
    await run('tar', ['-xzf', 'replaywebpage-2.5.3.tgz', '--strip-components=1', ...files], { cwd: folder });
    await rename(folder, cache).catch(async (error: NodeJS.ErrnoException) => {
      // Another test was quicker.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') {
        throw error;
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function replayedFrame(page: Page, url: string): Promise<Frame> {
  const isIt = (frame: Frame) =>
    /\/w\/[^/]+\/(?::\w+\/)?\d*mp_\//.test(frame.url()) && frame.url().endsWith(url);
  const shown = page.frames().find(isIt);
  const frame = shown ?? (await page.waitForEvent('framenavigated', { predicate: isIt, timeout: 25_000 }));
  await frame.waitForLoadState('load');
  return frame;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  wacz: string,
  player: string,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const name = pathname.slice(pathname.lastIndexOf('/') + 1);
  if (playerFiles.includes(name)) {
    response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(await readFile(join(cache, name)));
  } else if (name === 'page.wacz') {
    await sendRange(request, response, wacz);
  } else if (pathname === '/') {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(player);
  } else if (pathname === '/replay/') {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><script src="/ui.js"></script><replay-app-main></replay-app-main>');
  } else {
    response.writeHead(404).end();
  }
}

function playerPage(
  wacz: string,
  url: string,
  at: string,
  { width, height }: { width: number; height: number },
): string {
  const timestamp = new Date(at).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const source = wacz.startsWith('http:') ? wacz : '/page.wacz';
  return `<!doctype html><body style="margin:0"><script src="/ui.js"></script>
    <replay-web-page style="display:block;width:${width}px;height:${height}px" embed="replayonly" replayBase="/replay/"
      source="${source.replaceAll('&', '&amp;')}" url="${url.replaceAll('&', '&amp;')}" ts="${timestamp}"></replay-web-page>`;
}

async function sendRange(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  await using file = await open(path);
  const { size } = await file.stat();
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = from === '' ? Math.max(0, size - Number(to || size)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(size - 1, Number(to));
  response.writeHead(request.headers.range === undefined ? 200 : 206, {
    'Content-Type': 'application/wacz',
    'Accept-Ranges': 'bytes',
    'Content-Length': end - start + 1,
    ...(request.headers.range !== undefined && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(file.createReadStream({ start, end, autoClose: false }), response);
}
