import type { Fetch } from '#domain/fetch.ts';
import type { PostId } from '#domain/post.ts';
import { followShortLink } from '../asking/short-links.ts';
import type { Resolution } from '../platform.ts';
import { unescapeHtml } from '../reading/unescape-html.ts';
import { canonicalUrl, identify } from './urls.ts';

/** Follows lnkd.in, which mostly leads to other sites. */
export function resolve(postId: PostId, fetch: Fetch, signal: AbortSignal): Promise<Resolution> {
  const leadsOn = (url: URL) => identify(url)?.kind === 'short-link';
  const shortener = { source: 'linkedin/short-link', title: 'LinkedIn', identify, leadsOn, targetIn };
  return followShortLink(canonicalUrl(postId), shortener, fetch, signal);
}

/** The page that warns of leaving LinkedIn marks the link to go on by. */
function targetIn(html: string): string | null {
  const link = /<a\b[^>]{0,500}external_url_click[^>]{0,3000}>/i.exec(html)?.[0];
  const href = /\bhref="([^"]{1,2000})"/i.exec(link ?? '')?.[1];
  return href === undefined ? null : unescapeHtml(href);
}
