import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embedSchema } from '#domain/embed.ts';
import { parseHtml } from '#domain/html.ts';
import { findEmbeds } from '#embeds/find-embeds.ts';

const pieces = fc.constantFrom(
  '<blockquote class="twitter-tweet">',
  '</blockquote>',
  '<p>',
  '</p>',
  '<a href="https://twitter.com/a/status/20">',
  '</a>',
  '<iframe data-tweet-id="9">',
  '<blockquote class="instagram-media">',
  '<div class="fb-post" data-href="https://www.facebook.com/a/posts/1">',
  '<script type="application/ld+json">{"@type":"VideoObject","embedUrl":"https://youtu.be/dQw4w9WgXcQ"',
  '<script>window.a = {"embed":"<iframe src=\\"https://www.youtube.com/embed/dQw4w9WgXcQ\\">',
  '"}</script>',
  '<div data-a="&lt;iframe src=https://www.youtube.com/embed/dQw4w9WgXcQ&gt;">',
  '<iframe srcdoc="<a href=https://www.youtube.com/embed/dQw4w9WgXcQ>">',
  '<rss><channel><item><description>',
  '</item>',
  '<entry><content type="html">',
  '{"version":"https://jsonfeed.org/version/1.1","items":[{"content_html":"',
  '{{< youtube dQw4w9WgXcQ >}}',
  'PGlmcmFtZSBzcmM9Imh0dHBzOi8v',
  '%3Ciframe%20src=',
  '\\u003ciframe',
  '<textarea>',
  '<template>',
  '<svg><title>',
  '<![CDATA[',
  '<!--',
  '— Ada (@ada) December 12, 2018',
  ' pic.twitter.com/Abcdefgh12 ',
  'https://t.co/Abcdefgh12',
  '(@a)',
  '—',
  '\n\n',
  '&amp;',
  '\u0000',
  '\ud800',
);
const articles = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }).map((parts) => parts.join(''));

describe('no input is too much', () => {
  it('any text gives an inventory that keeps its own schema, in reading order, the same each time', () => {
    fc.assert(
      fc.property(
        articles,
        fc.constantFrom('text/html', 'text/plain', 'text/markdown', 'application/rss+xml', null),
        (body, mediaType) => {
          const inventory = findEmbeds({ body, mediaType, baseUrl: 'https://example.org/' });
          expect(findEmbeds({ body, mediaType, baseUrl: 'https://example.org/' })).toEqual(inventory);
          for (const [index, embed] of inventory.embeds.entries()) {
            expect(embedSchema.parse(embed)).toEqual(embed);
            expect(embed.position).toBe(index);
          }
          expect(new Set(inventory.embeds.map(({ postId }) => postId)).size).toBe(inventory.embeds.length);
        },
      ),
    );
  });

  it('any bytes are decoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 30 }), (body, charset) => {
        findEmbeds({ body, mediaType: `text/html; charset=${charset}`, baseUrl: null });
      }),
    );
  });

  it('10 MB nested 100,000 deep, with an embed at the bottom', () => {
    const deep = '<div>'.repeat(100_000);
    const quote =
      '<blockquote class="twitter-tweet"><a href="https://twitter.com/a/status/20">x</a></blockquote>';
    const body = `${deep}${quote}${'words '.repeat(10)}${'x'.repeat(9_400_000)}`;
    expect(findEmbeds({ body, mediaType: 'text/html', baseUrl: null }).embeds).toMatchObject([
      { postId: 'x:20' },
    ]);
  });

  it.each([
    '<p>',
    '<b>',
    '<a href="https://x.com/a/status/1">',
    '<blockquote class="twitter-tweet">',
    '(@a) ',
    '— A (@b) ',
    'a.',
    'a/',
    '\n\na',
    '<textarea>',
    '&',
    '<blockquote class="instagram-media"><p><b><b><b><b><b>',
    '<div class="fb-post"><a>',
    '<script>x={"a":"\\"',
    '<div data-a="&lt;iframe',
    '<iframe srcdoc="<a href=https://www.youtube.com/embed/dQw4w9WgXcQ>">',
    '<rss><item><description>',
    '<rss><item><![CDATA[',
    '{{< ',
    '{"embedUrl":"https://youtu.be/dQw4w9WgXcQ"}',
    'PGlmcmFtZSA',
    '[[{"a":',
  ])('%j over and over ends', (unit) => {
    const body = unit.repeat(Math.ceil(300_000 / unit.length));
    for (const mediaType of ['text/html', 'text/plain', 'text/markdown', 'text/xml'])
      findEmbeds({ body, mediaType, baseUrl: null });
  });

  it('3 MB of small pieces in one paragraph', () => {
    const unit = 'x <b>y</b> ';
    const body = `<p>${unit.repeat(3_000_000 / unit.length)}</p>`;
    expect(findEmbeds({ body, mediaType: 'text/html', baseUrl: null })).toEqual({ embeds: [], others: [] });
  });

  it('the tree has every node within its parent', () => {
    fc.assert(
      fc.property(articles, (html) => {
        const { nodes } = parseHtml(html);
        for (const [index, node] of nodes.entries()) {
          const parent = nodes[node.parent];
          if (parent?.kind === 'element') expect(index < parent.end && node.parent < index).toBe(true);
          else expect(node.parent).toBe(-1);
        }
      }),
    );
  });
});
