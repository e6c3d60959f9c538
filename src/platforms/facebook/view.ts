import { parseHttpUrl } from '#domain/url.ts';
import type { Target, View } from '../platform.ts';
import { type EmbedReading, judgeEmbedPage } from '../seeing/embed-sight.ts';
import { identify, idOf } from './urls.ts';

/** All selectors of Facebook's embed pages; their class names are generated but for a few. */
export const selectors = {
  post: 'body:has(.userContentWrapper, [data-testid=post_message], abbr[data-utime], video)',
  text: '[data-testid=post_message], .userContent',
  permalink: 'a:has(abbr), a[href*="/posts/"], a[href*="/videos/"], a[href*="/permalink"], a[href*="fbid="]',
  author: '',
  absence: '',
  login: '#login_form, #loginbutton',
};

/** What a page says whose post is gone. */
export const absenceWords =
  /\b(?:this )?(?:content|page|video|(?:facebook )?post) (?:isn['’]t|is not|is no longer|no longer) available\b/i;

/** The number and the `pfbid…` of a post are two names of it, so the page may use the other. */
export const reading: EmbedReading = {
  idOf(permalink) {
    const url = parseHttpUrl(permalink);
    return url === null ? null : (identify(url)?.postId ?? null);
  },
  hasSeveralIds: true,
  absenceWords,
};

export function embedUrl(target: Target): string {
  const isVideo = identify(new URL(target.canonicalUrl))?.kind === 'video';
  const isComment = idOf(target.postId)?.comment != null;
  const url = new URL(
    `https://www.facebook.com/plugins/${isComment ? 'comment_embed' : isVideo ? 'video' : 'post'}.php`,
  );
  url.searchParams.set('href', target.canonicalUrl);
  url.searchParams.set('show_text', 'true');
  url.searchParams.set('width', '500');
  url.searchParams.set('locale', 'en_US');
  return url.href;
}

export function views(target: Target): View[] {
  if (idOf(target.postId) === null) return [];
  return [
    {
      url: embedUrl(target),
      postSelector: selectors.post,
      settledSelectors: [selectors.post, selectors.login],
      viewport: { width: 520, height: 900 },
      judge: (page, expected) => judgeEmbedPage(page, selectors, reading, expected),
    },
  ];
}
