import type { PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Target, View } from '../platform.ts';
import { type EmbedReading, judgeEmbedPage } from '../seeing/embed-sight.ts';
import { HOST, identify, statusIdOf } from './urls.ts';

/** All selectors in one place: those of Soapbox, which the site's pages come from, and of Mastodon's embed page. */
export const selectors = {
  post: '[data-testid="status"], [data-testid="detailed-status"], .detailed-status, .status__wrapper',
  text: '[data-markup], .status__content, .e-content',
  permalink: 'a[href*="/posts/"], a.detailed-status__datetime, a.status__relative-time',
  author: '[data-testid="account"], .display-name, .detailed-status__display-name',
  absence: '[data-testid="empty-message"], .error-column',
  login: '[data-testid="login-form"], form input[type=password]',
};

export const reading: EmbedReading = {
  idOf(permalink) {
    const url = parseHttpUrl(permalink);
    return url === null ? null : (identify(url)?.postId ?? null);
  },
  hasSeveralIds: false,
  absenceWords:
    /^(?:the page you (?:were|are) looking for|this page (?:doesn[’']t|does not) exist)\b.{0,200}$/is,
};

/** The embed page has the author's name in its path, so it takes a record; the post's own page looks at none. */
export function views(target: Target, record: PostRecord | null = null): View[] {
  const id = statusIdOf(target.postId);
  if (id === null) return [];
  const handle = record?.author.handle ?? '';
  const embed = /^\w+$/.test(handle) ? [`https://${HOST}/@${handle}/${id}/embed`] : [];
  return [...embed, target.canonicalUrl].map((url) => ({
    url,
    postSelector: selectors.post,
    settledSelectors: [selectors.post, selectors.absence, selectors.login],
    viewport: { width: 600, height: 900 },
    judge: (page, expected) => judgeEmbedPage(page, selectors, reading, expected),
  }));
}
