/** An embed as its platform hands it out, of a post that was never published, and what is held of that post. */
export interface OfficialEmbed {
  platform: string;
  /** The post's own address. */
  url: string;
  author: { name: string; handle: string | null };
  text: string;
  /** Files of demo/media. */
  pictures?: string[];
  markup: string;
}

const quoted = (text: string) => `<p lang="en" dir="ltr">${text}</p>`;

/** In the forms that the platforms' own documentation gives. */
export const officialEmbeds: readonly OfficialEmbed[] = [
  {
    platform: 'x',
    url: 'https://twitter.com/reporter/status/1072857000000000001',
    author: { name: 'A Reporter', handle: 'reporter' },
    text: 'The bridge over the river is open again. We crossed it this morning, on foot.',
    pictures: ['old-bridge.jpg'],
    markup: `<blockquote class="twitter-tweet">${quoted('The bridge over the river is open again. We crossed it this morning, on foot. <a href="https://t.co/0PbFPhQz2l">pic.twitter.com/0PbFPhQz2l</a>')}&mdash; A Reporter (@reporter) <a href="https://twitter.com/reporter/status/1072857000000000001?ref_src=twsrc%5Etfw">December 12, 2018</a></blockquote> <script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>`,
  },
  {
    platform: 'bluesky',
    url: 'https://bsky.app/profile/did:plc:ewvi7nxzyoun6zhxrhs64oiz/post/3kabc2defgh2x',
    author: { name: 'Gardener', handle: 'gardener.example' },
    text: 'Almond trees in bloom, in January.',
    pictures: ['almond-trees.jpg'],
    markup: `<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3kabc2defgh2x" data-bluesky-cid="bafyreigh2akiscaildc" data-bluesky-embed-color-mode="system">${quoted('Almond trees in bloom, in January.')}&mdash; Gardener (<a href="https://bsky.app/profile/did:plc:ewvi7nxzyoun6zhxrhs64oiz?ref_src=embed">@gardener.example</a>) <a href="https://bsky.app/profile/did:plc:ewvi7nxzyoun6zhxrhs64oiz/post/3kabc2defgh2x?ref_src=embed">January 7, 2026</a></blockquote><script async src="https://embed.bsky.app/static/embed.js" charset="utf-8"></script>`,
  },
  {
    platform: 'mastodon',
    url: 'https://mastodon.social/@harbour/111222333444555666',
    author: { name: 'Harbour watch', handle: 'harbour@mastodon.social' },
    text: 'The ferry is late again. Nobody knows why.',
    markup: `<blockquote class="mastodon-embed" data-embed-url="https://mastodon.social/@harbour/111222333444555666/embed" style="background:#fcf8ff;border-radius:8px;border:1px solid #c9c4da;margin:0;max-width:540px;min-width:270px;overflow:hidden;padding:0"><a href="https://mastodon.social/@harbour/111222333444555666" target="_blank" style="align-items:center;color:#1c1a25;display:flex;flex-direction:column;padding:24px;text-decoration:none"><div style="color:#787588;margin-top:16px">Post by @harbour@mastodon.social</div><div style="font-weight:500">View on Mastodon</div></a></blockquote><script data-allowed-prefixes="https://mastodon.social/" async src="https://mastodon.social/embed.js"></script>`,
  },
  {
    platform: 'instagram',
    url: 'https://www.instagram.com/p/CaBcDeFgHiJ/',
    author: { name: 'Orchard', handle: 'orchard' },
    text: 'Petals everywhere',
    pictures: ['almond-trees.jpg'],
    markup: `<blockquote class="instagram-media" data-instgrm-captioned data-instgrm-permalink="https://www.instagram.com/p/CaBcDeFgHiJ/?utm_source=ig_embed&amp;utm_campaign=loading" data-instgrm-version="14" style="background:#FFF;border:0;border-radius:3px;margin:1px;max-width:540px;min-width:326px;padding:0;width:99.375%"><div style="padding:16px"><a href="https://www.instagram.com/p/CaBcDeFgHiJ/?utm_source=ig_embed&amp;utm_campaign=loading" target="_blank">View this post on Instagram</a></div></blockquote><script async src="//www.instagram.com/embed.js"></script>`,
  },
  {
    platform: 'threads',
    url: 'https://www.threads.net/@orchard/post/CuVwXyZaBcD',
    author: { name: 'Orchard', handle: 'orchard' },
    text: 'And a thread about it.',
    markup: `<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@orchard/post/CuVwXyZaBcD" data-text-post-version="0" id="ig-tp-CuVwXyZaBcD" style="background:#FFF;border:1px solid #00000026;border-radius:16px;max-width:540px;margin:1px;min-width:270px;padding:0"><a href="https://www.threads.net/@orchard/post/CuVwXyZaBcD" style="display:block;padding:40px;text-align:center" target="_blank">View on Threads</a></blockquote><script async src="https://www.threads.net/embed.js"></script>`,
  },
  {
    platform: 'tiktok',
    url: 'https://www.tiktok.com/@cook/video/7166000000000000001',
    author: { name: 'Cook', handle: 'cook' },
    text: 'Soup in ten minutes #soup',
    markup: `<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@cook/video/7166000000000000001" data-video-id="7166000000000000001" style="max-width:605px;min-width:325px"><section><a target="_blank" title="@cook" href="https://www.tiktok.com/@cook?refer=embed">@cook</a> Soup in ten minutes <a title="soup" target="_blank" href="https://www.tiktok.com/tag/soup?refer=embed">#soup</a></section></blockquote> <script async src="https://www.tiktok.com/embed.js"></script>`,
  },
  {
    platform: 'facebook',
    url: 'https://www.facebook.com/townhall/posts/1234567890123456',
    author: { name: 'Town hall', handle: null },
    text: 'The market moves to Thursday this week.',
    markup: `<div id="fb-root"></div><script async defer crossorigin="anonymous" src="https://connect.facebook.net/en_US/sdk.js#xfbml=1&amp;version=v21.0"></script><div class="fb-post" data-href="https://www.facebook.com/townhall/posts/1234567890123456" data-width="500" data-show-text="true"><blockquote cite="https://www.facebook.com/townhall/posts/1234567890123456" class="fb-xfbml-parse-ignore"><p>The market moves to Thursday this week.</p>Posted by <a href="https://www.facebook.com/townhall/">Town hall</a></blockquote></div>`,
  },
  {
    platform: 'reddit',
    url: 'https://www.reddit.com/r/bridges/comments/abc123/old_bridge_new_life/',
    author: { name: 'stonemason', handle: 'stonemason' },
    text: 'Old bridge, new life',
    pictures: ['old-bridge.jpg'],
    markup: `<blockquote class="reddit-embed-bq" style="height:316px" data-embed-height="316"><a href="https://www.reddit.com/r/bridges/comments/abc123/old_bridge_new_life/">Old bridge, new life</a><br> by<a href="https://www.reddit.com/user/stonemason/">u/stonemason</a> in<a href="https://www.reddit.com/r/bridges/">bridges</a></blockquote><script async src="https://embed.reddit.com/widgets.js" charset="UTF-8"></script>`,
  },
  {
    platform: 'telegram',
    url: 'https://t.me/riverside/83',
    author: { name: 'Riverside', handle: 'riverside' },
    text: 'Вода спадает. Мост открыт для пешеходов.',
    markup: `<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="riverside/83" data-width="100%"></script>`,
  },
  {
    platform: 'truthsocial',
    url: 'https://truthsocial.com/@reporter/109876543210987654',
    author: { name: 'A Reporter', handle: 'reporter' },
    text: 'The same bridge, from the other side.',
    markup: `<iframe src="https://truthsocial.com/@reporter/109876543210987654/embed" class="truthsocial-embed" style="max-width:100%;border:0" width="600" height="360" allowfullscreen="allowfullscreen"></iframe><script src="https://truthsocial.com/embed.js" async></script>`,
  },
  {
    platform: 'vk',
    url: 'https://vk.com/wall-1_45616',
    author: { name: 'Библиотека', handle: null },
    text: 'Сегодня библиотека открыта до полуночи.',
    markup: `<div id="vk_post_-1_45616"></div><script async src="https://vk.com/js/api/openapi.js?168"></script>`,
  },
  {
    platform: 'linkedin',
    url: 'https://www.linkedin.com/feed/update/urn:li:share:7000000000000000001/',
    author: { name: 'Bridge engineer', handle: null },
    text: 'What I learnt from reopening a bridge of 1893.',
    markup: `<iframe src="https://www.linkedin.com/embed/feed/update/urn:li:share:7000000000000000001" height="400" width="504" frameborder="0" allowfullscreen="" title="Embedded post"></iframe>`,
  },
  ...[
    {
      platform: 'youtube',
      url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      player: 'https://www.youtube.com/embed/dQw4w9WgXcQ?si=abc',
    },
    {
      platform: 'vimeo',
      url: 'https://vimeo.com/76979871',
      player: 'https://player.vimeo.com/video/76979871?h=8272103f6e',
    },
    {
      platform: 'dailymotion',
      url: 'https://www.dailymotion.com/video/x84sh87',
      player: 'https://geo.dailymotion.com/player.html?video=x84sh87',
    },
    {
      platform: 'twitch',
      url: 'https://clips.twitch.tv/AwkwardHelplessSalamanderSwiftRage',
      player: 'https://clips.twitch.tv/embed?clip=AwkwardHelplessSalamanderSwiftRage&amp;parent=example.org',
    },
    {
      platform: 'streamable',
      url: 'https://streamable.com/abc123',
      player: 'https://streamable.com/e/abc123',
    },
    {
      platform: 'peertube',
      url: 'https://peertube.example/w/9c9de5e8-0a1e-484a-b099-e80766180a6d',
      player: 'https://peertube.example/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d',
    },
  ].map(({ platform, url, player }) => ({
    ...{ platform, url, text: `A film that was on ${platform}` },
    author: { name: 'Film maker', handle: null },
    markup: `<iframe width="560" height="315" src="${player}" title="Player" frameborder="0" allowfullscreen></iframe>`,
  })),
];

const lead = `<p>On Tuesday the bridge that the town had done without for eleven years was opened again, a day early and without a speech. What people said about it, they said elsewhere; what follows is what they said, as long as it can be seen.</p>`;

/** An article whose first embed reaches below the fold of a window that is 900 high, after five paragraphs. */
export function articleOf(script: string, paragraphs = 5): string {
  const embeds = officialEmbeds.map(
    ({ platform, markup }) =>
      `<section data-platform="${platform}"><h2>On ${platform}</h2>${markup}</section>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The bridge is open again</title>
<style>body{font:18px/1.6 Georgia,serif;margin:0 auto;max-width:640px;padding:24px;color:#222}h1{line-height:1.15}h2{text-transform:capitalize}iframe{max-width:100%}blockquote{margin:1em 0;padding:0 1em;border-left:3px solid #ccd}</style></head>
<body><h1>The bridge is open again</h1>${lead.repeat(paragraphs)}${embeds.join('\n')}<p id="end">The end.</p>${script}</body></html>`;
}
