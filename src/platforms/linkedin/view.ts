import type { PostId } from '#domain/post.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Target, View } from '../platform.ts';
import { type EmbedReading, judgeEmbedPage } from '../seeing/embed-sight.ts';
import { articleOf, canonicalUrl, identify, shortKeyOf } from './urls.ts';

/** All selectors of LinkedIn's embeds and public pages. */
export const selectors = {
  post: 'article, main:has([data-test-id$="__commentary"])',
  text: '[data-test-id$="__commentary"], .article-body, [itemprop=articleBody]',
  permalink: 'a[href*="/posts/"], a[href*="/feed/update/"], a[href*="/pulse/"]',
  author: '',
  absence: '',
  login: 'form.authwall-join-form, input[name=session_password]',
};

/** What a page says whose post is gone. */
export const absenceWords =
  /\b(?:post|article|page|content) (?:cannot be displayed|can['’]t be (?:displayed|found)|(?:is )?no longer available|was (?:deleted|removed)|isn['’]t available|doesn['’]t exist|not found)\b/i;

/** The activity, the share and the post of a user are names of one post that differ, so the page may use another. */
export const reading: EmbedReading = {
  idOf(permalink) {
    const url = parseHttpUrl(permalink);
    return url === null ? null : (identify(url)?.postId ?? null);
  },
  hasSeveralIds: true,
  absenceWords,
};

export function embedUrl(postId: PostId): string {
  return canonicalUrl(postId).replace('/feed/update/', '/embed/feed/update/').replace(/\/$/, '');
}

export function views(target: Target): View[] {
  if (shortKeyOf(target.postId) !== null) return [];
  const isArticle = articleOf(target.postId) !== null;
  return [
    {
      url: isArticle ? canonicalUrl(target.postId) : embedUrl(target.postId),
      postSelector: selectors.post,
      settledSelectors: [selectors.post, selectors.login],
      viewport: { width: isArticle ? 1024 : 540, height: 900 },
      judge: (page, expected) => judgeEmbedPage(page, selectors, reading, expected),
    },
  ];
}
