import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { groupMembers } from '#capture/browser/process-group.ts';
import { findVideoFetcher } from '#capture/media/streams/yt-dlp.ts';
import { media } from '#capture/steps/media.ts';
import { Recordings } from '#capture/traffic/recordings.ts';
import { type MadeStreams, makeStreams } from './streams-made.ts';
import { medium, openRig, type Rig, recordOf } from './support/rig.ts';

const signal = new AbortController().signal;
const noBrowser = {} as unknown as BrowserPool;
const isRoot = process.getuid?.() === 0;
const realPath = process.env.YT_DLP_PATH ?? null;

/** Says what it was started with, and does what the page's name says. */
const standIn = `#!/bin/sh
here=$(dirname "$0")
[ "$1" = --version ] && { echo 2026.01.02; exit; }
{ echo "uid $(id -u)"; env; for each; do echo "argument $each"; last=$each; done; } > "$here/said/all"
case "$last" in
  */failing) echo "ERROR: [generic] there is no video" >&2; exit 1 ;;
  */filtered) echo "[download] a video does not pass filter (!is_live), skipping" ;;
  */endless) sleep 600 & echo $$ > "$here/said/group"; echo "progress 99999999 NA"; wait ;;
  *) cat "$here/video.mp4" > video.mp4; echo "progress 10 20" ;;
esac
`;

let made: MadeStreams;
let folder: string;
let rig: Rig;

beforeAll(async () => {
  made = await makeStreams(['ts']);
  folder = await mkdtemp(join(tmpdir(), 'yt-dlp-'));
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'said'));
  await chmod(join(folder, 'said'), 0o777);
  await copyFile(made.source, join(folder, 'video.mp4'));
  await writeFile(join(folder, 'yt-dlp'), standIn, { mode: 0o755 });
  await chmod(join(folder, 'video.mp4'), 0o644);
}, 60_000);
afterAll(async () => {
  await made[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  rig = await openRig(noBrowser, { maxMediaBytes: 1_000_000 });
});
afterEach(() => rig[Symbol.asyncDispose]());

async function fetchFrom(
  path: string,
  all = [medium('video')],
  program: string | null = join(folder, 'yt-dlp'),
) {
  const tools = { ...rig.tools, videoFetcher: await findVideoFetcher(program, signal) };
  const job = rig.job();
  await using scope = tools.openScope('yt-dlp');
  await using recordings = await Recordings.open({ job, tools });
  const record = recordOf(rig.site.url, '1', { media: all, canonicalUrl: `${rig.site.url}/${path}` });
  const fetched = await media.take({ record, headers: {} }, { job, tools, scope, recordings, signal });
  return { ...fetched, proxy: scope.proxy, page: record.canonicalUrl };
}

const saidAll = async () => (await readFile(join(folder, 'said/all'), 'utf8')).split('\n');

describe('yt-dlp', () => {
  it('fetches the video of a post whose platform names no file that can be had', async () => {
    const { artifacts, missing, page } = await fetchFrom('video', [
      medium('video', `${rig.site.url}/gone.mp4`),
    ]);

    expect(missing).toEqual([]);
    expect(artifacts).toMatchObject([
      {
        name: 'media-1.mp4',
        sourceUrl: page,
        verdict: {
          shows: 'expected',
          detail: expect.stringContaining(`Fetched from ${page} by yt-dlp 2026.01.02.`),
        },
      },
    ]);
    expect(await rig.leftovers()).toEqual([]);
  });

  it('goes out through the gateway alone, and its credential is in no argument', async () => {
    const { proxy, page } = await fetchFrom('video');

    const said = await saidAll();
    const given = said.filter((line) => line.startsWith('argument '));
    expect(said.find((line) => line.startsWith('https_proxy='))).toContain(proxy.password);
    expect(given.join()).not.toContain(proxy.password);
    expect(given.slice(-2)).toEqual(['argument --', `argument ${page}`]);
    expect(given).toContain('argument --ignore-config');
    expect(said[0]).toBe(`uid ${isRoot ? 65534 : process.getuid?.()}`);
  });

  it.each([
    ['failing', /yt-dlp 2026\.01\.02 failed \(\[generic\] there is no video\)/],
    ['filtered', /gave no file \(.*does not pass filter/],
  ])('that is %s is told in its own words', async (path, reason) => {
    const { artifacts, missing } = await fetchFrom(path);

    expect(artifacts).toEqual([]);
    expect(missing).toEqual([{ role: 'media', essential: true, reason: expect.stringMatching(reason) }]);
  });

  it('that brings too much is ended with all that it started', async () => {
    const { missing } = await fetchFrom('endless');

    expect(missing[0]?.reason).toMatch(/was ended \(the media are more than the 1000000 bytes/);
    const group = Number(await readFile(join(folder, 'said/group'), 'utf8'));
    expect(group).toBeGreaterThan(1);
    expect(groupMembers(group)).toEqual([]);
    expect(await rig.leftovers()).toEqual([]);
  });

  it('is not asked where it could not tell which of several videos is meant', async () => {
    const { missing } = await fetchFrom('video', [medium('video'), medium('video')]);

    expect(missing.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/yt-dlp was not asked: the post has several videos/),
      expect.stringMatching(/yt-dlp was not asked: the post has several videos/),
    ]);
  });

  it('that is not there is named as what would help', async () => {
    const { missing } = await fetchFrom('video', [medium('video')], join(folder, 'none'));

    expect(missing[0]?.reason).toMatch(/needs yt-dlp, which is not installed \(YT_DLP_PATH\)/);
  });

  it('itself takes a stream from a page', async (context) => {
    if ((await findVideoFetcher(realPath, signal)) === null) {
      context.skip('no yt-dlp is installed here');
    }
    for (const [name, body] of made.forms.ts) {
      rig.site.routes.set(`/ts/${name}`, { type: 'application/octet-stream', body });
    }
    rig.site.routes.set('/page', { type: 'text/html', body: '<video controls src="/ts/list.m3u8"></video>' });

    const { artifacts, missing } = await fetchFrom('page', [medium('video')], realPath);

    expect(missing).toEqual([]);
    expect(artifacts).toMatchObject([{ name: 'media-1.mp4', width: 160, height: 120 }]);
  }, 60_000);
});
