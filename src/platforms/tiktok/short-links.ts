import type { Fetch } from '#domain/fetch.ts';
import type { PostId } from '#domain/post.ts';
import { followShortLink } from '../asking/short-links.ts';
import type { Resolution } from '../platform.ts';
import { canonicalUrl, identify } from './urls.ts';

/** Follows vm.tiktok.com, vt.tiktok.com and www.tiktok.com/t. */
export function resolve(postId: PostId, fetch: Fetch, signal: AbortSignal): Promise<Resolution> {
  const leadsOn = (url: URL) => identify(url)?.kind === 'short-link';
  const shortener = { source: 'tiktok/short-link', title: 'TikTok', identify, leadsOn };
  return followShortLink(canonicalUrl(postId), shortener, fetch, signal);
}
