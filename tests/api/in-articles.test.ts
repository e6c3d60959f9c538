import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { artifactWith } from '../card/card-views.ts';
import { parsePage } from '../card/page.ts';
import { capturePost, postId } from './captured.ts';
import { expectProblem } from './problem.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

const base = 'https://archive.example.org';
const cardUrl = `${base}/embed/${encodeURIComponent(postId)}`;
const tweet = (id: string) => `https://twitter.com/reporter/status/${id}`;
const live = '1072857000000000701';
const restricted = '1072857000000000702';
const absent = '1072857000000000703';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  const thumbnail = artifactWith({
    ...{ name: 'thumbnail.webp', role: 'thumbnail', mediaType: 'image/webp', width: 400, height: 300 },
  });
  await capturePost(service, { state: 'deleted', artifacts: [thumbnail] });
  await capturePost(service, { url: tweet(live), record: { labels: ['sensitive'] }, artifacts: [thumbnail] });
  await capturePost(service, { url: tweet(restricted), state: 'deleted' });
  await service.inject({
    ...{ method: 'PATCH', url: `/v1/posts/x:${restricted}`, payload: { restricted: true } },
  });
  await capturePost(service, { url: tweet(absent), outcome: 'absent', state: 'deleted' });
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

describe('POST /embed/resolve', () => {
  const resolve = (body: unknown) =>
    service.app.inject({ method: 'POST', url: '/embed/resolve', payload: body as object });

  test('tells for every URL whether its post is gone, and what card there is', async () => {
    const urls = [
      'https://mobile.twitter.com/reporter/status/1072857000000000001?ref_src=twsrc',
      ...[tweet(live), tweet(restricted), tweet('1072857000000000799'), tweet(absent)],
      ...['https://www.youtube.com/embed/dQw4w9WgXcQ', 'not a URL', 'javascript:alert(1)'],
    ];
    const response = await resolve({ urls });

    const nothing = {
      ...{ state: 'unknown', gone: false, embedUrl: null, width: null, height: null },
      ...{ language: null, title: null },
    };
    const held = { height: expect.any(Number), language: 'en', title: 'Archived post: A Reporter' };
    expect(response.headers['cache-control']).toBe('public, max-age=60');
    expect(response.headers['access-control-allow-origin']).toBe('*');
    expect(response.json()).toEqual([
      {
        ...{ url: urls[0], postId, state: 'deleted', gone: true, embedUrl: cardUrl, width: 550 },
        ...held,
      },
      {
        ...{ url: urls[1], postId: `x:${live}`, state: 'live', gone: false, width: 550 },
        ...{ embedUrl: `${base}/embed/x%3A${live}` },
        ...held,
      },
      // As if it were not known.
      { url: urls[2], postId: `x:${restricted}`, ...nothing },
      { url: urls[3], postId: 'x:1072857000000000799', ...nothing },
      // Gone, and there is nothing to put in its place.
      { url: urls[4], postId: `x:${absent}`, ...nothing, state: 'deleted', gone: true },
      { url: urls[5], postId: 'youtube:dQw4w9WgXcQ', ...nothing },
      { url: urls[6], postId: null, ...nothing },
      { url: urls[7], postId: null, ...nothing },
    ]);
  });

  test('knows the height for the width there is', async () => {
    const response = await resolve({ urls: [tweet(live), tweet(live)], widths: [550, 250] });
    const [wide, narrow] = response.json<{ width: number; height: number }[]>();

    expect([wide?.width, narrow?.width]).toEqual([550, 250]);
    expect(narrow?.height).toBeGreaterThan(wide?.height ?? 0);
  });

  test('answers in the language of the article, else in the reader’s, with the height that the words need there', async () => {
    const ask = (lang: string | undefined, accept: string) =>
      service.app.inject({
        ...{ method: 'POST', url: '/embed/resolve', payload: { urls: [tweet(live)], lang } },
        headers: { 'accept-language': accept },
      });
    const [french] = (await ask('fr-CA', 'uk')).json<{ language: string; title: string; height: number }[]>();
    const [readers] = (await ask('de', 'de, uk;q=0.8')).json<{ language: string }[]>();

    expect(french).toMatchObject({ language: 'fr', title: expect.stringContaining('A Reporter') });
    expect(french?.title).not.toContain('Archived');
    expect(readers?.language).toBe('uk');
  });

  test('may be asked by any page', async () => {
    const response = await service.app.inject({
      method: 'OPTIONS',
      url: '/embed/resolve',
      headers: {
        origin: 'null',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });

    expect(response.statusCode).toBe(204);
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'Content-Type',
    });
  });

  test('refuses what it cannot take', async () => {
    expectProblem(await resolve({ urls: [] }), 400);
    expectProblem(await resolve({ urls: Array.from({ length: 51 }, () => tweet('1')) }), 400);
    expectProblem(await resolve({ url: tweet('1') }), 400);
    const odd = await resolve({ urls: [`https://x.com/${'a'.repeat(8000)}`, 'https://x.com/%00%zz'] });
    expect(odd.statusCode).toBe(200);
  });
});

describe('oEmbed', () => {
  const oembed = (query: Record<string, string>) => service.app.inject({ url: '/oembed', query });

  test('is found on the card, and says how to frame it', async () => {
    const page = parsePage((await service.app.inject({ url: `/embed/${postId}` })).body);
    const [link] = page.all('link');
    const href = link && page.attribute(link, 'href');
    const response = await service.app.inject({ url: href?.slice(base.length) ?? '' });

    expect(link && page.attribute(link, 'type')).toBe('application/json+oembed');
    expect(response.headers['content-type']).toContain('application/json');
    const document = response.json<{ html: string; height: number }>();
    expect(document).toEqual({
      ...{ version: '1.0', type: 'rich', title: 'Archived post: A Reporter', cache_age: 3600 },
      ...{ author_name: 'A Reporter', author_url: 'https://x.com/reporter' },
      ...{ provider_name: 'embed-archiver', provider_url: base },
      thumbnail_url: expect.stringMatching(
        `^${cardUrl.replaceAll('.', '\\.')}/media/thumbnail\\.webp\\?v=[0-9a-f]{64}$`,
      ),
      ...{ thumbnail_width: 400, thumbnail_height: 300 },
      ...{ html: expect.any(String), width: 550, height: expect.any(Number) },
    });
    const [frame] = parsePage(document.html).all('iframe');
    const attributes = Object.fromEntries(frame?.attrs.map(({ name, value }) => [name, value]) ?? []);
    expect(attributes).toMatchObject({
      src: `${cardUrl}?format=frame&lang=en&theme=light`,
      sandbox: 'allow-scripts allow-popups allow-popups-to-escape-sandbox',
      height: String(document.height),
    });
    const framed = await service.app.inject({ url: attributes.src?.slice(base.length) ?? '' });
    expect(parsePage(framed.body).all('script')).toHaveLength(1);
    expect(framed.headers['content-security-policy']).toContain('sandbox allow-scripts');
  });

  test('takes any variant of the original’s URL, and the card’s in its frame', async () => {
    const [original, frame] = await Promise.all(
      ['https://mobile.twitter.com/a/status/1072857000000000001', `${cardUrl}?format=frame`].map((url) =>
        oembed({ url }),
      ),
    );

    expect(original?.statusCode).toBe(200);
    expect(frame?.json()).toEqual(original?.json());
  });

  test('speaks the language and has the colours that are asked for, there or in the card’s URL', async () => {
    const asked = await oembed({ url: cardUrl, lang: 'ar', theme: 'dark' });
    const pasted = await oembed({ url: `${cardUrl}?lang=ar&theme=dark` });
    const { html, title } = asked.json<{ html: string; title: string }>();

    expect(html).toContain('?format=frame&amp;lang=ar&amp;theme=dark');
    expect(html).toContain('color-scheme:dark');
    expect(title).not.toContain('Archived');
    expect(pasted.json()).toEqual(asked.json());
    const page = parsePage((await service.app.inject({ url: `/embed/${postId}?lang=ar` })).body);
    const [link] = page.all('link');
    expect(link && page.attribute(link, 'href')).toContain(encodeURIComponent(`${cardUrl}?lang=ar`));
    expect((await oembed({ url: cardUrl, theme: 'auto' })).json().html).toContain('color-scheme:light dark');
  });

  test('keeps to the room there is', async () => {
    const document = (await oembed({ url: cardUrl, maxwidth: '300', maxheight: '200', dnt: '1' })).json();

    expect(document).toMatchObject({ width: 300, height: 200 });
    // The picture would be wider.
    expect(document).not.toHaveProperty('thumbnail_url');
    expect(document).not.toHaveProperty('thumbnail_width');
  });

  test('shows no sensitive picture before it is asked for', async () => {
    expect((await oembed({ url: tweet(live) })).json()).not.toHaveProperty('thumbnail_url');
  });

  test('says what it does not have', async () => {
    expectProblem(await oembed({ url: cardUrl, format: 'xml' }), 501);
    expectProblem(await oembed({}), 400);
    const unknown = expectProblem(await oembed({ url: tweet('1072857000000000799') }), 404);
    expect(expectProblem(await oembed({ url: tweet(restricted) }), 404)).toEqual(unknown);
    expectProblem(await oembed({ url: `${base}/embed/%zz%ff` }), 404);
    expectProblem(await oembed({ url: 'not a URL' }), 404);
  });
});

test('below a path of its host every address names that path', async () => {
  await using own = await service.variant({ publicUrl: 'https://news.example.org/archive' });
  const card = `https://news.example.org/archive/embed/${encodeURIComponent(postId)}`;
  const [resolved] = (
    await own.app.inject({
      ...{ method: 'POST', url: '/embed/resolve', payload: { urls: [tweet('1072857000000000001')] } },
    })
  ).json<{ embedUrl: string }[]>();
  const document = (await own.app.inject({ url: '/oembed', query: { url: card } })).json<{ html: string }>();
  const gate = await own.app.inject({ url: `/timegate/${tweet('1072857000000000001')}` });

  expect(resolved?.embedUrl).toBe(card);
  expect(document.html).toContain(`src="${card}?format=frame&amp;lang=en&amp;theme=light"`);
  expect(gate.headers.location).toMatch(/^https:\/\/news\.example\.org\/archive\/memento\/\d{14}\/https:/);
});
