import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { BrowserCrashedError, BrowserUnavailableError } from '#capture/browser/errors.ts';
import { giveUpCapture } from '#capture/give-up.ts';
import { capturePost } from '#capture/pipeline.ts';
import { GiveUpError, LeaseLostError, TryLaterError } from '#domain/errors.ts';
import { readManifest } from '#evidence/manifest.ts';
import { readObject } from '../contracts/storage.ts';
import { photo, video } from './support/files.ts';
import { medium, openRig, openTestPool, postPage, type Rig, recordOf, wallPage } from './support/rig.ts';

const signal = new AbortController().signal;
let pool: BrowserPool;
let picture: Buffer;
let rig: Rig;

beforeAll(async () => {
  pool = await openTestPool();
  picture = await photo(640, 480);
}, 60_000);
afterAll(() => pool[Symbol.asyncDispose]());
beforeEach(async () => {
  rig = await openRig(pool, { views: 2 });
});
afterEach(() => rig[Symbol.asyncDispose]());

const jpeg = () => ({ type: 'image/jpeg', body: picture });
const html = (body: string) => ({ type: 'text/html', body });
const json = (body: unknown) => ({ type: 'application/json', body: JSON.stringify(body) });

describe('a post that is there', () => {
  it('is captured whole: data, media, picture, words, thumbnail, and a manifest that names them', async () => {
    const { url, routes } = rig.site;
    const clip = await video(2);
    routes.set('/photo.jpg', jpeg());
    routes.set('/video.mp4', { type: 'video/mp4', body: clip });
    routes.set('/still.jpg', { type: 'image/jpeg', body: await photo(320, 240, '#884422') });
    routes.set('/face.jpg', { type: 'image/jpeg', body: await photo(48, 48, '#228844') });
    routes.set('/quoted.jpg', { type: 'image/jpeg', body: await photo(200, 100, '#222288') });
    const media = [
      medium('photo', `${url}/photo.jpg`),
      { ...medium('video', `${url}/video.mp4`), posterUrl: `${url}/still.jpg` },
    ];
    const author = { name: 'Mira Aydin', handle: 'mira', url: null, id: '7', avatarUrl: `${url}/face.jpg` };
    const quoted = recordOf(url, '9', {
      text: 'Before the flood.',
      media: [medium('photo', `${url}/quoted.jpg`)],
    });
    const record = rig.publish('1', { media, author, quoted });

    const { manifest, manifestSha256, state } = await capturePost(rig.job(), rig.tools, signal);

    expect(state).toBe('live');
    expect(manifest).toMatchObject({
      outcome: 'complete',
      absence: null,
      missing: [],
      source: 'original',
      record,
    });
    const verdicts = manifest.artifacts.map(({ name, role, source, verdict }) => [
      name,
      role,
      source,
      verdict.shows,
    ]);
    expect(verdicts).toEqual([
      ['record.json', 'record', 'derived', 'expected'],
      ['raw-api.json', 'raw', 'platform', 'expected'],
      ['raw-exchanges.json', 'raw', 'derived', 'unchecked'],
      ['media-1.jpg', 'media', 'platform', 'expected'],
      ['media-2.mp4', 'media', 'platform', 'expected'],
      ['poster-2.jpg', 'media', 'platform', 'expected'],
      ['avatar.jpg', 'media', 'platform', 'expected'],
      ['quoted-media-1.jpg', 'media', 'platform', 'expected'],
      ['screenshot.png', 'screenshot', 'browser', 'expected'],
      ['text.txt', 'text', 'derived', 'expected'],
      ['thumbnail.webp', 'thumbnail', 'derived', 'expected'],
      ['page.wacz', 'wacz', 'browser', 'expected'],
    ]);
    const byName = new Map(manifest.artifacts.map((artifact) => [artifact.name, artifact]));
    expect(byName.get('media-1.jpg')).toMatchObject({
      mediaType: 'image/jpeg',
      bytes: picture.length,
      width: 640,
      height: 480,
      sourceUrl: `${url}/photo.jpg`,
      perceptualHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(byName.get('media-2.mp4')).toMatchObject({
      mediaType: 'video/mp4',
      bytes: clip.length,
      width: 320,
    });
    // The post's element is 460 pixels wide; the page around it is left out.
    expect(byName.get('screenshot.png')).toMatchObject({ mediaType: 'image/png', width: 460 });
    for (const { sha256, bytes } of manifest.artifacts) {
      expect(await rig.tools.storage.statObject(sha256)).toEqual({ bytes });
    }
    expect((await readObject(rig.tools.storage, byName.get('text.txt')?.sha256 ?? ''))?.text).toBe(
      'The bridge at Karsin, this morning.\n\nBefore the flood.\n',
    );
    expect(await readManifest(rig.tools.storage, manifest.captureId, manifestSha256)).toEqual(manifest);
    expect(manifest.provenance).toMatchObject({
      requestedUrl: `${url}/posts/1`,
      finalUrl: `${url}/view/1/1`,
      httpStatus: 200,
      serverAddress: '127.0.0.1',
      browser: expect.stringMatching(/Chrom/),
      fonts: 'test fonts',
      software: 'embed-archiver/test',
      egress: { route: 'direct', extraCaSha256: null },
      display: { deviceScaleFactor: 1, locale: 'en-US', timezone: 'UTC' },
      connections: [{ host: new URL(url).hostname, addresses: ['127.0.0.1'] }],
      refused: [],
      // The site's answers have no certificate; its clock is the machine's, which the capture's is not.
      ...{ tls: null, clock: { source: 'system', comparedWith: { host: new URL(url).host } } },
    });
    expect(await rig.leftovers()).toEqual([]);
  }, 30_000);

  it('goes up the ladder in order, each rung durable before it is told, and shows how far it is', async () => {
    const { url, routes } = rig.site;
    routes.set('/photo.jpg', jpeg());
    rig.publish('1', { media: [medium('photo', `${url}/photo.jpg`)] });
    const undurable: string[] = [];
    const job = rig.job();
    const told: string[] = [];

    await capturePost(
      {
        ...job,
        async onRung(rung) {
          told.push(rung.name);
          for (const [, sha256 = ''] of JSON.stringify(rung.result).matchAll(/"sha256":"([0-9a-f]{64})"/g)) {
            if ((await rig.tools.storage.statObject(sha256)) === null) {
              undurable.push(`${rung.name} ${sha256}`);
            }
          }
        },
      },
      rig.tools,
      signal,
    );

    expect(told).toEqual(['identify', 'look', 'media', 'screenshot', 'text', 'thumbnail', 'page-archive']);
    expect(undurable).toEqual([]);
    expect(rig.progress.filter(([, fraction]) => fraction === null).map(([rung]) => rung)).toEqual(told);
    expect(rig.progress).toContainEqual(['media', 1]);
  });

  it('is pictured from another of its pages where the first shows a wall', async () => {
    rig.publish('1');
    rig.site.routes.set('/view/1/1', html(wallPage));

    const { manifest } = await capturePost(rig.job(), rig.tools, signal);

    expect(manifest.outcome).toBe('complete');
    expect(manifest.artifacts.find(({ role }) => role === 'screenshot')).toMatchObject({
      source: 'browser',
      sourceUrl: `${rig.site.url}/view/2/1`,
    });
  });

  it.each([
    ['a wall', wallPage, /a wall \(asks to log in\)/],
    ['another post', postPage('test:999', 'Something else'), /another post \(shows test:999\)/],
    ['a blank picture', '<div id="post" data-id="test:1" style="width:300px;height:300px"></div>', /blank/],
    ['a page without end', '<div id="post"></div><script>for (;;);</script>', /not done within/],
  ])(
    'is pictured by our own card, labelled so, where its pages show %s',
    async (_what, page, why) => {
      const { url, routes } = rig.site;
      routes.set('/photo.jpg', jpeg());
      rig.publish('1', { media: [medium('photo', `${url}/photo.jpg`)] });
      routes.set('/view/1/1', html(page));
      routes.set('/view/2/1', html(page));

      const limits = { ...rig.tools.limits, browserTimeoutMs: 6_000 };
      const job = rig.job();
      // A browser that hangs is given another chance, twice.
      job.work.attempts = 2;
      const { manifest, state } = await capturePost(job, { ...rig.tools, limits }, signal);

      expect([manifest.outcome, state]).toEqual(['partial', 'live']);
      expect(manifest.missing[0]).toEqual({ role: 'screenshot', reason: expect.stringMatching(why) });
      const screenshot = manifest.artifacts.find(({ role }) => role === 'screenshot');
      expect(screenshot).toMatchObject({ source: 'card', sourceUrl: null });
      expect(screenshot?.verdict.shows).toBe('unchecked');
      expect(screenshot?.verdict.detail).toMatch(/own card.*not of the original/);
      expect(screenshot?.verdict.detail).toMatch(why);
    },
    60_000,
  );

  it('is pictured by our own card where its pages cannot be reached', async () => {
    rig.publish('1');
    rig.site.routes.set('/view/1/1', (response) => response.destroy());
    rig.site.routes.set('/view/2/1', (response) => response.destroy());

    const { manifest } = await capturePost(rig.job(), rig.tools, signal);

    expect(manifest.missing).toEqual([
      { role: 'screenshot', reason: expect.stringMatching(/socket hang up/) },
      { role: 'wacz', reason: expect.stringContaining('none of its pages was shown') },
    ]);
    expect(manifest.artifacts.find(({ role }) => role === 'screenshot')?.source).toBe('card');
  });

  it('is tried again where its browser died, and captured without any picture where it dies again', async () => {
    const broken: BrowserPool = {
      ...pool,
      withPage: () => Promise.reject(new BrowserCrashedError('the browser died')),
    };
    rig.publish('1');
    const tools = { ...rig.tools, browsers: broken };

    await expect(capturePost(rig.job(), tools, signal)).rejects.toThrow(BrowserCrashedError);
    const { work, ...job } = rig.job();
    const { manifest } = await capturePost({ ...job, work: { ...work, attempts: 2 } }, tools, signal);

    expect(manifest.outcome).toBe('partial');
    expect(manifest.missing).toEqual([
      { role: 'screenshot', reason: expect.stringContaining('the browser died') },
      { role: 'wacz', reason: expect.stringContaining('none of its pages was shown') },
    ]);
    expect(manifest.artifacts.map(({ role }) => role)).toEqual(['record', 'raw', 'raw', 'text']);
  });

  it('waits while no browser can be started here: that says nothing about the post', async () => {
    const none: BrowserPool = {
      ...pool,
      withPage: () => Promise.reject(new BrowserUnavailableError('install Chromium')),
    };
    rig.publish('1');

    await expect(capturePost(rig.job(), { ...rig.tools, browsers: none }, signal)).rejects.toThrow(
      TryLaterError,
    );
  });

  it('that is a page is pictured whole as well, with the words as they are rendered', async () => {
    await using web = await openRig(pool, { wholePage: true });
    web.publish('1', { text: 'Words of the data.' });
    const rendered = `<p style="height:3000px">Rendered words</p><p hidden>Hidden words</p>`;
    web.site.routes.set('/view/1/1', html(`<main id="post" data-id="test:1">${rendered}</main>`));

    const { manifest } = await capturePost(web.job(), web.tools, signal);

    expect(manifest.outcome).toBe('complete');
    const byRole = new Map(manifest.artifacts.map((artifact) => [artifact.role, artifact]));
    expect(byRole.get('screenshot')?.height).toBe(700);
    expect(byRole.get('page-screenshot')?.height).toBeGreaterThan(3000);
    const words = await readObject(web.tools.storage, byRole.get('text')?.sha256 ?? '');
    expect(words?.text.trim()).toBe('Rendered words');
    expect(manifest.artifacts.filter(({ role }) => role === 'text')).toHaveLength(1);
  });
});

describe('a post that is not there', () => {
  it('is absent for the reason told, with the evidence, and nothing else is fetched', async () => {
    rig.site.routes.set('/api/1', json({ absence: 'suspended' }));

    const { manifest, state } = await capturePost(rig.job(), rig.tools, signal);

    expect(manifest).toMatchObject({ outcome: 'absent', absence: 'suspended', record: null, missing: [] });
    expect(state).toBe('suspended');
    expect(manifest.artifacts.map(({ name, verdict }) => [name, verdict.shows])).toEqual([
      ['raw-api.json', 'absence'],
      ['raw-exchanges.json', 'unchecked'],
    ]);
    expect(manifest.signals).toMatchObject([{ source: 'test/api', says: 'suspended' }]);
    expect(rig.site.requests).toEqual(['/api/1']);
  });
});

describe('a post of a server that is known by no name', () => {
  const copy = 'test:copy-7';

  it('is the one that the server says it copied', async () => {
    rig.publish('1');
    rig.site.routes.set('/short/copy-7', (response) =>
      response.writeHead(301, { location: `${rig.site.url}/posts/1` }).end(),
    );

    const { manifest } = await capturePost(rig.job({ postId: copy }), rig.tools, signal);

    expect(rig.identified).toMatchObject([{ postId: 'test:1', canonicalUrl: `${rig.site.url}/posts/1` }]);
    expect(manifest).toMatchObject({ outcome: 'complete', postId: 'test:1' });
  });

  it('is looked at as it is named where the server says nothing of a copy', async () => {
    rig.publish('copy-7');

    const { manifest } = await capturePost(rig.job({ postId: copy }), rig.tools, signal);

    expect(rig.identified).toEqual([]);
    expect(manifest).toMatchObject({ outcome: 'complete', postId: copy });
  });
});

describe('a short link', () => {
  const short = 'test:short:abc';

  it('is followed to its post, which is told, and the way there is kept', async () => {
    rig.publish('1');
    rig.site.routes.set('/short/abc', (response) =>
      response.writeHead(301, { location: `${rig.site.url}/posts/1` }).end(),
    );

    const { manifest } = await capturePost(rig.job({ postId: short }), rig.tools, signal);

    expect(rig.identified).toMatchObject([{ postId: 'test:1', canonicalUrl: `${rig.site.url}/posts/1` }]);
    expect(manifest).toMatchObject({ outcome: 'complete', postId: 'test:1' });
    expect(manifest.provenance.requestedUrl).toBe(`${rig.site.url}/posts/abc`);
    const chain = manifest.artifacts.find(({ name }) => name === 'raw-short-link.json');
    const kept = await readObject(rig.tools.storage, chain?.sha256 ?? '');
    expect(JSON.parse(kept?.text ?? '')).toMatchObject({
      postId: 'test:1',
      chain: [`${rig.site.url}/short/abc`, `${rig.site.url}/posts/1`],
    });
  });

  it('that leads nowhere is absent, not found', async () => {
    const { manifest, state } = await capturePost(rig.job({ postId: short }), rig.tools, signal);

    expect(manifest).toMatchObject({
      outcome: 'absent',
      absence: 'not-found',
      source: 'original',
      record: null,
    });
    expect(state).toBe('not-found');
    expect(manifest.signals).toMatchObject([{ source: 'test/short-link', says: 'not-found' }]);
  });

  it('that leads nowhere leaves the words that the article carries, as a quotation', async () => {
    const quotation = {
      text: 'It was filmed by us',
      authorName: 'Mira',
      authorHandle: 'mira',
      date: '2018-12-12',
    };

    const { manifest, state } = await capturePost(rig.job({ postId: short, quotation }), rig.tools, signal);

    expect(manifest).toMatchObject({ outcome: 'partial', absence: 'not-found', source: 'quotation' });
    expect(manifest.record).toMatchObject({ text: 'It was filmed by us', labels: ['quotation', 'day-only'] });
    expect(manifest.missing).toEqual([{ role: 'screenshot', reason: expect.stringContaining('404') }]);
    expect(manifest.artifacts.every(({ verdict }) => verdict.shows !== 'expected')).toBe(true);
    expect(state).toBe('not-found');
  });

  it('that nobody answers for is tried later, and is blocked once patience has ended', async () => {
    rig.site.routes.set('/short/abc', { status: 429, type: 'text/plain', body: 'slow down' });
    const job = rig.job({ postId: short });

    await expect(capturePost(job, rig.tools, signal)).rejects.toMatchObject({
      name: 'TryLaterError',
      retryAfterMs: 5_000,
    });
    rig.clock.at = job.patienceUntil.getTime();
    const { manifest, state } = await capturePost(job, rig.tools, signal);

    expect(manifest).toMatchObject({ outcome: 'blocked', absence: null });
    expect(manifest.missing).toEqual([{ role: 'record', reason: expect.stringContaining('429') }]);
    expect(state).toBe('unknown');
  });
});

describe('words without a link', () => {
  const postId = 'quotation:0123456789abcdef';

  it('are kept as what they are, and nothing is believed of the post', async () => {
    const quotation = { text: 'Only words', authorName: null, authorHandle: null, date: null };

    const { manifest, state } = await capturePost(rig.job({ postId, quotation }), rig.tools, signal);

    expect(manifest).toMatchObject({ outcome: 'partial', absence: null, source: 'quotation' });
    expect(state).toBe('unknown');
    expect(rig.site.requests).toEqual([]);
  });
});

describe('an obstacle', () => {
  const obstructed = { obstacle: 'rate-limited', retryAfterMs: 7_000 };

  it('is waited for as long as the site says', async () => {
    rig.site.routes.set('/api/1', json(obstructed));

    await expect(capturePost(rig.job(), rig.tools, signal)).rejects.toMatchObject({
      name: 'TryLaterError',
      retryAfterMs: 7_000,
    });
    expect(await rig.manifests()).toEqual([]);
  });

  it('of unknown length is waited for longer and longer, never beyond patience', async () => {
    rig.site.routes.set('/api/1', json({ obstacle: 'walled' }));
    const job = rig.job();
    const waits: number[] = [];
    for (const spentMs of [0, 120_000, 5 * 3_600_000, 6 * 3_600_000 - 4_000]) {
      rig.clock.at = Date.parse(job.work.firstTriedAt) + spentMs;
      await capturePost(job, rig.tools, signal).catch((error: TryLaterError) =>
        waits.push(error.retryAfterMs),
      );
    }

    expect(waits).toEqual([30_000, 120_000, 1_800_000, 4_000]);
  });

  it('that outlasts patience leaves what the browser can see', async () => {
    rig.publish('1');
    rig.site.routes.set('/api/1', json(obstructed));
    const job = rig.job();
    rig.clock.at = job.patienceUntil.getTime();

    const { manifest, state } = await capturePost(job, rig.tools, signal);

    expect([manifest.outcome, state]).toEqual(['partial', 'live']);
    expect(manifest.missing).toEqual([{ role: 'record', reason: expect.stringContaining('rate-limited') }]);
    expect(manifest.artifacts.map(({ role }) => role)).toEqual([
      'raw',
      'raw',
      'screenshot',
      'thumbnail',
      'wacz',
    ]);
  });

  it('on every way ends blocked, and nothing is believed of the post', async () => {
    rig.site.routes.set('/api/1', json(obstructed));
    rig.site.routes.set('/view/1/1', html(wallPage));
    rig.site.routes.set('/view/2/1', html(wallPage));
    const job = rig.job();
    rig.clock.at = job.patienceUntil.getTime();

    const { manifest, state } = await capturePost(job, rig.tools, signal);

    expect([manifest.outcome, state]).toEqual(['blocked', 'unknown']);
    expect(manifest.missing.map(({ role }) => role)).toEqual(['record', 'screenshot']);
    const shown = manifest.artifacts.map(({ role, verdict }) => [role, verdict.shows]);
    expect(shown.slice(2)).toEqual([['wacz', 'wall']]);
  });
});

describe('an address that is not visited', () => {
  it('gives up where it is the post itself', async () => {
    const platform = rig.tools.platformFor('test:1');
    const tools = {
      ...rig.tools,
      platformFor: () => ({
        ...platform,
        look: async (_target: unknown, fetch: Parameters<typeof platform.look>[1]) => {
          await fetch('http://169.254.169.254/latest/meta-data', {}, signal);
          throw new Error('the metadata address was visited');
        },
      }),
    };

    await expect(capturePost(rig.job(), tools, signal)).rejects.toThrow(GiveUpError);
  });
});

describe('a retry', () => {
  const failing = new Error('the machine went down');

  beforeEach(() => {
    rig.site.routes.set('/photo.jpg', jpeg());
    rig.publish('1', { media: [medium('photo', `${rig.site.url}/photo.jpg`)] });
  });

  async function failAfter(rungName: string, error: Error = failing): Promise<void> {
    const job = rig.job();
    const onRung: typeof job.onRung = async (rung) => {
      await job.onRung(rung);
      if (rung.name === rungName) {
        throw error;
      }
    };
    await expect(capturePost({ ...job, onRung }, rig.tools, signal)).rejects.toBe(error);
    expect(await rig.manifests()).toEqual([]);
    rig.site.requests.length = 0;
  }

  it('keeps the rungs that are younger than a quarter of an hour', async () => {
    await failAfter('media');
    const takenAt = rig.clock.now().toISOString();
    rig.clock.at += 14 * 60_000;

    const { manifest } = await capturePost(rig.job(), rig.tools, signal);

    expect(rig.site.requests).toEqual(['/view/1/1']);
    expect(manifest).toMatchObject({ outcome: 'complete', takenAt });
    expect(manifest.artifacts.map(({ role }) => role)).toEqual([
      'record',
      'raw',
      'raw',
      'media',
      'screenshot',
      'text',
      'thumbnail',
      'wacz',
    ]);
    expect(manifest.artifacts.find(({ role }) => role === 'media')?.takenAt).toBe(takenAt);
  });

  it('retakes the rungs that are older', async () => {
    await failAfter('media');
    rig.clock.at += 16 * 60_000;

    await capturePost(rig.job(), rig.tools, signal);

    expect(rig.site.requests).toEqual(['/api/1', '/photo.jpg', '/view/1/1']);
  });

  it('takes media anew where the post shows others by now', async () => {
    await failAfter('media');
    rig.rungs.splice(0, 2);
    rig.site.routes.set('/other.jpg', { type: 'image/jpeg', body: await photo(300, 300) });
    rig.publish('1', { media: [medium('photo', `${rig.site.url}/other.jpg`)] });

    const { manifest } = await capturePost(rig.job(), rig.tools, signal);

    expect(manifest.artifacts.find(({ role }) => role === 'media')?.width).toBe(300);
  });

  it('takes a rung anew whose kept result cannot be read any more', async () => {
    await failAfter('look');
    rig.rungs[1] = {
      name: 'look',
      finishedAt: rig.clock.now().toISOString(),
      result: { of: 'another version' },
    };

    const { manifest } = await capturePost(rig.job(), rig.tools, signal);

    expect(rig.site.requests).toContain('/api/1');
    expect(manifest.outcome).toBe('complete');
  });

  it('is not for a worker whose lease is lost: it stops at once', async () => {
    await failAfter('look', new LeaseLostError('another worker holds it'));

    expect(rig.site.requests).toEqual([]);
  });
});

describe('a capture that is given up', () => {
  const end = { outcome: 'failed', reason: 'five attempts failed' } as const;

  it('keeps what its attempts have reached, however old', async () => {
    rig.publish('1');
    const job = rig.job();
    const stop = new Error('the machine went down');
    const onRung: typeof job.onRung = async (rung) => {
      await job.onRung(rung);
      if (rung.name === 'screenshot') {
        throw stop;
      }
    };
    await expect(capturePost({ ...job, onRung }, rig.tools, signal)).rejects.toBe(stop);
    rig.clock.at += 86_400_000;

    const { manifest, manifestSha256, state } = await giveUpCapture(rig.job(), rig.tools, end);

    expect([manifest.outcome, state]).toEqual(['partial', 'live']);
    expect(manifest.missing).toEqual([{ role: 'screenshot', reason: expect.stringContaining(end.reason) }]);
    expect(manifest.artifacts.map(({ role }) => role)).toEqual(['record', 'raw', 'raw', 'screenshot']);
    expect(await readManifest(rig.tools.storage, manifest.captureId, manifestSha256)).toEqual(manifest);
  });

  it('has failed where nothing was reached', async () => {
    const { manifest, state } = await giveUpCapture(rig.job(), rig.tools, end);

    expect(manifest).toMatchObject({ outcome: 'failed', record: null, artifacts: [], postId: 'test:1' });
    expect(manifest.missing).toEqual([{ role: 'record', reason: expect.stringContaining(end.reason) }]);
    expect(state).toBe('unknown');
  });
});
