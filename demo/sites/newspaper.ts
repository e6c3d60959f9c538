import { browserNoise, type Site } from '../../tests/support/recorded-web/recorded-web.ts';
import { html } from './answers.ts';
import { foundingPost, photosPost, quotingPost } from './posts.ts';
import { blockquote } from './syndication.ts';

export const articleUrl = 'https://www.morning-courier.example/2024/05/what-was-said-that-spring';

/** A news site with one article that embeds three posts the official way. */
export const newspaper: Site = {
  host: 'www.morning-courier.example',
  noise: browserNoise,
  handle: ({ url }) => (url.pathname === new URL(articleUrl).pathname ? html(article()) : null),
};

function article(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>What was said that spring – Morning Courier</title>
<link rel="canonical" href="${articleUrl}">
<meta property="og:title" content="What was said that spring">
<meta property="og:type" content="article">
<style>body { max-width: 40rem; margin: 2rem auto; font: 18px/1.5 serif; } .twitter-tweet { border-left: 3px solid #ccc; padding-left: 1rem }</style>
</head>
<body>
<article>
<h1>What was said that spring</h1>
<p class="byline">By a reporter of the Morning Courier</p>
<p>Years before, a spokesman had announced the taking of a town in one short post.</p>
${blockquote(foundingPost.post)}
<p>This year the posts were about gentler things: gardeners on both banks counted blossoms.</p>
${blockquote(photosPost.post)}
<p>Others passed the news on.</p>
${blockquote(quotingPost.post)}
<p>Share this: <a class="twitter-share-button" href="https://twitter.com/intent/tweet?url=${encodeURIComponent(articleUrl)}">Post</a></p>
</article>
<script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>
</body>
</html>
`;
}
