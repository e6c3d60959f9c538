import { createHash } from 'node:crypto';
import type { PostId } from '#domain/post.ts';
import { isHttp, normaliseUrl } from '#domain/url.ts';
import type { Identity } from '../platform.ts';

const prefix = 'web:';
const HASH_CHARACTERS = 32;

/** Takes every URL; what is not http(s) is no post. */
export function identify(url: URL): Identity {
  if (!isHttp(url)) return { platform: 'web', kind: 'page', postId: null, canonicalUrl: null, certain: true };
  const canonicalUrl = normaliseUrl(url);
  return { platform: 'web', kind: 'page', postId: webId(canonicalUrl), canonicalUrl, certain: true };
}

function webId(normalisedUrl: string): PostId {
  return prefix + createHash('sha256').update(normalisedUrl).digest('hex').slice(0, HASH_CHARACTERS);
}

export function isWebId(postId: PostId): boolean {
  return /^web:[0-9a-f]{32}$/.test(postId);
}

/** Throws: an id that is a hash does not tell its URL, which travels beside it. */
export function canonicalUrl(postId: PostId): string {
  throw new Error(
    isWebId(postId)
      ? `"${postId}" is a hash: its URL travels beside it`
      : `"${postId}" is no id of a web page`,
  );
}
