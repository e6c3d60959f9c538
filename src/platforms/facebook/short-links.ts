import type { Fetch } from '#domain/fetch.ts';
import type { PostId } from '#domain/post.ts';
import { followShortLink } from '../asking/short-links.ts';
import type { Resolution } from '../platform.ts';
import { identify, shortOf } from './urls.ts';

/** Follows fb.watch, fb.me and `/share/…`. */
export async function resolve(postId: PostId, fetch: Fetch, signal: AbortSignal): Promise<Resolution> {
  const start = shortOf(postId);
  if (start === null) throw new Error(`"${postId}" is not provisional: there is nothing to resolve`);
  const leadsOn = (url: URL) => identify(url)?.kind === 'short-link';
  return followShortLink(
    start,
    { source: 'facebook/short-link', title: 'Facebook', identify, leadsOn },
    fetch,
    signal,
  );
}
