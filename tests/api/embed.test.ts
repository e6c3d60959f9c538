import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dangersOf, parsePage } from '../card/page.ts';
import { capturePost, postId } from './captured.ts';
import { expectProblem } from './problem.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await capturePost(service, { record: { text: 'Words <script>alert(1)</script> of the post' } });
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const card = (id = postId, headers: Record<string, string> = {}) =>
  service.app.inject({ url: `/embed/${encodeURIComponent(id)}`, headers });

describe('the card', () => {
  test('is for anybody, and shows the post from our storage alone', async () => {
    const response = await card();
    const page = parsePage(response.body);

    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('Words <script>alert(1)</script> of the post');
    expect(dangersOf(page)).toEqual([]);
    const [picture] = page.all('img').map((element) => page.attribute(element, 'src'));
    expect(picture).toMatch(/^\/embed\/x%3A1072857000000000001\/media\/media-1\.jpg\?v=[0-9a-f]{64}$/);
    const media = await service.app.inject({ url: picture ?? '' });
    expect(media.statusCode).toBe(200);
    expect(media.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  test('can do nothing but show itself, in any frame', async () => {
    const { headers, body } = await card();
    const policy = String(headers['content-security-policy']);
    const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? '';

    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
    expect(policy).not.toContain('unsafe');
    // A policy whose hash is not that of the style sheet leaves the card without style.
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).not.toContain('frame-ancestors');
    expect(headers).not.toHaveProperty('x-frame-options');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  test('speaks the language that is asked for, else the reader’s, and has the theme that is asked for', async () => {
    const french = { 'accept-language': 'de, fr;q=0.8' };
    const wanted = await card(postId, french);
    const plain = await card(postId);
    const arabic = await service.app.inject({ url: `/embed/${postId}?lang=ar&theme=dark`, headers: french });
    const root = (body: string) => /<html[^>]*>/.exec(body)?.[0];

    expect(root(wanted.body)).toBe('<html lang="fr" dir="ltr">');
    expect(root(plain.body)).toBe('<html lang="en" dir="ltr">');
    expect(root(arabic.body)).toBe('<html lang="ar" dir="rtl" data-theme="dark">');
    expect(wanted.headers).toMatchObject({ 'content-language': 'fr', vary: 'accept-language' });
    expect(wanted.headers.etag).not.toBe(plain.headers.etag);
  });

  test('is not sent again where it is known', async () => {
    const first = await card();
    const again = await card(postId, { 'if-none-match': String(first.headers.etag) });

    expect(again.statusCode).toBe(304);
  });

  test('is there under any URL of the post', async () => {
    const response = await card('https://twitter.com/reporter/status/1072857000000000001');

    expect(parsePage(response.body).text).toContain('of the post');
  });

  test('keeps only what it shows in reach', async () => {
    const media = (name: string) => service.app.inject({ url: `/embed/${postId}/media/${name}` });

    expect((await media('media-1.jpg')).headers['cache-control']).toBe('no-cache');
    expectProblem(await media('raw-page.html'), 404);
    expectProblem(await media('nothing.jpg'), 404);
  });
});

test('a post that only an article carries is a quotation', async () => {
  const text =
    'it was filmed by #SDF press center in Hajin pic.twitter.com/0PbFPhQz2l — Mustafa Bali (@mustefa2bali) December 12, 2018';
  await service.post('/v1/submissions', { text });
  const page = parsePage((await card('x:short:0PbFPhQz2l')).body);

  expect(page.text).toContain('Quotation, not a capture.');
  expect(page.text).toContain('it was filmed by #SDF press center in Hajin');
  expect(page.text).toContain('Mustafa Bali');
});

test('a post that was gone at the first look says so', async () => {
  const id = 'x:1072857000000000401';
  await capturePost(service, {
    url: `https://x.com/a/status/${id.slice(2)}`,
    outcome: 'absent',
    state: 'deleted',
  });
  const page = parsePage((await card(id)).body);

  expect(page.text).toContain('nothing of it is held');
  expect(page.text).toContain('original deleted');
});

test('a restricted post is not there for the public, and is for the archive', async () => {
  const id = 'x:1072857000000000402';
  await capturePost(service, { url: `https://x.com/a/status/${id.slice(2)}` });
  const path = `/embed/${id}/media/media-1.jpg`;
  expect((await service.app.inject({ url: path })).statusCode).toBe(200);
  await service.inject({ method: 'PATCH', url: `/v1/posts/${id}`, payload: { restricted: true } });

  const hidden = expectProblem(await card(id), 404);
  expectProblem(await service.app.inject({ url: path }), 404);
  expect(hidden).toEqual(expectProblem(await card('x:5'), 404));
  expect((await service.inject({ url: `/v1/posts/${id}` })).json()).toMatchObject({ restricted: true });

  await service.inject({ method: 'PATCH', url: `/v1/posts/${id}`, payload: { restricted: false } });
  expect((await card(id)).statusCode).toBe(200);
});

test('below a path of its host the card names that path', async () => {
  await using own = await service.variant({ publicUrl: 'https://news.example.org/archive' });
  await capturePost(own);
  const page = parsePage((await own.app.inject({ url: `/embed/${postId}` })).body);

  expect(page.all('img').map((element) => page.attribute(element, 'src'))[0]).toMatch(/^\/archive\/embed\//);
});
