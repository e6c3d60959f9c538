import { parseHttpUrl } from '#domain/url.ts';
import type { Target, View } from '../platform.ts';
import { type EmbedReading, judgeEmbedPage } from '../seeing/embed-sight.ts';
import { codeOf, identify } from './urls.ts';

/** All selectors of the embed page in one place; its class names are made for embeds and stable. */
export const selectors = {
  post: '.Embed:not(:has(.EmbedBrokenMedia, .EmbedIsBroken))',
  text: '.Caption',
  permalink: 'a[href*="/p/"], a[href*="/reel/"], a[href*="/tv/"]',
  author: '.UsernameText, .CaptionUsername',
  absence: '.EmbedBrokenMedia, .EmbedIsBroken',
  login: 'form#loginForm, input[name=password]',
};

export const reading: EmbedReading = {
  idOf(permalink) {
    const url = parseHttpUrl(permalink);
    return url === null ? null : (identify(url)?.postId ?? null);
  },
  hasSeveralIds: false,
  absenceWords: /^the link to this photo or video may be broken\b/i,
};

/** The platform's own embed page, before its page behind a log-in sheet. */
export function views(target: Target): View[] {
  if (codeOf(target.postId) === null) return [];
  return [
    {
      url: `${target.canonicalUrl}embed/captioned/`,
      postSelector: selectors.post,
      settledSelectors: [selectors.post, selectors.absence, selectors.login],
      viewport: { width: 600, height: 1000 },
      judge: (page, expected) => judgeEmbedPage(page, selectors, reading, expected),
    },
  ];
}
