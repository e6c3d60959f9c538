import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import type { CaptureTools } from '#capture/job.ts';
import { capturePost } from '#capture/pipeline.ts';
import { StopWorkerError } from '#domain/errors.ts';
import { instead } from '../support/instead.ts';
import { makeStreams } from './streams-made.ts';
import { photo, pixelBomb, video } from './support/files.ts';
import { medium, openRig, openTestPool, type Rig } from './support/rig.ts';

const run = promisify(execFile);
const signal = new AbortController().signal;
let pool: BrowserPool;
let picture: Buffer;
let clip: Buffer;
let rig: Rig;

beforeAll(async () => {
  pool = await openTestPool();
  picture = await photo(640, 480);
  clip = await video(3);
}, 60_000);
afterAll(() => pool[Symbol.asyncDispose]());
beforeEach(async () => {
  rig = await openRig(pool, { maxMediaBytes: 2_000_000 });
});
afterEach(() => rig[Symbol.asyncDispose]());

const at = (path: string) => `${rig.site.url}${path}`;
const serve = (path: string, type: string, body: string | Uint8Array, status = 200) =>
  rig.site.routes.set(path, { status, type, body });

async function captureWith(media: ReturnType<typeof medium>[]) {
  rig.publish('1', { media });
  const { manifest } = await capturePost(rig.job(), rig.tools, signal);
  return { manifest, media: manifest.artifacts.filter(({ role }) => role === 'media') };
}

describe('media', () => {
  it('come in the best variant, and in the next one where that cannot be had', async () => {
    serve('/good.jpg', 'image/jpeg', picture);
    serve('/cut.jpg', 'image/jpeg', picture.subarray(0, 9_000));

    const best = await captureWith([medium('photo', at('/good.jpg'), at('/worse.jpg'))]);
    const next = await captureWith([medium('photo', at('/gone.jpg'), at('/cut.jpg'), at('/good.jpg'))]);

    expect(best.media.map(({ sourceUrl }) => sourceUrl)).toEqual([at('/good.jpg')]);
    expect(rig.site.requests).not.toContain('/worse.jpg');
    expect(next.media.map(({ sourceUrl }) => sourceUrl)).toEqual([at('/good.jpg')]);
    expect(next.manifest.outcome).toBe('complete');
  });

  it('are named for what they are, whatever the server and the address say', async () => {
    serve('/picture.png', 'application/octet-stream', picture);

    const { media } = await captureWith([medium('photo', at('/picture.png'))]);

    expect(media).toMatchObject([{ name: 'media-1.jpg', mediaType: 'image/jpeg' }]);
  });

  describe('that are not what the post shows are missing, with the reason, and the rest is kept', () => {
    it.each<[string, 'photo' | 'video', () => Promise<string | Uint8Array>, RegExp]>([
      [
        'a picture of 256 million pixels',
        'photo',
        async () => pixelBomb(),
        /cannot be decoded \(.*pixel limit/,
      ],
      [
        'a picture cut short',
        'photo',
        async () => picture.subarray(0, 9_000),
        // Mostly "premature end of JPEG image"; libvips loses its words where other threads decode beside it.
        /the file cannot be decoded \(/,
      ],
      [
        'a page instead of a picture',
        'photo',
        async () => '<!doctype html><p>Log in',
        /of no known type, not a picture/,
      ],
      [
        'a drawing that could run script',
        'photo',
        async () => '<svg xmlns="http://www.w3.org/2000/svg"/>',
        /not a picture/,
      ],
      ['a video instead of a picture', 'photo', async () => clip, /is video\/mp4, not a picture/],
      ['a picture instead of a video', 'video', async () => picture, /is image\/jpeg, not a video/],
      ['a video cut short', 'video', async () => clip.subarray(0, clip.length / 2), /cut short or damaged/],
      [
        'a video that is none',
        'video',
        async () => Buffer.concat([clip.subarray(0, 40), Buffer.alloc(9_000, 7)]),
        /no sound video/,
      ],
      ['a video beyond the cap', 'video', async () => Buffer.alloc(2_500_000, 1), /could not be had/],
      ['an empty file', 'photo', async () => '', /of no known type/],
    ])(
      '%s',
      async (_what, kind, make, reason) => {
        serve('/bad', 'image/jpeg', await make());
        serve('/good.jpg', 'image/jpeg', picture);

        const { manifest, media } = await captureWith([
          medium(kind, at('/bad')),
          medium('photo', at('/good.jpg')),
        ]);

        expect(manifest.outcome).toBe('partial');
        expect(manifest.missing).toEqual([{ role: 'media', reason: expect.stringMatching(reason) }]);
        expect(media.map(({ name }) => name)).toEqual(['media-2.jpg']);
        expect(manifest.artifacts.some(({ role }) => role === 'screenshot')).toBe(true);
        expect(await rig.leftovers()).toEqual([]);
      },
      30_000,
    );

    it('an address inside, which is never asked', async () => {
      const inside = 'http://10.1.2.3/secret.jpg';

      const { manifest } = await captureWith([medium('photo', inside)]);

      expect(manifest.missing).toEqual([{ role: 'media', reason: expect.stringContaining(inside) }]);
    });

    it('a video without a file, and what would help', async () => {
      const { manifest } = await captureWith([medium('video')]);

      expect(manifest.missing[0]?.reason).toMatch(/names no file of it.*needs yt-dlp.*\(YT_DLP_PATH\)/);
    });
  });

  it('that come in pieces are one file of a complete capture, beside the playlist that named them', async () => {
    await using made = await makeStreams(['ts']);
    for (const [name, body] of made.forms.ts) {
      serve(`/stream/${name}`, 'application/octet-stream', body);
    }

    const { manifest, media } = await captureWith([medium('video', at('/stream/list.m3u8'))]);

    expect(manifest.outcome).toBe('complete');
    expect(media).toMatchObject([{ name: 'media-1.mp4', sourceUrl: at('/stream/list.m3u8') }]);
    expect(manifest.artifacts.map(({ name }) => name)).toContain('raw-media-1-playlist-1.m3u8');
    expect(await rig.leftovers()).toEqual([]);
  });

  it('share one budget: a smaller variant is taken where the best is beyond what is left', async () => {
    serve('/small.mp4', 'video/mp4', clip);
    serve('/large.mp4', 'video/mp4', Buffer.concat([clip, Buffer.alloc(2_500_000)]));

    const { media } = await captureWith([medium('video', at('/large.mp4'), at('/small.mp4'))]);

    expect(media.map(({ sourceUrl }) => sourceUrl)).toEqual([at('/small.mp4')]);
  });

  it('that only decorate may be missing: the capture is complete, and says so', async () => {
    const author = { name: 'Mira', handle: 'mira', url: null, id: '7', avatarUrl: at('/no-face.jpg') };
    rig.publish('1', { author });

    const { manifest } = await capturePost(rig.job(), rig.tools, signal);

    expect(manifest.outcome).toBe('complete');
    expect(manifest.missing).toEqual([
      { role: 'media', reason: expect.stringContaining('author’s picture') },
    ]);
  });

  it('are kept unchecked where there is no ffmpeg, and their verdict says so', async () => {
    serve('/video.mp4', 'video/mp4', clip);
    rig.publish('1', { media: [medium('video', at('/video.mp4'))] });

    const { manifest } = await capturePost(rig.job(), { ...rig.tools, videoDecoder: null }, signal);

    expect(manifest.artifacts.find(({ role }) => role === 'media')).toMatchObject({
      verdict: { shows: 'unchecked', detail: expect.stringContaining('ffmpeg') },
    });
  });

  it('whose connection breaks go on from where they were', async () => {
    let asked = 0;
    rig.site.routes.set('/breaking.jpg', (response: ServerResponse) => {
      asked += 1;
      const range = /bytes=(\d+)-/.exec(response.req.headers.range ?? '');
      const start = Number(range?.[1] ?? 0);
      const headers = { 'content-type': 'image/jpeg', 'accept-ranges': 'bytes', etag: '"one"' };
      if (asked === 1) {
        response.writeHead(200, { ...headers, 'content-length': picture.length });
        response.write(picture.subarray(0, 20_000), () => response.destroy());
        return;
      }
      const rest = { 'content-range': `bytes ${start}-${picture.length - 1}/${picture.length}` };
      response.writeHead(range ? 206 : 200, range ? { ...headers, ...rest } : headers);
      response.end(picture.subarray(start));
    });

    const { media } = await captureWith([medium('photo', at('/breaking.jpg'))]);

    expect((await rig.tools.storage.statObject(media[0]?.sha256 ?? 'a'.repeat(64)))?.bytes).toBe(
      picture.length,
    );
    expect(asked).toBe(2);
  });

  it('are a hundred files at most', async () => {
    serve('/photo.jpg', 'image/jpeg', picture);
    const many = Array.from({ length: 103 }, (_, index) => medium('photo', at(`/none-${index}.jpg`)));

    const { manifest } = await captureWith(many);

    expect(manifest.missing).toHaveLength(101);
    expect(manifest.missing.at(-1)?.reason).toMatch(/^3 more files/);
    expect(rig.site.requests.filter((path) => path.startsWith('/none-'))).toHaveLength(100);
  }, 30_000);

  it('that are films keep their captions, and are whole without those that could not be had', async () => {
    serve('/film.mp4', 'video/mp4', clip);
    serve('/uk.vtt', 'text/vtt', 'WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nСніг\n');
    const captions = ['uk', 'fr'].map((language) => ({
      ...{ url: at(`/${language}.vtt`), language, label: null, automatic: false },
    }));

    const { manifest, media } = await captureWith([{ ...medium('video', at('/film.mp4')), captions }]);

    expect(manifest.outcome).toBe('complete');
    expect(media.map(({ name }) => name)).toEqual(['media-1.mp4', 'captions-1.uk.vtt']);
    expect(manifest.missing).toEqual([
      { role: 'media', reason: 'Captions (fr) of video 1 of 1: the file could not be had (HTTP 404)' },
    ]);
    expect(manifest.record?.media[0]?.captions).toEqual(captions);
  });

  it('half fetched by a run that was killed are cleared away by the next', async () => {
    serve('/photo.jpg', 'image/jpeg', picture);
    const job = rig.job();
    const left = join(rig.tools.temporaryDir, `media-${job.work.captureId}-killed`);
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'media-1'), 'half a picture');
    const another = join(rig.tools.temporaryDir, 'media-of-another-capture');
    await mkdir(another);

    await captureWith([medium('photo', at('/photo.jpg'))]);

    expect(await rig.leftovers()).toEqual(['media-of-another-capture']);
  });

  it.skipIf(process.getuid?.() !== 0)('on a full disk stop the worker', async (context) => {
    const full = await mkdtemp(join(tmpdir(), 'full-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', full]);
    } catch (error) {
      await rm(full, { recursive: true });
      context.skip(`no tmpfs can be mounted here: ${String(error)}`);
    }
    serve('/video.mp4', 'video/mp4', await video(20));
    rig.publish('1', { media: [medium('video', at('/video.mp4'))] });
    try {
      await expect(capturePost(rig.job(), { ...rig.tools, temporaryDir: full }, signal)).rejects.toThrow(
        StopWorkerError,
      );
      expect(await readdir(full)).toEqual([]);
    } finally {
      await run('umount', [full]);
      await rm(full, { recursive: true });
    }
  });

  it('in hand but not yet stored end with the abort, and the process lives', async () => {
    serve('/photo.jpg', 'image/jpeg', picture);
    rig.publish('1', { media: [medium('photo', at('/photo.jpg'))] });
    const stopping = new AbortController();
    const reason = new Error('the lease was lost');
    const openScope: CaptureTools['openScope'] = (name) => {
      const scope = rig.tools.openScope(name);
      return instead(scope, {
        async download(...given) {
          const answer = await scope.download(...given);
          stopping.abort(reason);
          return answer;
        },
      });
    };

    await expect(capturePost(rig.job(), { ...rig.tools, openScope }, stopping.signal)).rejects.toBe(reason);
  });

  it('on their way end with the abort and leave nothing', async () => {
    const stopping = new AbortController();
    const reason = new Error('the lease was lost');
    rig.site.routes.set('/endless.mp4', (response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      response.write(clip, () => stopping.abort(reason));
    });
    rig.publish('1', { media: [medium('video', at('/endless.mp4'))] });

    await expect(capturePost(rig.job(), rig.tools, stopping.signal)).rejects.toBe(reason);

    expect(await rig.leftovers()).toEqual([]);
    expect(await rig.manifests()).toEqual([]);
  });
});
