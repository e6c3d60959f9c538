import { describe, expect, it } from 'vitest';
import { findEmbeds } from '#embeds/find-embeds.ts';

const find = (
  body: string | Uint8Array,
  mediaType = 'text/html',
  baseUrl: string | null = 'https://news.example.org/a',
) => findEmbeds({ body, mediaType, baseUrl });
const quote = (id: string, words = 'Words', attributes = 'class="twitter-tweet"') =>
  `<blockquote ${attributes}><p lang="en" dir="ltr">${words} <a href="https://t.co/Abcdefgh12">pic.twitter.com/Abcdefgh12</a></p>&mdash; Ada (@ada_writes) <a href="https://twitter.com/ada_writes/status/${id}?ref_src=twsrc%5Etfw">December 12, 2018</a></blockquote><script async src="https://platform.twitter.com/widgets.js"></script>`;

describe('the official quotation', () => {
  it('with its words, author and date', () => {
    expect(find(`<p>Before</p>${quote('20', 'One<br>two &amp; three')}`)).toEqual({
      embeds: [
        {
          position: 0,
          form: 'blockquote',
          platform: 'x',
          foundUrl: 'https://twitter.com/ada_writes/status/20?ref_src=twsrc%5Etfw',
          postId: 'x:20',
          canonicalUrl: 'https://x.com/i/status/20',
          quotation: {
            text: 'One\ntwo & three',
            authorName: 'Ada',
            authorHandle: 'ada_writes',
            date: '2018-12-12',
          },
          confidence: 0.98,
        },
      ],
      others: [],
    });
  });

  it('is the post of its last link, not one that it quotes', () => {
    const { embeds } = find(quote('20', 'RT <a href="https://twitter.com/b/status/19">this</a>'));
    expect(embeds.map(({ postId }) => postId)).toEqual(['x:20']);
  });

  it('may hold nothing but a link', () => {
    const { embeds } = find(
      '<blockquote class="twitter-tweet"><a href="https://twitter.com/a/status/20"></a></blockquote>',
    );
    expect(embeds).toMatchObject([{ postId: 'x:20', quotation: null, form: 'blockquote' }]);
  });

  it('with the publisher’s words instead of the author’s has no words', () => {
    const html =
      '<blockquote class="twitter-tweet"><p>Tweet may have been deleted <a href="https://twitter.com/a/status/20">(opens in a new tab)</a></p></blockquote>';
    expect(find(html).embeds[0]?.quotation?.text ?? null).toBeNull();
  });

  it('is known by its signature where the class is lost', () => {
    expect(find(quote('20', 'Words', '')).embeds).toMatchObject([{ form: 'blockquote', postId: 'x:20' }]);
    expect(
      find('<blockquote>Said he <a href="https://x.com/a/status/20">here</a></blockquote>').embeds,
    ).toMatchObject([{ form: 'link' }]);
  });

  it('that was never closed does not swallow the next', () => {
    const { embeds } = find(`${quote('20').replace('</blockquote>', '')}${quote('21')}`);
    expect(embeds.map(({ postId, form }) => [postId, form])).toEqual([
      ['x:20', 'blockquote'],
      ['x:21', 'blockquote'],
    ]);
  });

  it.each([
    ['a text area', (html: string) => `<textarea hidden>${html.replaceAll('<', '&lt;')}</textarea>`],
    ['a template', (html: string) => `<template>${html}</template>`],
    ['noscript', (html: string) => `<noscript>${html}</noscript>`],
    [
      'a script template',
      (html: string) => `<script type="text/template">${html.replace(/<script.*/, '')}</script>`,
    ],
    ['an attribute', (html: string) => `<div data-embed="${html.replaceAll('"', '&quot;')}"></div>`],
    ['a frame’s srcdoc', (html: string) => `<iframe srcdoc="${html.replaceAll('"', '&quot;')}"></iframe>`],
  ])('is found in %s', (_, wrap) => {
    expect(find(`<p>x</p>${wrap(quote('20'))}`).embeds).toMatchObject([
      { postId: 'x:20', form: 'blockquote' },
    ]);
  });

  it('is not found in a comment', () => {
    expect(find(`<p>x</p><!-- ${quote('20')} -->`).embeds).toEqual([]);
  });
});

describe('other forms', () => {
  it.each([
    ['<iframe src="https://platform.twitter.com/embed/Tweet.html?id=20"></iframe>', 'iframe'],
    [
      '<iframe data-lazy-src="//platform.twitter.com/embed/Tweet.html?dnt=1&amp;amp;id=20"></iframe>',
      'iframe',
    ],
    [
      '<div class="twitter-tweet twitter-tweet-rendered"><iframe id="twitter-widget-0" data-tweet-id="20"></iframe></div>',
      'iframe',
    ],
    ['<twitterwidget data-tweet-id="20"></twitterwidget>', 'element'],
    ['<div class="widget__tweet" data-tweet-id="20"></div>', 'element'],
    ['<amp-twitter data-tweetid="20"></amp-twitter>', 'amp'],
    ['<amp-twitter data-tweetid="https://twitter.com/a/status/20"></amp-twitter>', 'amp'],
    ['<figure class="wp-block-embed"><div>\nhttps://twitter.com/a/status/20\n</div></figure>', 'text'],
    ['<p>So <a href="https://twitter.com/a/status/20">he wrote</a>.</p>', 'link'],
    ['<a href="https://web.archive.org/web/2018id_/https://twitter.com/a/status/20">x</a>', 'link'],
    ['<a href="/web/20181212000000/https://twitter.com/a/status/20">x</a>', 'link'],
  ])('%s', (html, form) => {
    expect(find(`<p>x</p>${html}`)).toMatchObject({ embeds: [{ postId: 'x:20', form }] });
  });

  it('the flattened form, over paragraphs and anchors', () => {
    const html =
      '<p>Die Stadt ist nach Angaben der Behörden nicht mehr zu erreichen.</p><p>The city is cut off from the rest.</p><p>We are on our way <a href="https://t.co/Abcdefgh12">pic.twitter.com/Abcdefgh12</a> — Ada (@ada_writes) 12. Dezember 2018</p>';
    expect(find(html).embeds).toMatchObject([
      {
        form: 'text',
        foundUrl: 'https://pic.twitter.com/Abcdefgh12',
        quotation: { text: 'The city is cut off from the rest.\nWe are on our way', date: '2018-12-12' },
      },
    ]);
  });

  it('what is near an embed and none is told apart', () => {
    const { embeds, others } = find(`
      <a class="twitter-share-button" href="https://twitter.com/share?url=x">Tweet</a>
      <a href="https://twitter.com/intent/tweet?url=https%3A%2F%2Ftwitter.com%2Fa%2Fstatus%2F20">Share</a>
      <a class="twitter-follow-button" href="https://twitter.com/ada">Follow</a>
      <a class="twitter-timeline" href="https://twitter.com/ada">Tweets by Ada</a>
      <a href="https://x.com/ada">Ada</a>
      <iframe src="https://platform.twitter.com/widgets/widget_iframe.abc.html?origin=x"></iframe>
      <script src="https://platform.twitter.com/widgets.js"></script>`);
    expect(embeds).toEqual([]);
    expect(others.map(({ reason }) => reason)).toEqual([
      'share-button',
      'share-button',
      'follow',
      'timeline',
      'profile',
      'widget-frame',
    ]);
  });

  it('a post that is shown twice is one embed, at its first place that is no mere link', () => {
    const link = '<a href="https://x.com/a/status/21">see</a>';
    const { embeds } = find(`<p>${link}</p>${quote('20')}${quote('21')}<noscript>${quote('20')}</noscript>`);
    expect(embeds.map(({ postId, form, position }) => [position, postId, form])).toEqual([
      [0, 'x:20', 'blockquote'],
      [1, 'x:21', 'blockquote'],
    ]);
  });

  it('relative links are of the article, or of nothing', () => {
    const html = '<a href="/a/status/20">x</a>';
    expect(find(html, 'text/html', 'https://twitter.com/b').embeds).toHaveLength(1);
    expect(find(html, 'text/html', null).embeds).toEqual([]);
    expect(find(`<base href="https://x.com/">${html}`, 'text/html', null).embeds).toHaveLength(1);
  });
});

describe('encodings', () => {
  const html = (charset: string) => `<meta charset="${charset}">${quote('20', 'Füße')}`;
  const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  const wordsOf = (body: Uint8Array, mediaType: string) => find(body, mediaType).embeds[0]?.quotation?.text;

  it.each([
    ['UTF-8 with a mark', new TextEncoder().encode(`\uFEFF${html('iso-8859-1')}`), 'text/html'],
    ['UTF-8 that says otherwise', new TextEncoder().encode(html('euc-jp')), 'text/html'],
    ['by the header', latin(html('x-none')), 'text/html; charset=ISO-8859-1'],
    ['by the markup', latin(html('windows-1252')), 'text/html'],
    ['by nothing', latin(quote('20', 'Füße')), 'text/html'],
    ['UTF-16', new Uint8Array(Buffer.from(`\uFEFF${html('utf-16')}`, 'utf16le')), 'text/html'],
  ])('%s', (_, body, mediaType) => {
    expect(wordsOf(body, mediaType)).toBe('Füße');
  });

  it('broken UTF-8 costs its broken letters only', () => {
    const body = Buffer.concat([Buffer.from(quote('20', 'Füße')), Buffer.from([0xff, 0xc3])]);
    expect(find(body, 'text/html; charset=utf-8').embeds).toMatchObject([{ quotation: { text: 'Füße' } }]);
  });
});
