import { parseHttpUrl } from '#domain/url.ts';
import type { Target, View } from '../platform.ts';
import { type EmbedReading, judgeEmbedPage } from '../seeing/embed-sight.ts';
import { identify, numberOf } from './urls.ts';

/** All selectors of TikTok's embed page: by its links, since its class names are generated. */
export const selectors = {
  post: 'body:has(a[href*="/@"])',
  text: 'a[href*="/video/"], a[href*="/photo/"]',
  permalink: 'a[href*="/video/"], a[href*="/photo/"]',
  author: 'a[href*="/@"]',
  absence: '',
  login: 'input[type=password]',
};

export const reading: EmbedReading = {
  idOf(permalink) {
    const url = parseHttpUrl(permalink);
    return url === null ? null : (identify(url)?.postId ?? null);
  },
  hasSeveralIds: false,
  absenceWords:
    /\b(?:video|post) (?:is )?(?:currently )?(?:unavailable|not available)|couldn['’]t find this/i,
};

export function views(target: Target): View[] {
  const number = numberOf(target.postId);
  if (number === null) return [];
  return [
    {
      url: `https://www.tiktok.com/embed/v2/${number}?lang=en`,
      postSelector: selectors.post,
      settledSelectors: [selectors.post, selectors.login],
      viewport: { width: 340, height: 760 },
      judge: (page, expected) => judgeEmbedPage(page, selectors, reading, expected),
    },
  ];
}
