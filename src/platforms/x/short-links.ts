import type { Fetch } from '#domain/fetch.ts';
import type { PostId } from '#domain/post.ts';
import { followShortLink } from '../asking/short-links.ts';
import type { Resolution } from '../platform.ts';
import { canonicalUrl, identify, isShortener } from './urls.ts';

/** Follows t.co, pic.twitter.com and pic.x.com. */
export function resolveShortLink(postId: PostId, fetch: Fetch, signal: AbortSignal): Promise<Resolution> {
  const shortener = { source: 'x/short-link', title: 'X', identify, leadsOn: isShortener };
  return followShortLink(canonicalUrl(postId), shortener, fetch, signal);
}
