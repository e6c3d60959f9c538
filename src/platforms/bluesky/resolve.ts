import type { Fetch } from '#domain/fetch.ts';
import type { PostId } from '#domain/post.ts';
import { ask, jsonOf } from '../asking/ask.ts';
import type { Resolution } from '../platform.ts';
import { APPVIEW } from './appview.ts';
import { errorSchema, resolvedHandleSchema } from './schemas.ts';
import { canonicalUrl, isDid, nameOf, postIdOf } from './urls.ts';

const request = { headers: { accept: 'application/json' }, maxBytes: 100_000, timeoutMs: 15_000 };

/** Whose a handle is (com.atproto.identity.resolveHandle): handles can be given to others, DIDs cannot. */
export async function resolve(postId: PostId, fetch: Fetch, signal: AbortSignal): Promise<Resolution> {
  const name = nameOf(postId);
  if (name === null) throw new Error(`"${postId}" is no post id of Bluesky`);
  const chain = [canonicalUrl(postId)];
  if (isDid(name.author)) return resolved(postId, chain);
  const url = new URL('/xrpc/com.atproto.identity.resolveHandle', APPVIEW);
  url.searchParams.set('handle', name.author);
  const answer = await ask({ source: 'bluesky/handle', url: url.href, request }, fetch, signal);
  if (answer.kind === 'obstacle') {
    const { obstacle, detail, retryAfterMs } = answer;
    return { kind: 'unknown', obstacle, detail, retryAfterMs };
  }
  const { response } = answer;
  const { status } = response;
  if (status === 200) {
    const found = resolvedHandleSchema.safeParse(jsonOf(response));
    if (found.success && isDid(found.data.did)) {
      const id = postIdOf({ author: found.data.did, rkey: name.rkey });
      return resolved(id, [...chain, canonicalUrl(id)]);
    }
  }
  const said = errorSchema.safeParse(jsonOf(response)).data?.message ?? `HTTP ${status}`;
  const isNobodys =
    status === 404 || (status === 400 && /^unable to resolve handle\b|^profile not found\b/i.test(said));
  if (isNobodys) return { kind: 'dead', detail: `@${name.author} is nobody’s handle: ${said}`, chain };
  const obstacle = status === 401 || status === 403 ? 'walled' : 'unreadable';
  return { kind: 'unknown', obstacle, detail: `resolveHandle: ${said}`, retryAfterMs: null };
}

function resolved(postId: PostId, chain: string[]): Resolution {
  const identity = { platform: 'bluesky', kind: 'post' as const, postId, canonicalUrl: canonicalUrl(postId) };
  return { kind: 'resolved', identity: { ...identity, certain: true }, chain };
}
