import { describe, expect, it } from 'vitest';
import { parseHtml } from '#domain/html.ts';
import { recordSchema } from '#domain/record.ts';
import { x } from '#platforms/x/index.ts';
import { readPage } from '#platforms/x/page.ts';
import { oembed, preview, type Said, STATUS_ID, shell, sources, target } from './synthetic.ts';

const never = new AbortController().signal;

function read(html: string) {
  return readPage(target, parseHtml(html));
}
function recordOf(html: string) {
  const reading = read(html);
  if (reading.kind === 'unreadable') throw new Error(reading.path);
  expect(recordSchema.parse(reading.record)).toEqual(reading.record);
  return reading.record;
}

/** As X's script draws a post. */
function drawn(changes: { handle?: string; id?: string; text?: string; pictures?: string } = {}): string {
  const { handle = '@ada_writes', id = STATUS_ID, text = 'Snow', pictures = '' } = changes;
  return (
    `<article data-testid="tweet"><div data-testid="User-Name"><a href="/ada_writes"><span>Ada</span></a>` +
    `<div><a href="/ada_writes"><span>${handle}</span></a></div></div>` +
    `<div data-testid="tweetText" lang="en">${text}</div>${pictures}` +
    `<a href="/ada_writes/status/${id}"><time datetime="2018-12-12T14:06:21.000Z">Dec 12, 2018</time></a></article>`
  );
}

describe('the page for link previews', () => {
  it('tells author, words and the time of the id', () => {
    expect(recordOf(preview())).toMatchObject({
      ...target,
      author: { name: 'Ada', handle: 'ada_writes', avatarUrl: expect.stringContaining('/profile_images/7/') },
      text: 'Snow & light',
      textTruncated: false,
      labels: ['partial'],
      publishedAt: '2018-12-12T14:13:36.000Z',
      media: [],
    });
  });

  it('has its picture in its best variant first', () => {
    const { media } = recordOf(preview({ 'og:image': 'https://pbs.twimg.com/media/A.jpg:large' }));
    expect(media[0]?.variants.map(({ url }) => url)).toEqual([
      'https://pbs.twimg.com/media/A.jpg?name=orig',
      'https://pbs.twimg.com/media/A.jpg:large',
    ]);
    expect(recordOf(preview({ 'og:image': 'https://abs.twimg.com/rweb/og/image.png' })).media).toEqual([]);
  });

  it('says that its words are cut', () => {
    expect(recordOf(preview({ 'og:description': 'Snow and…' })).textTruncated).toBe(true);
  });

  it.each([
    ['og:url', { 'og:url': 'https://x.com/ada_writes/status/21' }],
    ['og:url', { 'og:url': 'https://x.com/' }],
    ['og:title', { 'og:title': 'X' }],
    ['og:description', { 'og:description': '' }],
  ])('names %s that is not as expected', (path, changes) => {
    expect(read(preview(changes))).toMatchObject({ kind: 'unreadable', path: expect.stringContaining(path) });
  });
});

describe('the page as its script draws it', () => {
  it('tells author, words with emoji and line feeds, time and pictures', () => {
    const photo = (id: string, key: string) =>
      `<a href="/ada_writes/status/${id}/photo/1"><img alt="Image" src="https://pbs.twimg.com/media/${key}?format=jpg&amp;name=small"></a>`;
    const text =
      'Snow <img alt="❄️" src="https://abs.twimg.com/emoji/v2/svg/2744.svg">\n<div><a href="/bob">@bob</a></div> says';
    const record = recordOf(drawn({ text, pictures: photo(STATUS_ID, 'A') + photo('21', 'B') }));
    expect(record).toMatchObject({
      author: { name: 'Ada', handle: 'ada_writes' },
      text: 'Snow ❄️\n@bob says',
      language: 'en',
      publishedAt: '2018-12-12T14:06:21.000Z',
    });
    expect(record.media.map(({ alt, variants }) => [alt, variants[0]?.url])).toEqual([
      [null, 'https://pbs.twimg.com/media/A?format=jpg&name=orig'],
    ]);
  });

  it('is the article of this post, whatever else is on the page', () => {
    expect(recordOf(drawn({ id: '21', text: 'Another' }) + drawn()).text).toBe('Snow');
    expect(read(drawn({ id: '21' }))).toEqual({ kind: 'unreadable', path: 'article: no post with this id' });
    expect(read(drawn({ handle: '' }))).toMatchObject({ path: expect.stringContaining('User-Name') });
  });

  it('is read in time however deep it is', () => {
    const deep = '<div>'.repeat(20_000) + drawn().replaceAll('<a ', '<time></time><a ');
    expect(recordOf(deep).text).toBe('Snow');
  });
});

describe('a page that says nothing of the post', () => {
  const migrate = '<meta http-equiv="refresh" content="0; url = https://twitter.com/x/migrate?tok=7b">';
  it.each([
    ['a page for every address', [200, shell], 'unreadable'],
    ['the way from one domain to the other', [200, migrate], 'walled'],
    ['404', [404, ''], 'unreadable'],
    ['403', [403, ''], 'walled'],
  ] satisfies [string, Said, string][])('%s is no absence', async (_, page, says) => {
    const fetch = sources([200, '<p>'], [200, oembed], { guest: [403, ''], page });
    const { conclusion, signals } = await x.look(target, fetch, never);
    expect(conclusion.kind).toBe('unknown');
    expect(signals.at(-1)).toMatchObject({ source: 'x/page', says });
  });

  it('the way to log in is a wall', async () => {
    const prepared = sources([200, '<p>'], [200, oembed], { guest: [403, ''], page: [200, shell] });
    const { signals } = await x.look(
      target,
      async (url, request, signal) => ({
        ...(await prepared(url, request, signal)),
        finalUrl: new URL('/i/flow/login', url).href,
      }),
      never,
    );
    expect(signals.at(-1)).toMatchObject({ source: 'x/page', says: 'walled' });
  });
});
