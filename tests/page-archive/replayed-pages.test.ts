import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Frame } from 'playwright';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { capturePost } from '#capture/pipeline.ts';
import { checkReplay } from '#capture/replay/check-replay.ts';
import type { Manifest } from '#domain/capture.ts';
import type { Egress } from '#egress/egress.ts';
import { openEgress } from '#egress/open-egress.ts';
import { createLogger } from '#logger.ts';
import { web as webPlatform } from '#platforms/web/index.ts';
import { openRig, openTestPool, type Rig } from '../capture/support/rig.ts';
import { type RecordedWeb, startRecordedWeb } from '../support/recorded-web/recorded-web.ts';
import { findPlayer, openReplay, openReplayBrowser, type Player } from '../support/replay-web-page.ts';
import { replayedPages, sitesOf } from './replayed-pages/pages.ts';
import { absentCommands } from './support/commands.ts';

const run = promisify(execFile);
const pages = await replayedPages();
const never = new AbortController().signal;
const recomputeDigests = new URL('./support/recompute_digests.py', import.meta.url).pathname;
/** Of 255: less is smoothing. */
const seenDifference = 32;
/** Share of the pixels. */
const mostDifference = 0.0005;

const resources = new AsyncDisposableStack();
let web: RecordedWeb;
let egress: Egress;
let browsers: BrowserPool;
let rig: Rig;
let player: Player;
let replayBrowser: Browser;
let folder: string;
const captures = new Map<string, Promise<Captured>>();

interface Captured {
  manifest: Manifest;
  wacz: string;
  manifestFile: string;
}

beforeAll(async () => {
  web = resources.use(await startRecordedWeb({ sites: sitesOf(pages) }));
  const extraCaPem = await readFile(web.caFile, 'utf8');
  const logger = createLogger({ level: 'silent', pretty: false });
  egress = resources.use(
    await openEgress({ upstreamProxy: web.proxyUrl, extraCaPem, allowCidrs: [], logger }),
  );
  browsers = resources.use(await openTestPool({ extraCaSpki: egress.extraCaSpki }));
  rig = resources.use(await openRig(browsers, { egress, platform: webPlatform }));
  player = await findPlayer();
  replayBrowser = await openReplayBrowser();
  resources.defer(() => replayBrowser.close());
  folder = await mkdtemp(join(tmpdir(), 'replayed-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
}, 120_000);
afterAll(() => resources.disposeAsync());

async function bytesOf(manifest: Manifest, name: string): Promise<Buffer> {
  const artifact = manifest.artifacts.find((candidate) => candidate.name === name);
  const found = await rig.tools.storage.getObject(artifact?.sha256 ?? '');
  if (found === null) {
    throw new Error(`There is no ${name}: ${JSON.stringify(manifest.missing)}`);
  }
  return Buffer.concat(await Array.fromAsync(found.body));
}

/** The three tests of a page share its capture. */
function captureOnce(url: string): Promise<Captured> {
  const capturing = captures.get(url) ?? capture(url);
  captures.set(url, capturing);
  return capturing;
}

/** Its archive and its manifest are files, too, for the programs of others. */
async function capture(url: string): Promise<Captured> {
  const identity = webPlatform.identify(new URL(url));
  rig.rungs.length = 0;
  const job = rig.job({ postId: identity?.postId ?? '', canonicalUrl: url });
  const { manifest } = await capturePost(job, rig.tools, never);
  const place = await mkdtemp(join(folder, 'page-'));
  const [wacz, manifestFile] = [join(place, 'page.wacz'), join(place, 'manifest.json')];
  await writeFile(wacz, await bytesOf(manifest, 'page.wacz'));
  await writeFile(manifestFile, JSON.stringify(manifest));
  return { manifest, wacz, manifestFile };
}

async function wordsOf(frame: Frame): Promise<string> {
  const own = await frame.evaluate(() => {
    const roots = [...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    return [document.body?.innerText, ...roots.map(({ textContent }) => textContent)].join(' ');
  });
  const inner = await Promise.all(frame.childFrames().map(wordsOf));
  return [own, ...inner].join(' ');
}

/** Share of the pixels that are of another colour, 0 to 1. */
async function differenceOf(one: Buffer, other: Buffer): Promise<number> {
  const { width, height } = await sharp(one).metadata();
  const greys = async (png: Buffer) =>
    await sharp(png).resize(width, height, { fit: 'fill' }).greyscale().raw().toBuffer();
  const [left, right] = await Promise.all([greys(one), greys(other)]);
  const different = left.reduce(
    (count, value, index) => (Math.abs(value - (right[index] ?? 0)) > seenDifference ? count + 1 : count),
    0,
  );
  return different / left.length;
}

describe.each(pages)(
  '$name',
  { timeout: 60_000 },
  ({ url, words, innerWords = [], endsAt = url, missing = [] }) => {
    test.concurrent('is captured whole, and plays again by our own check', async () => {
      const { manifest } = await captureOnce(url);
      expect(manifest).toMatchObject({ outcome: 'complete', missing: [] });
      const text = `${await bytesOf(manifest, 'text.txt')}`;
      expect(words.filter((word) => !text.includes(word))).toEqual([]);

      const verdict = await checkReplay(manifest, rig.tools, never);
      expect(verdict).toMatchObject({
        replay: 'replayable',
        shows: 'expected',
        words: 1,
        pictures: { broken: [] },
        missing,
      });
    });

    test.concurrent('is a ZIP with no error, its digests right by a program of others', async (context) => {
      const absent = await absentCommands(['unzip', 'python3']);
      context.skip(absent.length > 0, `not installed: ${absent.join(', ')}`);
      const { manifest, wacz, manifestFile } = await captureOnce(url);

      expect((await run('unzip', ['-t', wacz])).stdout).toContain('No errors detected');
      const report = JSON.parse((await run('python3', [recomputeDigests, wacz, manifestFile])).stdout);
      expect(report).toMatchObject({ wrong: [], files: 5, artifacts: manifest.artifacts.length });
    });

    test.concurrent('shows in ReplayWeb.page what was captured', async (context) => {
      // Of tests that run at a time, each has its own.
      const { expect: expected } = context;
      context.skip(player.kind === 'absent', player.kind === 'absent' ? player.reason : '');
      const { manifest, wacz } = await captureOnce(url);
      const then = await bytesOf(manifest, 'page-screenshot.png');
      const { width = 0, height = 0 } = await sharp(then).metadata();
      const at = manifest.artifacts.find(({ role }) => role === 'wacz')?.takenAt ?? '';
      const options = { size: { width, height }, browser: replayBrowser, endsAt };

      await using replay = await openReplay(wacz, url, at, options);
      for (const word of [...words, ...innerWords]) {
        await expected.poll(() => wordsOf(replay.frame), { timeout: 8_000 }).toContain(word);
      }
      const frame = await replay.frame.frameElement();
      const compare = async () => await differenceOf(then, await frame.screenshot());
      await expected.poll(compare, { timeout: 8_000 }).toBeLessThan(mostDifference);
    });
  },
);
