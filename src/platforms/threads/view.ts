import { parseHttpUrl } from '#domain/url.ts';
import type { Target, View } from '../platform.ts';
import { type EmbedReading, judgeEmbedPage } from '../seeing/embed-sight.ts';
import { codeOf, identify } from './urls.ts';

/** All selectors of the embed page in one place; its class names are made for embeds and stable. */
export const selectors = {
  /** The post that it answers stands before it. */
  post: '.OuterContainer:not(:has(.BodyContainerParent))',
  text: '.BodyTextContainer',
  permalink: 'a[href*="/post/"], a[href*="/t/"]',
  author: 'a.HeaderLink',
  absence: '.ErrorText',
  login: 'input[type=password]',
};

export const reading: EmbedReading = {
  idOf(permalink) {
    const url = parseHttpUrl(permalink);
    return url === null ? null : (identify(url)?.postId ?? null);
  },
  hasSeveralIds: false,
  absenceWords: /^(?:thread|post) not available\b.{0,80}$/is,
};

export function views(target: Target): View[] {
  if (codeOf(target.postId) === null) return [];
  return [
    {
      url: `${target.canonicalUrl}/embed`,
      postSelector: selectors.post,
      settledSelectors: [selectors.post, selectors.absence, selectors.login],
      viewport: { width: 600, height: 1000 },
      judge: (page, expected) => judgeEmbedPage(page, selectors, reading, expected),
    },
  ];
}
