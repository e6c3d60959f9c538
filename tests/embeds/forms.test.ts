import { describe, expect, it } from 'vitest';
import { findEmbeds } from '#embeds/find-embeds.ts';

const find = (body: string, mediaType = 'text/html') =>
  findEmbeds({ body, mediaType, baseUrl: 'https://news.example.org/2024/story' });
const shown = (body: string, mediaType?: string) =>
  find(body, mediaType).embeds.map(({ form, postId }) => `${form} ${postId}`);
const escaped = (html: string) =>
  html.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const base64 = (html: string) => Buffer.from(html).toString('base64');

const frame = '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0" width="560"></iframe>';
const video = 'youtube:dQw4w9WgXcQ';
const did = 'did:plc:2b5zvgrtdw5mlariyuvgd7tv';

const table: readonly [markup: string, form: string, postId: string][] = [
  // Official quotations.
  [
    `<blockquote class="bluesky-embed" data-bluesky-uri="at://${did}/app.bsky.feed.post/3lkchac5lbs23"><p>Hi</p></blockquote>`,
    'blockquote',
    `bluesky:${did}:3lkchac5lbs23`,
  ],
  [
    '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/B63DdKjgavx/?utm_source=ig_embed"><a href="https://www.instagram.com/p/B63DdKjgavx/">View</a></blockquote>',
    'blockquote',
    'instagram:B63DdKjgavx',
  ],
  [
    '<div class="instagram-media"><blockquote class="instagram-media"><a href="https://www.instagram.com/p/B63DdKjgavx/">A post</a></blockquote></div>',
    'blockquote',
    'instagram:B63DdKjgavx',
  ],
  [
    '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@a/video/7252078322774002986" data-video-id="7252078322774002986"><section></section></blockquote>',
    'blockquote',
    'tiktok:7252078322774002986',
  ],
  [
    '<blockquote class="reddit-embed-bq"><a href="https://www.reddit.com/r/a/comments/tq93vt/t/">T</a> by <a href="https://www.reddit.com/user/b/">u/b</a></blockquote>',
    'blockquote',
    'reddit:tq93vt',
  ],
  [
    '<blockquote class="mastodon-embed" data-embed-url="https://mastodon.social/@a/114638610368343397/embed"><a href="https://mastodon.social/@a/114638610368343397">Post by @a@mastodon.social</a></blockquote>',
    'blockquote',
    'mastodon:mastodon.social:114638610368343397',
  ],
  [
    '<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@a/post/C-GMXpGM4KR"></blockquote>',
    'blockquote',
    'threads:C-GMXpGM4KR',
  ],
  // Scripts.
  [
    '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="durov/123"></script>',
    'script',
    'telegram:durov:123',
  ],
  [
    '<div id="vk_post_-1_45616"></div><script>VK.Widgets.Post("vk_post_-1_45616", -1, 45616, "h");</script>',
    'script',
    'vk:wall-1_45616',
  ],
  [
    '<script>renderExternalContent("https://www.youtube.com/embed/dQw4w9WgXcQ?fs=1")</script>',
    'script',
    video,
  ],
  ['<script>twttr.widgets.createTweet("20", document.body)</script>', 'script', 'x:20'],
  ['<script>new YT.Player("p", { height: 1, videoId: "dQw4w9WgXcQ" })</script>', 'script', video],
  // Frames, lazy and behind consent.
  [frame, 'iframe', video],
  ...[
    'data-src',
    'data-lazy-src',
    'data-litespeed-src',
    'data-cookieblock-src',
    'data-cmp-src',
    'data-consent-src',
  ].map((name): [string, string, string] => [
    `<iframe src="about:blank" ${name}="//www.youtube.com/embed/dQw4w9WgXcQ"></iframe>`,
    'iframe',
    video,
  ]),
  [
    `<iframe srcdoc="${escaped('<a href=https://www.youtube.com/embed/dQw4w9WgXcQ><img src=x></a>')}"></iframe>`,
    'element',
    video,
  ],
  [`<iframe srcdoc="${escaped(frame)}"></iframe>`, 'iframe', video],
  [`<div class="lazy"></div><noscript>${frame}</noscript>`, 'iframe', video],
  [
    '<iframe src="https://cdn.embedly.com/widgets/media.html?src=https%3A%2F%2Fwww.youtube.com%2Fembed%2FdQw4w9WgXcQ&amp;url=http%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ"></iframe>',
    'iframe',
    video,
  ],
  [
    '<iframe src="//cdn.iframe.ly/api/iframe?url=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ&amp;key=k"></iframe>',
    'iframe',
    video,
  ],
  [
    '<iframe src="/web/20220724231430if_/https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
    'iframe',
    video,
  ],
  [
    '<iframe src="https://mastodon.social/@a/112083281191909486/embed" class="mastodon-embed"></iframe>',
    'iframe',
    'mastodon:mastodon.social:112083281191909486',
  ],
  [
    '<iframe src="https://player.vimeo.com/video/325917208?h=0123456789"></iframe>',
    'iframe',
    'vimeo:325917208',
  ],
  // AMP, custom elements, publishers' own players.
  ['<amp-youtube data-videoid="dQw4w9WgXcQ"></amp-youtube>', 'amp', video],
  ['<amp-instagram data-shortcode="B63DdKjgavx"></amp-instagram>', 'amp', 'instagram:B63DdKjgavx'],
  ['<amp-vimeo data-videoid="325917208"></amp-vimeo>', 'amp', 'vimeo:325917208'],
  ['<amp-dailymotion data-videoid="x2p552m"></amp-dailymotion>', 'amp', 'dailymotion:x2p552m'],
  [
    '<amp-tiktok data-src="https://www.tiktok.com/@a/video/7252078322774002986"></amp-tiktok>',
    'amp',
    'tiktok:7252078322774002986',
  ],
  [
    '<amp-reddit data-src="https://www.reddit.com/r/a/comments/tq93vt/t/"></amp-reddit>',
    'amp',
    'reddit:tq93vt',
  ],
  ['<amp-embedly-card data-url="https://youtu.be/dQw4w9WgXcQ"></amp-embedly-card>', 'amp', video],
  ['<amp-iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></amp-iframe>', 'amp', video],
  ['<lite-youtube videoid="dQw4w9WgXcQ"></lite-youtube>', 'element', video],
  ['<lite-vimeo videoid="325917208"></lite-vimeo>', 'element', 'vimeo:325917208'],
  [
    `<bluesky-post src="at://${did}/app.bsky.feed.post/3lkchac5lbs23"></bluesky-post>`,
    'element',
    `bluesky:${did}:3lkchac5lbs23`,
  ],
  ['<figure class="media"><oembed url="https://youtu.be/dQw4w9WgXcQ"></oembed></figure>', 'element', video],
  [
    '<fb:post href="https://www.facebook.com/20531316728/posts/10154009990506729/"></fb:post>',
    'element',
    'facebook:10154009990506729',
  ],
  ['<div class="embed embed--tweet" data-href="https://x.com/a/status/20"></div>', 'element', 'x:20'],
  ['<iframe consent-original-src-_="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>', 'iframe', video],
  ['<div class="youtube inline" data-youtube-id="dQw4w9WgXcQ"></div>', 'element', video],
  ['<div class="rll-youtube-player" data-src="x" data-id="dQw4w9WgXcQ"></div>', 'element', video],
  ['<div data-provider="youtube" data-video-id="dQw4w9WgXcQ"></div>', 'element', video],
  ['<div data-plyr-provider="vimeo" data-plyr-embed-id="325917208"></div>', 'element', 'vimeo:325917208'],
  [
    '<script src="https://geo.dailymotion.com/player/x1.js" data-video="x2p552m"></script>',
    'script',
    'dailymotion:x2p552m',
  ],
  [
    '<div class="consent" data-consent-src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"></div>',
    'element',
    video,
  ],
  [
    '<a href="https://youtu.be/dQw4w9WgXcQ" data-iframely-url="//cdn.iframe.ly/api/iframe?url=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ">x</a>',
    'element',
    video,
  ],
  [
    '<blockquote class="embedly-card"><h4><a class="embedly-card" href="https://youtu.be/dQw4w9WgXcQ">T</a></h4></blockquote>',
    'element',
    video,
  ],
  // Wrappers of editors' systems, with what is left of the embed.
  [
    '<figure class="wp-block-embed is-provider-youtube"><div class="wp-block-embed__wrapper">\nhttps://youtu.be/dQw4w9WgXcQ\n</div></figure>',
    'text',
    video,
  ],
  [
    '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper"><a href="https://youtu.be/dQw4w9WgXcQ">https://youtu.be/dQw4w9WgXcQ</a></div></figure>',
    'element',
    video,
  ],
  [`<figure class="kg-card kg-embed-card">${frame}</figure>`, 'iframe', video],
  [
    '<div class="ConsentBannerWrapper-x"><p>See it where it <a href="https://player.vimeo.com/video/325917208?dnt=1">originates</a>.</p></div>',
    'element',
    'vimeo:325917208',
  ],
  // Players of the page.
  [
    '<object><param name="movie" value="http://www.youtube.com/v/--APdD6vejI?version=3"></param><embed src="http://www.youtube.com/v/--APdD6vejI?version=3"></embed></object>',
    'video',
    'youtube:--APdD6vejI',
  ],
  // HTML that waits for consent or for a script.
  [`<div data-embed-content="${escaped(frame)}"></div>`, 'iframe', video],
  [`<div data-embed-content="${escaped(escaped(frame))}"></div>`, 'iframe', video],
  [`<div data-borlabs-cookie-content="${base64(frame)}"></div>`, 'iframe', video],
  [`<script type="text/template">${base64(frame)}</script>`, 'iframe', video],
  [`<div data-code="${encodeURIComponent(frame)}"></div>`, 'iframe', video],
  [`<template>${frame}</template>`, 'iframe', video],
  [`<textarea hidden>${escaped(frame)}</textarea>`, 'iframe', video],
  [`<div data-props="${escaped(JSON.stringify({ block: { html: frame } }))}"></div>`, 'iframe', video],
  // What the page says of itself.
  ['<meta property="og:video:url" content="https://www.youtube.com/embed/dQw4w9WgXcQ">', 'meta', video],
  ['<meta itemprop="embedURL" content="https://www.youtube.com/watch?v=dQw4w9WgXcQ">', 'meta', video],
  [
    '<script type="application/ld+json">{"@type":"NewsArticle","video":{"@type":"VideoObject","embedUrl":"https:\\/\\/www.youtube.com\\/embed\\/dQw4w9WgXcQ"}}</script>',
    'json',
    video,
  ],
  [
    '<script type="application/ld+json">{"@graph":[{"@type":["SocialMediaPosting"],"url":"https://x.com/ada/status/20","author":{"@type":"Person","name":"Ada"}}]}</script>',
    'json',
    'x:20',
  ],
  [
    `<script id="__NEXT_DATA__" type="application/json">${JSON.stringify({ props: { article: { blocks: [{ type: 'embed', embedCode: frame }] } } }).replaceAll('<', '\\u003c')}</script>`,
    'json',
    video,
  ],
  [
    `<script>window.__STATE__ = ${JSON.stringify({ body: [{ _type: 'TweetBlockElement', id: '20' }] })};</script>`,
    'json',
    'x:20',
  ],
  ...[
    { type: 'embed', attrs: { src: 'https://youtu.be/dQw4w9WgXcQ' } },
    { blockName: 'core-embed/youtube', attributes: { url: 'https://youtu.be/dQw4w9WgXcQ' } },
    { type: 'embed', data: { service: 'youtube', source: 'https://youtu.be/dQw4w9WgXcQ' } },
    { _type: 'youtube', videoId: 'dQw4w9WgXcQ' },
    { body: ['div', ['p', 'Words'], ['inline-embed', { url: 'https://youtu.be/dQw4w9WgXcQ' }]] },
    { media: { iframeSrc: '//www.youtube.com/embed/dQw4w9WgXcQ' } },
  ].map((block): [string, string, string] => [
    `<script type="application/json">${JSON.stringify({ article: { blocks: [block] } })}</script>`,
    'json',
    video,
  ]),
  [
    `<script>self.__next_f.push([1,${JSON.stringify(`5:["$","x",null,{"html":${JSON.stringify(frame)}}]`)}])</script>`,
    'json',
    video,
  ],
  [
    `<script>var a={};Fusion.globalContent=${JSON.stringify({ content_elements: [{ type: 'oembed_response', raw_oembed: { html: frame } }] })};Fusion.x=1</script>`,
    'json',
    video,
  ],
  [
    `<script>window.s = JSON.parse("${JSON.stringify({ embedUrl: 'https://youtu.be/dQw4w9WgXcQ' }).replaceAll('"', '\\"')}")</script><script>window.t={data:"${JSON.stringify({ embedUrl: 'https://youtu.be/dQw4w9WgXcQ' }).replaceAll('"', '\\"')}"}</script>`,
    'json',
    video,
  ],
  // Islands and components, with JSON in an attribute of theirs that says nothing of itself.
  [
    `<gu-island name="TweetBlockComponent" props="${escaped(JSON.stringify({ element: { html: '<blockquote class="twitter-tweet"><a href="https://x.com/a/status/20">x</a></blockquote>' } }))}"></gu-island>`,
    'json',
    'x:20',
  ],
  [
    `<a-island name="YoutubeBlockComponent" props="${escaped(JSON.stringify({ assetId: 'dQw4w9WgXcQ' }))}"></a-island>`,
    'json',
    video,
  ],
  [
    `<div class="tweet" data-attrs="${escaped(JSON.stringify({ url: 'https://x.com/a/status/20', likes: 1 }))}" data-component-name="Twitter2ToDOM"></div>`,
    'json',
    'x:20',
  ],
  [
    `<div class="vimeo-wrap" data-attrs="${escaped(JSON.stringify({ videoId: '325917208', width: 1 }))}"></div>`,
    'json',
    'vimeo:325917208',
  ],
  [
    '<a href="https://x.com/a/status/20" data-component-name="Twitter2ToDOM"><div><span>Ada</span> words</div></a>',
    'element',
    'x:20',
  ],
  [
    '<a href="https://x.com/a/status/20" class="box"><div class="tweet-1 twitter-embed">words</div></a>',
    'element',
    'x:20',
  ],
  // State as a string, and pushed in pieces.
  [
    `<script>window.__STATE__=${JSON.stringify(JSON.stringify({ blocks: [{ type: 'social', model: { provider: 'youtube', source: 'https://youtu.be/dQw4w9WgXcQ' } }] }))};</script>`,
    'json',
    video,
  ],
  [
    `<script>var _o = '{\\"embed\\":\\"${escaped(frame).replaceAll('/', '\\\\/')}\\"}';</script>`,
    'json',
    video,
  ],
  [
    '<script>self.__next_f.push([1,"1a:[\\"$\\",\\"$L1\\",null,{\\"tweet"])</script><script>self.__next_f.push([1,"Id\\":\\"1072857395873431552\\"}]\\n"])</script>',
    'json',
    'x:1072857395873431552',
  ],
  [
    `<script>self.__next_f.push([1,${JSON.stringify(`1b:T${(frame.length + 2).toString(16)},é${frame}1c:["$","p",null,{}]\n`)}])</script>`,
    'json',
    video,
  ],
  [
    '<script>window.a = {"x":undefined,"twitterUrl":"https:\\u002F\\u002Ftwitter.com\\u002Fa\\u002Fstatus\\u002F20"};</script>',
    'json',
    'x:20',
  ],
  [
    `<script type="application/json">${JSON.stringify({ widget: { name: 'W', twitter: { url: 'https://x.com/a/status/20' } } })}</script>`,
    'json',
    'x:20',
  ],
  [
    `<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', articleBody: `<p>x</p>${frame}` })}</script>`,
    'json',
    video,
  ],
  // Publishers' frames and elements.
  ['<div data-embedtype="twitter" data-id="1072857395873431552"></div>', 'element', 'x:1072857395873431552'],
  [
    '<article class="yt-lite" style="background-image:url(https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg)"></article>',
    'element',
    video,
  ],
  ['<iframe src="www.youtube.com/embed/dQw4w9WgXcQ"></iframe>', 'iframe', video],
  [
    '<blockquote class=”twitter-tweet”><p>Hi</p>— A (@a) <a href=”https://x.com/a/status/20”>December 12, 2018</a></blockquote>',
    'blockquote',
    'x:20',
  ],
  ['<p>[embed]https://youtu.be/dQw4w9WgXcQ[/embed]</p>', 'text', video],
  ['<p>[youtube https://youtu.be/dQw4w9WgXcQ w=640]</p>', 'text', video],
  [
    '<iframe src="/embed/inset/iframe?id=twitter-1072857395873431552"></iframe>',
    'iframe',
    'x:1072857395873431552',
  ],
  ['<iframe src="/embed/inset/iframe?id=youtube-video-dQw4w9WgXcQ&start=0"></iframe>', 'iframe', video],
  [
    '<iframe src="https://frames.example.net/twitter.min.html#1072857395873431552"></iframe>',
    'iframe',
    'x:1072857395873431552',
  ],
  ['<iframe data-original="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>', 'iframe', video],
  [
    '<figure class="element" data-canonical-url="https://x.com/a/status/20"><p>words</p></figure>',
    'element',
    'x:20',
  ],
  ['<embetty-tweet status="1072857395873431552"></embetty-tweet>', 'element', 'x:1072857395873431552'],
  ['<embetty-video type="youtube" video-id="dQw4w9WgXcQ"></embetty-video>', 'element', video],
  ['<a-content-embed data-url="https://youtu.be/dQw4w9WgXcQ"></a-content-embed>', 'element', video],
  ['<div data-youtube-video="dQw4w9WgXcQ"></div>', 'element', video],
  [
    '<div class="facebookpost" data-url="https://www.facebook.com/a/posts/1234567890123"></div>',
    'element',
    'facebook:1234567890123',
  ],
  ['<div class="bbpBox1072857395873431552"><p>words</p></div>', 'element', 'x:1072857395873431552'],
  ['<amp-tiktok data-src="7252078322774002986"></amp-tiktok>', 'amp', 'tiktok:7252078322774002986'],
  ['<amp-vk data-embedtype="post" data-owner-id="1" data-post-id="45616"></amp-vk>', 'amp', 'vk:wall1_45616'],
  [
    `<figure class="op-interactive"><iframe>${'<blockquote class="twitter-tweet"><a href="https://x.com/a/status/20">x</a></blockquote>'}</iframe></figure>`,
    'blockquote',
    'x:20',
  ],
  [`<div onclick="this.innerHTML='${escaped(frame)}'"></div>`, 'iframe', video],
  // What a reader without the embed's script or consent is given.
  [
    '<div data-component="embed-block"><p>Allow X content?</p><a href="https://x.com/a/status/20">View original post on X</a></div>',
    'element',
    'x:20',
  ],
  [
    '<div class="react-tweet-theme"><article><a href="https://x.com/a/status/20">Ada</a><p>words</p><a href="https://x.com/b/status/21">quoted</a></article></div>',
    'blockquote',
    'x:20',
  ],
];

describe('forms of markup', () => {
  it.each(table)('%s', (markup, form, postId) => {
    expect(shown(`<p>Words before.</p>${markup}<p>Words after.</p>`)).toEqual([`${form} ${postId}`]);
  });
});

describe('what is no embed', () => {
  it.each([
    [
      'a share button',
      '<a class="fb-share-button" data-href="https://www.facebook.com/a/posts/123456789">Share</a>',
    ],
    [
      'a page box',
      '<div class="fb-page" data-href="https://www.facebook.com/a"><blockquote cite="https://www.facebook.com/a"><a href="https://www.facebook.com/a">A</a></blockquote></div>',
    ],
    [
      'a creator box',
      '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@a" data-unique-id="a" data-embed-type="creator"><section><a href="https://www.tiktok.com/@a">@a</a></section></blockquote>',
    ],
    [
      'a like button',
      '<iframe src="https://www.facebook.com/plugins/like.php?href=https%3A%2F%2Fwww.facebook.com%2Fa"></iframe>',
    ],
    ['a session frame', '<iframe src="https://staticxx.facebook.com/connect/xd_arbiter/r/x.js"></iframe>'],
    [
      'comments by Telegram',
      '<script src="https://telegram.org/js/telegram-widget.js?22" data-telegram-discussion="durov/123"></script>',
    ],
    [
      'a login by Telegram',
      '<script src="https://telegram.org/js/telegram-widget.js?22" data-telegram-login="bot"></script>',
    ],
    ['a subscribe button', '<div class="g-ytsubscribe" data-channel="a"></div>'],
    [
      'loader scripts',
      '<script src="https://www.tiktok.com/embed.js"></script><script src="//www.instagram.com/embed.js"></script><script src="https://embed.bsky.app/static/embed.js"></script>',
    ],
    [
      'selectors',
      '<style>.tiktok-embed{}</style><script>document.querySelectorAll("blockquote.twitter-tweet")</script>',
    ],
    ['a comment', `<!-- ${frame} -->`],
    [
      'a button that shares a post',
      '<iframe src="https://www.facebook.com/plugins/share_button.php?href=https%3A%2F%2Fwww.facebook.com%2Fa%2Fposts%2F1234567890123"></iframe>',
    ],
    [
      'a frame that counts visits',
      '<iframe src="https://1.fls.doubleclick.net/activity?u=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ"></iframe>',
    ],
    ['an account in an attribute', '<div class="bio" data-instagram="Ada_Writes1" data-twitter="ada"></div>'],
    [
      'an article’s own number',
      '<article class="format-video youtube" data-post-id="12345678901"></article>',
    ],
    [
      'a link in a menu',
      '<nav class="embed"><a href="https://youtu.be/dQw4w9WgXcQ">https://youtu.be/dQw4w9WgXcQ</a></nav>',
    ],
    [
      'an address that a page builder does not use',
      `<div data-settings="${escaped(JSON.stringify({ video_type: 'hosted', youtube_url: 'https://youtu.be/dQw4w9WgXcQ' }))}"></div>`,
    ],
    [
      'an account with a long number',
      `<script type="application/json">${JSON.stringify({ social: [{ name: 'twitter', id: '1072857395873431552' }] })}</script>`,
    ],
    ['a channel', '<iframe src="https://www.youtube.com/embed/videoseries?list=PL123456789"></iframe>'],
    [
      'a picture',
      '<img data-src="https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg" data-id="dQw4w9WgXcQ" class="youtube">',
    ],
    [
      'the site’s accounts',
      '<script type="application/ld+json">{"@type":"Organization","sameAs":["https://www.youtube.com/a","https://x.com/a"]}</script>',
    ],
    [
      'the publisher’s own video',
      '<video src="/a.mp4"></video><script type="application/ld+json">{"@type":"VideoObject","contentUrl":"https://cdn.example.org/a.mp4"}</script>',
    ],
    [
      'a button’s own id',
      '<div class="share share-twitter" data-id="4829100001"></div><div class="twitter" data-id="48291"></div>',
    ],
    [
      'accounts in the page’s data',
      `<script type="application/json">${JSON.stringify({
        social: [
          { type: 'instagram', value: 'natgeo_wild' },
          { name: 'twitter', id: '48291' },
          { type: 'youtube', id: 'channelname' },
        ],
      })}</script>`,
    ],
    ['an id of somebody else’s player', '<div class="brightcove" data-video-id="6029299206001"></div>'],
    [
      'a malformed link',
      '<a href="http://<iframe src=&quot;https://www.youtube.com/embed/dQw4w9WgXcQ&quot;>">x</a>',
    ],
    [
      'another article in the page’s data',
      `<script type="application/json">${JSON.stringify({ related: [{ html: frame }], items: [{ link: 'https://news.example.org/2020/other', title: 'Other', content: frame }] })}</script>`,
    ],
  ])('%s', (_, markup) => {
    expect(shown(`<p>Words.</p>${markup}`).filter((each) => !each.startsWith('link'))).toEqual([]);
  });

  it('is named where it is of a platform', () => {
    const { others } = find(`
      <div class="fb-page" data-href="https://www.facebook.com/a"></div>
      <blockquote class="tiktok-embed" cite="https://www.tiktok.com/@a" data-embed-type="creator"></blockquote>
      <video src="/a.mp4"></video>`);
    expect(others.map(({ reason }) => reason)).toEqual(['timeline', 'timeline', 'own-video']);
  });

  it('a link in running text is a link', () => {
    const { embeds } = find('<p>As <a href="https://youtu.be/dQw4w9WgXcQ">he said</a>.</p>');
    expect(embeds).toMatchObject([{ form: 'link', postId: video }]);
    expect(embeds[0]?.confidence).toBeLessThan(0.5);
  });
});

describe('words, author, handle and date of quotations', () => {
  const quotationOf = (markup: string) => find(markup).embeds[0]?.quotation;

  it('Instagram', () => {
    const markup = (line: string) =>
      `<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/B63DdKjgavx/"><p><a href="https://www.instagram.com/p/B63DdKjgavx/">The caption</a></p><p>${line}</p></blockquote>`;
    const expected = {
      text: 'The caption',
      authorName: 'Ada L.',
      authorHandle: 'ada.l',
      date: '2016-12-05',
    };
    const time = '<time datetime="2016-12-05T17:10:12+00:00">Dec 5, 2016 at 9:10am PST</time>';
    expect(quotationOf(markup(`A post shared by Ada L. (@ada.l) on ${time}`))).toEqual(expected);
    expect(quotationOf(markup(`Ein Beitrag geteilt von Ada L. (@ada.l) am ${time}`))).toEqual(expected);
    expect(quotationOf(markup(`Публикация от Ada L. (@ada.l) ${time}`))).toEqual(expected);
    expect(quotationOf(markup('A post shared by Ada L. (@ada.l) on Dec 5, 2016 at 9:10am PST'))).toEqual(
      expected,
    );
  });

  it('Bluesky', () => {
    const markup = `<blockquote class="bluesky-embed" data-bluesky-uri="at://${did}/app.bsky.feed.post/3lkchac5lbs23"><p>Words<br><br><a href="https://bsky.app/profile/${did}/post/3lkchac5lbs23?ref_src=embed">[image or embed]</a></p>&mdash; Ada (<a href="https://bsky.app/profile/${did}?ref_src=embed">@ada.example.org</a>) <a href="https://bsky.app/profile/${did}/post/3lkchac5lbs23?ref_src=embed">Mar 13, 2025 at 6:26 PM</a></blockquote>`;
    expect(quotationOf(markup)).toEqual({
      text: 'Words',
      authorName: 'Ada',
      authorHandle: 'ada.example.org',
      date: '2025-03-13',
    });
  });

  it('TikTok, Facebook, Reddit, Mastodon', () => {
    expect(
      quotationOf(
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@ada/video/7252078322774002986"><section><a title="@ada" href="https://www.tiktok.com/@ada">@ada</a><p>Caption <a href="https://www.tiktok.com/tag/a">#a</a></p><a href="https://www.tiktok.com/music/x-1">♬ sound</a></section></blockquote>',
      ),
    ).toEqual({ text: 'Caption #a', authorName: null, authorHandle: 'ada', date: null });
    expect(
      quotationOf(
        '<div class="fb-post" data-href="https://www.facebook.com/ada/posts/928812574504508/"><blockquote cite="https://www.facebook.com/ada/posts/928812574504508/"><p>Words</p><p>Posted by <a href="https://www.facebook.com/ada">Ada</a> on <a href="https://www.facebook.com/ada/posts/928812574504508/">Monday, February 7, 2022</a></p></blockquote></div>',
      ),
    ).toEqual({ text: 'Words', authorName: 'Ada', authorHandle: null, date: '2022-02-07' });
    expect(
      quotationOf(
        '<blockquote class="reddit-embed-bq"><a href="https://www.reddit.com/r/a/comments/tq93vt/t/">Title</a><br> by<a href="https://www.reddit.com/user/ada/">u/ada</a> in<a href="https://www.reddit.com/r/a/">a</a></blockquote>',
      ),
    ).toEqual({ text: 'Title', authorName: null, authorHandle: 'ada', date: null });
    expect(
      quotationOf(
        '<blockquote class="mastodon-embed" data-embed-url="https://mastodon.social/@ada/114638610368343397/embed"><a href="https://mastodon.social/@ada/114638610368343397"><div>Post by @ada@mastodon.social</div><div>View on Mastodon</div></a></blockquote>',
      ),
    ).toMatchObject({ authorHandle: 'ada@mastodon.social' });
  });
});

describe('Markdown', () => {
  it.each([
    ['<Tweet id="1072857395873431552" />', 'x:1072857395873431552'],
    ['<YouTube id="dQw4w9WgXcQ" />', video],
    ['@[youtube](dQw4w9WgXcQ)', video],
    ['![](https://www.youtube.com/watch?v=dQw4w9WgXcQ)', video],
  ])('%s', (markup, postId) => {
    const { embeds } = find(`Words before.\n\n${markup}\n\nWords after.\n`, 'text/markdown');
    expect(embeds.map((embed) => embed.postId)).toEqual([postId]);
    expect(embeds[0]?.form).not.toBe('link');
  });

  it('a picture that leads to a film is a link', () => {
    const picture = '[![x](https://img.youtube.com/vi/dQw4w9WgXcQ/0.jpg)](https://youtu.be/dQw4w9WgXcQ)';
    expect(shown(`Words ${picture} after.`, 'text/markdown')).toEqual([`link ${video}`]);
  });
});

describe('words that stand beside a post in the page’s data', () => {
  it('are its quotation, without their markup', () => {
    const attrs = {
      url: 'https://x.com/ada_writes/status/20',
      full_text: 'Look at <a href="https://example.org">this</a>',
      username: 'ada_writes',
      name: 'Ada',
      date: 'Wed Dec 12 13:00:00 +0000 2018',
    };
    const markup = `<div class="twitter-embed" data-attrs="${escaped(JSON.stringify(attrs))}"></div>`;
    expect(find(markup).embeds).toMatchObject([
      {
        quotation: {
          text: 'Look at this',
          authorName: 'Ada',
          authorHandle: 'ada_writes',
          date: '2018-12-12',
        },
      },
    ]);
  });

  it('TikTok’s caption may stand outside any paragraph', () => {
    const markup =
      '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@a.b/video/7252078322774002986"><section><a href="https://www.tiktok.com/@a.b">@a.b</a> Words of it <a href="https://www.tiktok.com/tag/x">#x</a> <p></p> <a href="https://www.tiktok.com/music/1">♬ sound - c</a></section></blockquote>';
    expect(find(markup).embeds).toMatchObject([
      { quotation: { text: 'Words of it #x', authorHandle: 'a.b' } },
    ]);
  });

  it('relative frames are of the page’s own address where nobody tells it', () => {
    const body = `<link rel="canonical" href="https://news.example.org/a"><iframe src="/media/oembed?url=https%3A//youtu.be/dQw4w9WgXcQ"></iframe>`;
    const { embeds } = findEmbeds({ body, mediaType: 'text/html', baseUrl: null });
    expect(embeds.map(({ postId }) => postId)).toEqual([video]);
  });
});

describe('reading order and counting', () => {
  it('what the page’s data says of an embed does not move it', () => {
    const html = `<head><meta property="og:video" content="https://youtu.be/dQw4w9WgXcQ"></head><body><iframe src="https://www.youtube.com/embed/aaaaaaaaaaa"></iframe>${frame}</body>`;
    expect(shown(html)).toEqual(['iframe youtube:aaaaaaaaaaa', `iframe ${video}`]);
  });

  it('a lazy frame and its noscript are one', () => {
    const html = `<iframe data-src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe><noscript>${frame}</noscript>`;
    expect(shown(html)).toEqual([`iframe ${video}`]);
  });

  it('blocks of a page’s data keep their order', () => {
    const blocks = ['aaaaaaaaaaa', 'bbbbbbbbbbb', 'ccccccccccc'].map((id) => ({
      type: 'embed',
      html: `<p>x</p><iframe src="https://www.youtube.com/embed/${id}"></iframe>`,
    }));
    expect(shown(`<script type="application/json">${JSON.stringify({ blocks })}</script>`)).toEqual([
      'json youtube:aaaaaaaaaaa',
      'json youtube:bbbbbbbbbbb',
      'json youtube:ccccccccccc',
    ]);
  });
});
