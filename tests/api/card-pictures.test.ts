import { rm } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { openBrowserPool } from '#capture/browser/pool.ts';
import { drawCardPicture } from '#capture/card-picture.ts';
import { finishPurges } from '#catalogue/finish-purges.ts';
import { createLogger } from '#logger.ts';
import { captureToShow } from '#web/card-of-post.ts';
import { cardToDraw } from '#web/card-picture.ts';
import { pictureTick } from '#workers/picture-tick.ts';
import { openTemporaryDir, usualOptions } from '../capture/browser/support/pool.ts';
import { artifactWith } from '../card/card-views.ts';
import { capturePost } from './captured.ts';
import { expectProblem } from './problem.ts';
import { publishAll, startTestService, startTimeoutMs, type TestService } from './service.ts';

const logger = createLogger({ level: 'silent', pretty: false });
const signal = new AbortController().signal;
const id = 'x:1072857000000000901';
const url = `https://twitter.com/reporter/status/${id.slice(2)}`;
const base = 'https://archive.example.org';
const picture = `/embed/${encodeURIComponent(id)}.png`;

let service: TestService;
let browsers: BrowserPool;
let fails = false;
const closing = new AsyncDisposableStack();
beforeAll(async () => {
  service = closing.use(await startTestService());
  const temporaryDir = await openTemporaryDir();
  closing.defer(() => rm(temporaryDir, { recursive: true, force: true }));
  browsers = closing.use(await openBrowserPool(usualOptions(temporaryDir)));
}, startTimeoutMs);
afterAll(() => closing.disposeAsync());

/** The worker's turn. Resolves to how many pictures it drew. */
async function turn(): Promise<number> {
  const { catalogue, storage } = service;
  let drawn = 0;
  await pictureTick({
    ...{ catalogue, storage, logger, replica: null },
    cardToDraw: async ({ postId, ...variant }) => {
      const post = await catalogue.posts.get(postId);
      const captureId = post && captureToShow(post);
      const capture = captureId ? await catalogue.captures.get(captureId) : null;
      return post && !post.restricted ? cardToDraw(post, capture, variant) : null;
    },
    drawCard: (card, until) => {
      drawn += 1;
      return fails
        ? Promise.reject(new Error('no browser'))
        : drawCardPicture(card, { browsers, storage, logger }, until);
    },
  })(signal);
  return drawn;
}

const ask = (address = picture, headers: Record<string, string> = {}) =>
  service.app.inject({ url: address, headers });
const objectOf = (etag: unknown) => service.storage.statObject(String(etag).replaceAll('"', ''));
const capture = async (state: 'live' | 'deleted') => {
  const colour = { r: 200, g: 30, b: 30 };
  const photo = sharp({ create: { width: 800, height: 600, channels: 3, background: colour } });
  const stored = await service.storage.putObject(await photo.jpeg().toBuffer());
  const name = 'media-2.jpg';
  const medium = {
    kind: 'photo',
    alt: 'Red',
    width: 800,
    height: 600,
    durationMs: null,
    posterUrl: null,
  } as const;
  await capturePost(service, {
    ...{ url, state },
    record: {
      media: [
        { ...medium, variants: [] },
        { ...medium, variants: [] },
      ],
    },
    artifacts: [artifactWith({ ...stored, name, mediaType: 'image/jpeg', width: 800, height: 600 })],
  });
};
const restrict = (restricted: boolean) =>
  service.inject({ method: 'PATCH', url: `/v1/posts/${id}`, payload: { restricted } });

describe('the picture of a card', () => {
  beforeAll(() => capture('live'));

  test('is made once, however many ask, and lasts', async () => {
    const asked = await Promise.all(Array.from({ length: 20 }, () => ask()));
    for (const response of asked) {
      expectProblem(response, 503);
      expect(response.headers['retry-after']).toBe('5');
    }
    expect([await turn(), await turn()]).toEqual([1, 0]);
    const response = await ask();

    expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'image/png']);
    const { width, height, channels, isPalette } = await sharp(response.rawPayload).metadata();
    expect([width, channels, isPalette]).toEqual([1100, 4, true]);
    // The photo is in it, and what is held of the one beside it does not decode.
    const { dominant } = await sharp(response.rawPayload)
      .extract({ left: 700, top: 300, width: 200, height: 100 })
      .stats();
    expect(dominant.r).toBeGreaterThan(150);
    expect(dominant.g).toBeLessThan(80);
    const again = await ask(picture, { 'if-none-match': String(response.headers.etag) });
    expect([again.statusCode, height]).toEqual([304, expect.any(Number)]);
  });

  test('is told of where previews look: the card’s head and its oEmbed document', async () => {
    const card = await ask(`/embed/${id}`);
    const { height } = await sharp((await ask()).rawPayload).metadata();
    const document = (await ask(`/oembed?url=${encodeURIComponent(url)}`)).json();

    expect(card.body).toContain(`<meta property="og:image" content="${base}${picture}">`);
    expect(document).toMatchObject({
      thumbnail_url: base + picture,
      thumbnail_width: 1100,
      thumbnail_height: height,
    });
    // Where there is no room for it, none.
    const small = (await ask(`/oembed?url=${encodeURIComponent(url)}&maxwidth=300`)).json();
    expect(small).not.toHaveProperty('thumbnail_url');
  });

  test('in another language or dark is another one', async () => {
    const variants = [`${picture}?lang=fr`, `${picture}?theme=dark`, `${picture}?lang=fr&theme=dark`];
    for (const variant of variants) {
      expectProblem(await ask(variant), 503);
    }
    expect(await turn()).toBe(3);
    const etags = await Promise.all(
      [picture, ...variants].map(async (each) => (await ask(each)).headers.etag),
    );
    expect(new Set(etags).size).toBe(4);
    expectProblem(await ask(`${picture}?theme=pink`), 400);
  });

  test('follows the card when that changes, and the old one goes', async () => {
    const before = (await ask()).headers.etag;
    await capture('deleted');
    expectProblem(await ask(), 503);
    await turn();
    const after = (await ask()).headers.etag;

    expect(after).not.toBe(before);
    expect([await objectOf(before), await objectOf(after)]).toEqual([null, { bytes: expect.any(Number) }]);
  });

  test('that cannot be drawn now is tried again later, and asked for anew', async () => {
    const late = `${picture}?lang=uk`;
    await ask(late);
    fails = true;
    expect([await turn(), await turn()]).toEqual([1, 0]);
    fails = false;
    expectProblem(await ask(late), 503);
  });

  test('of a restricted post is not there for anybody', async () => {
    await ask(`${picture}?lang=es`);
    await restrict(true);
    expect(await turn()).toBe(0);
    const hidden = expectProblem(await ask(), 404);
    expect(hidden).toEqual(expectProblem(await ask('/embed/x%3A5.png'), 404));

    await restrict(false);
    expect((await ask()).statusCode).toBe(200);
  });

  test('goes with all else when its post is purged', async () => {
    const { etag } = (await ask()).headers;
    const { catalogue, notary, storage } = service;
    await catalogue.purges.purge(id, 'test', 'court order', await notary.sealer());
    await publishAll(service);
    await finishPurges(catalogue.purges, [storage]);

    expectProblem(await ask(), 404);
    expect(await objectOf(etag)).toBeNull();
  });
});
