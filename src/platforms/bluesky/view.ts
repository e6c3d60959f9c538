import { parseHttpUrl } from '#domain/url.ts';
import type { Target, View } from '../platform.ts';
import { type EmbedReading, judgeEmbedPage } from '../seeing/embed-sight.ts';
import { identify, isDid, nameOf } from './urls.ts';

/** All selectors of Bluesky's embed page in one place. Its class names are Tailwind's, so structure is what is left. */
export const selectors = {
  /** The box without a time is the one that says why there is no post. */
  post: '#app > div:has(time[datetime])',
  text: 'p',
  /** The box itself is a link; links to a quoted post are deeper. */
  permalink: '#app > div > a[href]',
  author: 'a[href*="/profile/"]:not([href*="/post/"])',
  absence: '#app > div:not(:has(time[datetime])) p',
  login: 'input[type=password]',
};

export const reading: EmbedReading = {
  idOf(permalink) {
    const url = parseHttpUrl(permalink);
    return url === null ? null : (identify(url)?.postId ?? null);
  },
  hasSeveralIds: false,
  absenceWords: /^post not found\b.{0,80}$/is,
};

export function views(target: Target): View[] {
  const name = nameOf(target.postId);
  if (name === null || !isDid(name.author)) return [];
  return [
    {
      url: `https://embed.bsky.app/embed/${name.author}/app.bsky.feed.post/${name.rkey}`,
      postSelector: selectors.post,
      settledSelectors: [selectors.post, selectors.absence],
      viewport: { width: 600, height: 900 },
      judge: (page, expected) => judgeEmbedPage(page, selectors, reading, expected),
    },
  ];
}
