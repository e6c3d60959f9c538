import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureToShow } from '#web/card-of-post.ts';
import { frameLookOf } from '#web/frame.ts';
import { type Snippet, snippetsOf } from '#web/snippets.ts';
import { capturePost, postId, postUrl } from '../api/captured.ts';
import { startTestService, startTimeoutMs, type TestService } from '../api/service.ts';
import { parsePage } from '../card/page.ts';

const baseUrl = 'https://archive.example.org';
const card = `${baseUrl}/embed/${encodeURIComponent(postId)}`;
const picture = { sha256: 'a'.repeat(64), width: 1100, height: 901, scale: 2, url: `${card}.png` };

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await capturePost(service, {
    takenAt: '2018-12-12T01:00:00.000Z',
    record: {
      text: `Words "quoted" <script>alert(1)</script>\nsecond line ${'long '.repeat(400)}`,
      language: 'en',
    },
  });
  await service.post('/v1/submissions', {
    text: 'Words pic.twitter.com/0PbFPhQz2l — Mustafa Bali (@mustefa2bali) December 12, 2018',
  });
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

async function snippets(id: string): Promise<Partial<Record<Snippet['kind'], string>>> {
  const { posts, captures } = service.catalogue;
  const post = await posts.get(id);
  if (post === null) {
    throw new Error(`${id} is not known`);
  }
  const captureId = captureToShow(post);
  const capture = captureId ? await captures.get(captureId) : null;
  const made = snippetsOf(post, capture, { baseUrl, look: frameLookOf({ lang: 'fr' }), picture });
  return Object.fromEntries(made.map(({ kind, html }) => [kind, html]));
}

describe('what is pasted into articles', () => {
  test('names card and original, is safe, and keeps room for the card', async () => {
    const { script = '', frame = '', quotation = '', amp = '', picture: image = '' } = await snippets(postId);
    const height = /height="(\d+)"/.exec(frame)?.[1];

    for (const html of [script, frame, quotation, amp, image]) {
      expect(html).not.toContain('<script>alert');
      expect(html).toContain(card);
    }
    const quoted = parsePage(quotation);
    const [block, link] = [quoted.all('blockquote')[0], quoted.all('a')[0]];
    expect(block && quoted.attribute(block, 'cite')).toBe('https://x.com/i/status/1072857000000000001');
    expect(
      link &&
        ['href', 'data-originalurl', 'data-versionurl', 'data-versiondate'].map((name) =>
          quoted.attribute(link, name),
        ),
    ).toEqual([...[card, 'https://x.com/i/status/1072857000000000001', card, '2018-12-12']]);
    expect(quoted.text).toContain('12 décembre 2018');
    expect(quoted.text.length).toBeLessThan(1200);
    expect(script).toContain(`class="archived-embed" style="min-height:${height}px"`);
    expect(script).toContain(`<script async src="${baseUrl}/embed.js"></script>`);
    expect(amp).toContain(`height="${height}" layout="fixed-height"`);
    expect(amp).toMatch(/resizable><div overflow .+<div placeholder><blockquote/s);
    expect(image).toContain('width="550" height="451"');
    // What the script looks for is what the archive finds the post by.
    expect((await service.catalogue.posts.get(postId))?.canonicalUrl).not.toBe(postUrl);
    const [resolved] = (
      await service.app.inject({
        ...{ method: 'POST', url: '/embed/resolve' },
        payload: { urls: ['https://x.com/i/status/1072857000000000001'] },
      })
    ).json<{ embedUrl: string }[]>();
    expect(resolved?.embedUrl).toBe(card);
  });

  test('of what is only quoted makes no card of the article’s own words', async () => {
    const made = await snippets('x:short:0PbFPhQz2l');

    expect(Object.keys(made)).toEqual(['frame', 'quotation', 'amp', 'picture']);
    expect(made.quotation).toContain('Mustafa Bali');
  });
});
