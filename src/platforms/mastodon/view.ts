import type { PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Target, View } from '../platform.ts';
import { type EmbedReading, judgeEmbedPage } from '../seeing/embed-sight.ts';
import { identify, nameOf } from './urls.ts';

/** All selectors in one place; the embed page and the page of the post share them. */
export const selectors = {
  post: '.detailed-status',
  text: '.status__content, .e-content',
  permalink: 'a.detailed-status__datetime, .detailed-status__meta a[href]',
  author: '.display-name, .detailed-status__display-name, .p-author',
  absence: '.error-column, .regeneration-indicator--without-header',
  login: 'form#new_user',
};

export const reading: EmbedReading = {
  idOf(permalink) {
    const url = parseHttpUrl(permalink);
    return url === null ? null : (identify(url)?.postId ?? null);
  },
  // A copy names the post that it is of.
  hasSeveralIds: true,
  absenceWords: /^(?:the page you (?:were|are) looking for|this resource could not be found)\b.{0,200}$/is,
};

/** The embed page has the author's name in its path, so it takes a record; the post's own page does not. */
export function views(target: Target, record: PostRecord | null = null): View[] {
  const name = nameOf(target.postId);
  if (name === null) return [];
  const handle = record?.author.handle ?? '';
  const embed = /^[\w.-]+$/.test(handle) ? [`https://${name.host}/@${handle}/${name.id}/embed`] : [];
  return [...embed, target.canonicalUrl].map((url) => ({
    url,
    postSelector: selectors.post,
    settledSelectors: [selectors.post, selectors.absence, selectors.login, 'body.error'],
    viewport: { width: 600, height: 900 },
    judge: (page, expected) => judgeEmbedPage(page, selectors, reading, expected),
  }));
}
