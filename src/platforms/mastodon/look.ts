import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import type { PostId } from '#domain/post.ts';
import { ask, jsonOf } from '../asking/ask.ts';
import { lookOf } from '../asking/finding.ts';
import type { Resolution, Target } from '../platform.ts';
import type { Server } from './record.ts';
import { errorSchema, originSchema } from './schemas.ts';
import { askStatus, statusQuestion } from './status.ts';
import { canonicalUrl, identityOfUri, nameOf, type StatusName } from './urls.ts';

/** Asks the server that the post is named by; its own word is the only one there is. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const { host, id } = namedBy(target.postId);
  const question = statusQuestion('mastodon/status', host, id);
  return lookOf(await askStatus(question, serverOf(host), id, fetch, signal));
}

/** A server may show a copy of another server's post: then the post is the one that its `uri` names. */
export async function resolve(postId: PostId, fetch: Fetch, signal: AbortSignal): Promise<Resolution> {
  const { host, id } = namedBy(postId);
  const answer = await ask(statusQuestion('mastodon/status', host, id), fetch, signal);
  if (answer.kind === 'obstacle') {
    const { obstacle, detail, retryAfterMs } = answer;
    return { kind: 'unknown', obstacle, detail, retryAfterMs };
  }
  const { status } = answer.response;
  const json = jsonOf(answer.response);
  const chain = [canonicalUrl(postId)];
  if (status === 404 || status === 410) {
    const said = errorSchema.safeParse(json).data?.error ?? 'not in the words of the API';
    return { kind: 'dead', detail: `HTTP ${status} from ${host}: ${said}`, chain };
  }
  const found = status === 200 ? originSchema.safeParse(json) : null;
  if (!found?.success) {
    const obstacle = status === 401 || status === 403 ? 'walled' : 'unreadable';
    return { kind: 'unknown', obstacle, detail: `HTTP ${status} from ${host}`, retryAfterMs: null };
  }
  const origin = originOf(host, found.data) ?? postId;
  if (origin !== postId) chain.push(canonicalUrl(origin));
  const identity = {
    platform: 'mastodon',
    kind: 'post' as const,
    postId: origin,
    canonicalUrl: canonicalUrl(origin),
  };
  return { kind: 'resolved', identity: { ...identity, certain: true }, chain };
}

function namedBy(postId: PostId): StatusName {
  const name = nameOf(postId);
  if (name === null) throw new Error(`"${postId}" is no post id of a Mastodon server`);
  return name;
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

function originOf(
  host: string,
  { uri, url }: { uri: string; url?: string | null | undefined },
): PostId | null {
  for (const written of [uri, url ?? '']) {
    const named = identityOfUri(written)?.postId;
    if (named !== undefined) return nameOf(named)?.host === host ? null : named;
  }
  return null;
}
