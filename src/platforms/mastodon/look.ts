import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import type { PostId } from '#domain/post.ts';
import { lookOf } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import type { Server } from './record.ts';
import { askStatus, statusQuestion } from './status.ts';
import { canonicalUrl, identityOfUri, nameOf, statusNamedBy } from './urls.ts';

/** Asks the server that the post is named by; its own word is the only one there is. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const { host, id } = statusNamedBy(target.postId);
  const question = statusQuestion('mastodon/status', host, id);
  return lookOf(await askStatus(question, serverOf(host), id, fetch, signal));
}

export function serverOf(host: string): Server {
  return {
    platform: 'mastodon',
    targetOf(statusId) {
      const postId = `mastodon:${host}:${statusId}`;
      const isKnown = nameOf(postId) !== null;
      return {
        postId,
        canonicalUrl: isKnown ? canonicalUrl(postId) : `https://${host}/statuses/${statusId}`,
      };
    },
    originOf: (status) => originOf(host, status),
  };
}

export function originOf(
  host: string,
  { uri, url }: { uri: string; url?: string | null | undefined },
): PostId | null {
  for (const written of [uri, url ?? '']) {
    const named = identityOfUri(written)?.postId;
    if (named !== undefined) return nameOf(named)?.host === host ? null : named;
  }
  return null;
}
