import type { Fetch } from '#domain/fetch.ts';
import type { PostId } from '#domain/post.ts';
import { hostOf, isWithin, segmentsOf } from '#domain/url.ts';
import { followShortLink } from '../asking/short-links.ts';
import type { Resolution } from '../platform.ts';
import { canonicalUrl, identify } from './urls.ts';

/** Follows shared links (`/r/<sub>/s/<key>`) and v.redd.it, which goes by `/video/<key>`. */
export function resolve(postId: PostId, fetch: Fetch, signal: AbortSignal): Promise<Resolution> {
  const shortener = { source: 'reddit/short-link', title: 'Reddit', identify, leadsOn };
  return followShortLink(canonicalUrl(postId), shortener, fetch, signal);
}

function leadsOn(url: URL): boolean {
  const isVideo = isWithin(hostOf(url), 'reddit.com') && segmentsOf(url)[0] === 'video';
  return isVideo || identify(url)?.certain === false;
}
