import {
  browserNoise,
  type RecordedAnswer,
  type RecordedRequest,
  type Site,
} from '../../tests/support/recorded-web/recorded-web.ts';
import { file, html, json, notFound, redirect } from './answers.ts';
import { embedPage, embedScript } from './embed-page.ts';
import type { DemoMedia } from './pictures.ts';
import { type DemoPost, demoPosts, mediaUrl, statusUrl } from './posts.ts';
import { deletedTombstone, oembed, tweetResult } from './syndication.ts';

/** A small X: its short links, two independent sources of what a post says, its embed page and its media. */
export function xSites(media: DemoMedia, isDeleted: (id: string) => boolean): Site[] {
  const find = (id: string | null) => demoPosts.find((post) => post.id === id);
  return [
    { host: 't.co', handle: shortLink },
    { host: 'pic.twitter.com', handle: ({ url }) => redirect(`https://t.co${url.pathname}`) },
    { host: 'twitter.com', handle: ({ url }) => redirect(`https://x.com${url.pathname}${url.search}`) },
    { host: 'x.com', handle: statusPage, noise: browserNoise },
    { host: 'cdn.syndication.twimg.com', handle: (request) => syndication(request) },
    { host: 'publish.twitter.com', handle: ({ url }) => oembedAnswer(url) },
    { host: 'platform.twitter.com', handle: platform, noise: browserNoise },
    { host: 'pbs.twimg.com', handle: (request) => picture(request, media) },
    { host: 'video.twimg.com', handle: (request) => film(request, media) },
  ];

  function syndication({ url }: RecordedRequest): RecordedAnswer | null {
    if (url.pathname !== '/tweet-result') {
      return null;
    }
    const anywhere = { 'access-control-allow-origin': '*' };
    const post = find(url.searchParams.get('id'));
    if (!url.searchParams.get('token')) {
      return json({}, anywhere);
    }
    if (post === undefined) {
      return notFound;
    }
    return json(
      isDeleted(post.id) ? deletedTombstone() : withoutDeletedQuote(tweetResult(post), post),
      anywhere,
    );
  }

  function withoutDeletedQuote(answer: Record<string, unknown>, post: DemoPost): Record<string, unknown> {
    return post.quotes && isDeleted(post.quotes.id)
      ? { ...answer, quoted_tweet: deletedTombstone() }
      : answer;
  }

  function oembedAnswer(url: URL): RecordedAnswer | null {
    if (url.pathname !== '/oembed') {
      return null;
    }
    const asked = /\/status\/(\d+)/.exec(url.searchParams.get('url') ?? '')?.[1] ?? null;
    const post = find(asked);
    return post === undefined || isDeleted(post.id) ? notFound : json(oembed(post));
  }
}

/** Browsers are answered with a page that leads on, others with a redirect. */
function shortLink({ url, headers }: RecordedRequest): RecordedAnswer {
  const post = demoPosts.find(({ shortKey }) => shortKey !== null && url.pathname === `/${shortKey}`);
  if (post === undefined) {
    return notFound;
  }
  const target = mediaUrl(post);
  if (!String(headers['user-agent'] ?? '').startsWith('Mozilla/')) {
    return redirect(target);
  }
  return html(
    `<head><noscript><META http-equiv="refresh" content="0;URL=${target}"></noscript><title>${target}</title></head>` +
      `<script>window.opener = null; location.replace(${JSON.stringify(target)})</script>`,
  );
}

/** What x.com shows to a browser that is not logged in, before its script runs. */
function statusPage({ url }: RecordedRequest): RecordedAnswer | null {
  const post = demoPosts.find(({ id }) => url.pathname.includes(`/status/${id}`));
  if (post === undefined) {
    return null;
  }
  return html(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>X</title>` +
      `<link rel="canonical" href="${statusUrl(post)}"></head><body><noscript>JavaScript is not available.</noscript></body></html>`,
  );
}

function platform({ url }: RecordedRequest): RecordedAnswer | null {
  switch (url.pathname) {
    case '/embed/Tweet.html':
      return html(embedPage);
    case '/embed/embed.Tweet.js':
      return {
        status: 200,
        headers: { 'content-type': 'text/javascript; charset=utf-8' },
        body: embedScript,
      };
    case '/widgets.js':
      return script('');
    default:
      return null;
  }
}

function script(body: string): RecordedAnswer {
  return { headers: { 'content-type': 'text/javascript; charset=utf-8' }, body };
}

/** Whatever the folder and size asked for, a picture is known by its name. */
function picture({ url }: RecordedRequest, media: DemoMedia): RecordedAnswer | null {
  const name = /\/([\w-]+?)(?:_normal|_bigger|_400x400)?\.jpg$/.exec(url.pathname)?.[1] ?? '';
  const bytes = media.pictures.get(name);
  return bytes === undefined ? null : file('image/jpeg', bytes);
}

function film({ url }: RecordedRequest, media: DemoMedia): RecordedAnswer | null {
  const name = url.pathname.split('/').at(-1);
  switch (name) {
    case 'film-high.mp4':
      return file('video/mp4', media.films.high);
    case 'film-low.mp4':
      return file('video/mp4', media.films.low);
    default:
      return null;
  }
}
