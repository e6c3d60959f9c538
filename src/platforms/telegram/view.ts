import type { PostId } from '#domain/post.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Target, View } from '../platform.ts';
import { type EmbedReading, judgeEmbedPage } from '../seeing/embed-sight.ts';
import { canonicalUrl, identify } from './urls.ts';

/** All selectors of Telegram's embed page. */
export const selectors = {
  post: '.tgme_widget_message[data-post]',
  text: '.js-message_text',
  permalink: '.tgme_widget_message, .tgme_widget_message_date, .grouped_media_wrap',
  author: '.tgme_widget_message_owner_name',
  absence: '.tgme_widget_message_error',
  login: 'input[type=password]',
};

export const reading: EmbedReading = {
  idOf(permalink) {
    const url = parseHttpUrl(permalink, 'https://t.me/');
    return url === null ? null : (identify(url)?.postId ?? null);
  },
  hasSeveralIds: false,
  absenceWords: null,
};

export function embedUrl(postId: PostId): string {
  return `${canonicalUrl(postId)}?embed=1&mode=tme`;
}

export function views(target: Target): View[] {
  return [
    {
      url: embedUrl(target.postId),
      postSelector: selectors.post,
      settledSelectors: [selectors.post, selectors.absence],
      viewport: { width: 600, height: 900 },
      judge: (page, expected) => judgeEmbedPage(page, selectors, reading, expected),
    },
  ];
}
