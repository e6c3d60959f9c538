import { describe, expect, it } from 'vitest';
import { type Fetch, ResponseTooLargeError } from '#domain/fetch.ts';
import type { PostRecord } from '#domain/record.ts';
import { web } from '#platforms/web/index.ts';
import { identify } from '#platforms/web/urls.ts';
import { always, answer } from '../../contracts/platform.ts';
import { haveRecordings, recordedText } from '../recordings.ts';

const never = new AbortController().signal;
const url = 'https://news.example.org/2024/a.html';

function targetOf(address: string) {
  const { postId, canonicalUrl } = identify(new URL(address));
  return { postId: postId ?? '', canonicalUrl: canonicalUrl ?? '' };
}

async function conclude(fetch: Fetch, address = url) {
  return (await web.look(targetOf(address), fetch, never)).conclusion;
}

async function recordOf(html: string): Promise<PostRecord> {
  const conclusion = await conclude(always(200, html));
  if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
  return conclusion.record;
}

describe('a look at a web page', () => {
  it('reads what the page says of itself', async () => {
    const record = await recordOf(`<!doctype html><html lang="fr-FR"><head>
      <title>Titre — Journal</title>
      <meta property="og:title" content="Le titre"><meta name="author" content="Ada">
      <meta property="article:published_time" content="2024-03-01T10:00:00+01:00">
      <meta property="og:image" content="/i/lead.jpg"><meta property="og:image:alt" content="Une lampe">
      </head><body><nav><p>Menu</p></nav><article><p>Premier&nbsp;paragraphe.</p><p>Second.</p>
      <video poster="p.jpg" width="640"><source src="v.webm" type="video/webm"><source src="v.mp4"></video></article></body></html>`);
    expect(record).toMatchObject({
      title: 'Le titre',
      author: { name: 'Ada' },
      language: 'fr-FR',
      publishedAt: '2024-03-01T09:00:00.000Z',
      text: 'Premier paragraphe.\n\nSecond.',
    });
    expect(record.media).toMatchObject([
      { kind: 'photo', alt: 'Une lampe', variants: [{ url: 'https://news.example.org/i/lead.jpg' }] },
      {
        kind: 'video',
        width: 640,
        posterUrl: 'https://news.example.org/2024/p.jpg',
        variants: [
          { url: 'https://news.example.org/2024/v.webm', mediaType: 'video/webm' },
          { url: 'https://news.example.org/2024/v.mp4' },
        ],
      },
    ]);
  });

  it('reads JSON-LD, however it is nested, and survives what is broken', async () => {
    const record = await recordOf(`<title>t</title><script type="application/ld+json">{broken</script>
      <script type="application/ld+json">{"@graph":[{"@type":"WebPage","name":"w"},{"@type":["NewsArticle"],
      "headline":"Headline","articleBody":"All of it.","author":[{"name":"Grace"}],"datePublished":"2024-03-01","image":7,
      "video":{"@type":"VideoObject","contentUrl":"https://cdn.example.org/f.mp4","thumbnailUrl":["https://cdn.example.org/f.jpg"]}}]}</script>`);
    expect(record).toMatchObject({ title: 'Headline', text: 'All of it.', author: { name: 'Grace' } });
    expect(record.media).toMatchObject([
      { kind: 'video', variants: [{ url: 'https://cdn.example.org/f.mp4' }] },
    ]);
  });

  it.each([
    [404, 'not-found'],
    [410, 'deleted'],
    [401, 'login-gated'],
    [451, 'geo-blocked'],
  ])('%i is %s', async (status, absence) => {
    expect(await conclude(always(status, '<p>x</p>'))).toMatchObject({ kind: 'absent', absence });
  });

  it('is not misled by words: a good page may say that something was not found', async () => {
    expect((await conclude(always(200, '<title>404</title><p>Page not found</p>'))).kind).toBe('live');
  });

  it.each([
    ['a picture', 'https://example.org/a.png', 'image/png', 'photo'],
    ['a film', 'https://example.org/a.mp4', 'video/mp4', 'video'],
  ])('%s is a record of its own', async (_, address, type, kind) => {
    const conclusion = await conclude(always(200, 'bytes', { 'content-type': type }), address);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: { media: [{ kind, variants: [{ url: address, mediaType: type }] }] },
    });
  });

  it('a film that is larger than a page may be is known by its headers', async () => {
    const fetch: Fetch = async (address, request) => {
      if (request?.method !== 'HEAD') throw new ResponseTooLargeError('more than 12 MB');
      return answer(address, 200, '', { 'content-type': 'video/mp4' });
    };
    expect(await conclude(fetch, 'https://example.org/a.mp4')).toMatchObject({
      kind: 'live',
      record: { media: [{ kind: 'video' }] },
    });
  });

  it('a page without end is unreadable', async () => {
    const fetch: Fetch = async (address, request) => {
      if (request?.method !== 'HEAD') throw new ResponseTooLargeError('more than 12 MB');
      return answer(address, 200, '');
    };
    expect(await conclude(fetch)).toMatchObject({ kind: 'unknown', obstacle: 'unreadable' });
  });

  const redirected =
    (finalUrl: string): Fetch =>
    async (address) => ({ ...answer(address, 200, '<p>Hello</p>'), finalUrl });
  it.each([
    ['a log-in page', 'https://news.example.org/login?next=%2F2024%2Fa.html'],
    ['a log-in page elsewhere', 'https://id.example.com/signin'],
    ['the front page', 'https://news.example.org/'],
    ['a consent page', 'https://consent.youtube.com/m?continue=x'],
  ])('says nothing of the page where it is led to %s', async (_, finalUrl) => {
    expect(await conclude(redirected(finalUrl))).toMatchObject({ kind: 'unknown', obstacle: 'walled' });
  });

  it('a box to log in is no wall', async () => {
    const conclusion = await conclude(
      always(200, '<h1>News</h1><form id="login_form"><input type="password"></form>'),
    );
    expect(conclusion.kind).toBe('live');
  });

  it.skipIf(!haveRecordings)('does not take recorded interstitials for the page', async () => {
    const migrate = await conclude(always(200, recordedText('twitter/page-x-migrate-interstitial.html')));
    const short = await conclude(always(200, recordedText('twitter/t.co-4DK3Jc2BTt.html')));
    expect([migrate.kind, short.kind]).toEqual(['unknown', 'unknown']);
  });
});
