import { describe, expect, it } from 'vitest';
import { findEmbeds } from '#embeds/find-embeds.ts';

const shown = (body: string, mediaType: string | null) =>
  findEmbeds({ body, mediaType, baseUrl: 'https://news.example.org/feed' }).embeds.map(
    ({ form, postId }) => `${form} ${postId}`,
  );
const frame = (id: string) => `<iframe src="https://www.youtube.com/embed/${id}"></iframe>`;
const escaped = (html: string) =>
  html.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const quote =
  '<blockquote class="twitter-tweet"><p>Words</p>&mdash; Ada (@ada) <a href="https://twitter.com/ada/status/20">December 12, 2018</a></blockquote>';

describe('feeds', () => {
  it('RSS: content in CDATA and escaped, media, in the order of the items', () => {
    const rss = `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://news.example.org/</link>
      <item><title>A</title><link>https://news.example.org/a</link>
        <description>${escaped('<p>Teaser</p>')}</description>
        <content:encoded><![CDATA[<p>One</p>${quote}<p><a href="https://youtu.be/dddddddddd1">a mere link</a></p>]]></content:encoded></item>
      <item><title>B</title><link>https://news.example.org/b</link><description>${escaped(frame('bbbbbbbbbb1'))}</description></item>
      <item><title>C</title><media:content url="https://www.youtube.com/v/cccccccccc1" /></item>
    </channel></rss>`;
    const expected = [
      'feed x:20',
      'link youtube:dddddddddd1',
      'feed youtube:bbbbbbbbbb1',
      'feed youtube:cccccccccc1',
    ];
    expect(shown(rss, 'application/rss+xml')).toEqual(expected);
    expect(shown(rss, 'text/xml')).toEqual(expected);
    expect(shown(rss, null)).toEqual(expected);
  });

  it('RSS that holds whole pages is a feed, though its CDATA is cut where the page has its end mark', () => {
    const page = `<html><body><script>//<![CDATA[\nx//]]]]><![CDATA[></script>${frame('aaaaaaaaaa1')}</body></html>`;
    const rss = `<rss><channel><item><content:encoded><![CDATA[${page}]]></content:encoded></item></channel></rss>`;
    expect(shown(rss, 'application/rss+xml')).toEqual(['feed youtube:aaaaaaaaaa1']);
  });

  it('RSS that is escaped twice, and a player named as media', () => {
    const rss = `<rss><channel><item><description>${escaped(escaped(quote))}</description></item>
      <item><description><![CDATA[${escaped(frame('aaaaaaaaaa1'))}]]></description></item>
      <item><media:embed url="https://www.youtube.com/v/bbbbbbbbbb1" width="1"></media:embed></item></channel></rss>`;
    expect(shown(rss, 'application/rss+xml')).toEqual([
      'feed x:20',
      'feed youtube:aaaaaaaaaa1',
      'feed youtube:bbbbbbbbbb1',
    ]);
  });

  it('RSS keeps what the article quotes', () => {
    const rss = `<rss><channel><item><content:encoded><![CDATA[${quote}]]></content:encoded></item></channel></rss>`;
    const { embeds } = findEmbeds({ body: rss, mediaType: 'application/rss+xml', baseUrl: null });
    expect(embeds[0]?.quotation).toEqual({
      text: 'Words',
      authorName: 'Ada',
      authorHandle: 'ada',
      date: '2018-12-12',
    });
  });

  it('Atom: escaped HTML, XHTML, and a platform’s own feed', () => {
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>
      <entry><link rel="alternate" href="https://news.example.org/a"/><content type="html">${escaped(frame('aaaaaaaaaa1'))}</content></entry>
      <entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">${frame('bbbbbbbbbb1')}</div></content></entry>
      <entry><yt:videoId>cccccccccc1</yt:videoId><link rel="alternate" href="https://www.youtube.com/watch?v=cccccccccc1"/></entry></feed>`;
    expect(shown(atom, 'application/atom+xml')).toEqual([
      'feed youtube:aaaaaaaaaa1',
      'feed youtube:bbbbbbbbbb1',
      'feed youtube:cccccccccc1',
    ]);
  });

  it('JSON Feed; a broken item costs itself only', () => {
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      items: [
        { id: '1', url: 'https://news.example.org/a', content_html: `<p>A</p>${frame('aaaaaaaaaa1')}` },
        'broken',
        { id: '2', content_html: 7, content_text: 'See\n\nhttps://youtu.be/bbbbbbbbbb1\n\nthere' },
      ],
    };
    expect(shown(JSON.stringify(feed), 'application/feed+json')).toEqual([
      'feed youtube:aaaaaaaaaa1',
      'feed youtube:bbbbbbbbbb1',
    ]);
  });

  it('broken XML ends, and gives what can be read', () => {
    expect(shown(`<rss><channel><item><description>${escaped(frame('aaaaaaaaaa1'))}`, 'text/xml')).toEqual(
      [],
    );
    expect(
      shown(
        `<rss><item><description><![CDATA[${frame('aaaaaaaaaa1')}]]></description><item><title>x`,
        'text/xml',
      ),
    ).toEqual(['feed youtube:aaaaaaaaaa1']);
  });
});

describe('Markdown', () => {
  it.each([
    ['a URL on its own line', 'Words.\n\nhttps://youtu.be/aaaaaaaaaa1\n\nMore.', 'text youtube:aaaaaaaaaa1'],
    ['a link', 'Words [here](https://youtu.be/aaaaaaaaaa1) and on.', 'link youtube:aaaaaaaaaa1'],
    ['an island of HTML', `Words.\n\n${frame('aaaaaaaaaa1')}\n\nMore — Ada.`, 'iframe youtube:aaaaaaaaaa1'],
    [
      'an island with blank lines',
      `Words.\n\n<blockquote class="twitter-tweet">\n<p>A\n\nB</p>\n\n&mdash; Ada (@ada) <a href="https://twitter.com/ada/status/20">December 12, 2018</a></blockquote>\n\nMore.`,
      'blockquote x:20',
    ],
    [
      'words after a lone tag',
      'A.\n\n<br>\n\nhttps://youtu.be/aaaaaaaaaa1\n\nB.',
      'text youtube:aaaaaaaaaa1',
    ],
    [
      'words after a tag that is never closed',
      'A.\n\n<div>\n\nhttps://youtu.be/aaaaaaaaaa1\n\nB.',
      'text youtube:aaaaaaaaaa1',
    ],
    ['a shortcode of Hugo', 'Words.\n\n{{< youtube aaaaaaaaaa1 >}}\n\nMore.', 'text youtube:aaaaaaaaaa1'],
    ['a shortcode with names', 'A.\n\n{{< tweet user="ada" id="20" >}}\n\nB.', 'text x:20'],
    ['a shortcode with an account', 'A.\n\n[instagram natgeo_wild]\n\nB.', null],
    ['a tag of Jekyll', 'A.\n\n{% youtube aaaaaaaaaa1 %}\n\nB.', 'text youtube:aaaaaaaaaa1'],
    [
      'a shortcode of WordPress',
      'A.\n\n[embed]https://youtu.be/aaaaaaaaaa1[/embed]\n\nB.',
      'text youtube:aaaaaaaaaa1',
    ],
  ])('%s', (_, text, expected) => {
    expect(shown(text, 'text/markdown')).toEqual(expected === null ? [] : [expected]);
  });
});
