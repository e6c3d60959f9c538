import { parseHttpUrl } from '#domain/url.ts';
import type { Target, View } from '../platform.ts';
import { type EmbedReading, judgeEmbedPage } from '../seeing/embed-sight.ts';
import { canonicalUrl, identify, thingOf } from './urls.ts';

/** All selectors of Reddit's embed page and of its own page. */
export const embedSelectors = {
  post: 'body:has(a[href*="/comments/"])',
  text: 'a[href*="/comments/"]',
  permalink: 'a[href*="/comments/"]',
  author: 'a[href*="/user/"], a[href*="/u/"]',
  absence: '',
  login: 'input[type=password]',
};
export const pageSelectors = {
  post: 'shreddit-post',
  text: '[slot=title], [slot=text-body]',
  permalink: 'a[href*="/comments/"]',
  author: 'a[href*="/user/"]',
  absence: '',
  login: 'input[type=password]',
};

export const reading: EmbedReading = {
  idOf(permalink) {
    const url = parseHttpUrl(permalink);
    return url === null ? null : (identify(url)?.postId ?? null);
  },
  hasSeveralIds: false,
  absenceWords: /\bthis (?:post|comment) (?:was|has been) (?:deleted|removed)\b|\bpage not found\b/i,
};

/** The embed page first; the page of the site only for posts, since comments are far down on it. */
export function views(target: Target): View[] {
  const thing = thingOf(target.postId);
  if (thing === null) return [];
  const embed: View = {
    url: canonicalUrl(target.postId).replace('https://www.', 'https://embed.'),
    postSelector: embedSelectors.post,
    settledSelectors: [embedSelectors.post, embedSelectors.login],
    viewport: { width: 640, height: 900 },
    judge: (page, expected) => judgeEmbedPage(page, embedSelectors, reading, expected),
  };
  const page: View = {
    url: canonicalUrl(target.postId),
    postSelector: pageSelectors.post,
    settledSelectors: [pageSelectors.post, pageSelectors.login],
    viewport: { width: 1024, height: 900 },
    judge: (opened, expected) => judgeEmbedPage(opened, pageSelectors, reading, expected),
  };
  return thing.comment === null ? [embed, page] : [embed];
}
