import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { PostId } from '#domain/post.ts';
import { ask, jsonOf } from '../asking/ask.ts';
import { mayBeUnknowing, tellHost } from '../asking/other-site.ts';
import type { Resolution } from '../platform.ts';
import { originOf } from './look.ts';
import { errorSchema, instanceSchema, originSchema } from './schemas.ts';
import { apiQuestion, statusQuestion } from './status.ts';
import { canonicalUrl, isKnownServer, statusNamedBy } from './urls.ts';

/**
 * A server may show a copy of another server's post: then the post is the one that its `uri` names. And a host may be no
 * server at all, only a site whose paths look like one's.
 */
export async function resolve(postId: PostId, fetch: Fetch, signal: AbortSignal): Promise<Resolution> {
  const { host, id } = statusNamedBy(postId);
  const answer = await ask(statusQuestion('mastodon/status', host, id), fetch, signal);
  if (answer.kind === 'obstacle') {
    const { obstacle, detail, retryAfterMs } = answer;
    return { kind: 'unknown', obstacle, detail, retryAfterMs };
  }
  const { response } = answer;
  const chain = [canonicalUrl(postId)];
  const found = response.status === 200 ? originSchema.safeParse(jsonOf(response)) : null;
  if (found?.success) {
    const origin = originOf(host, found.data) ?? postId;
    const url = canonicalUrl(origin);
    const identity = { platform: 'mastodon', kind: 'post' as const, postId: origin, canonicalUrl: url };
    return {
      kind: 'resolved',
      identity: { ...identity, certain: true },
      chain: [...new Set([...chain, url])],
    };
  }
  if (mayBeUnknowing(response.status) && !isKnownServer(host) && !speaks(response)) {
    const server = await tellHost(whatItIs(host), isInstance, fetch, signal);
    if (server.kind === 'other-site') {
      const detail = `${host} does not speak Mastodon’s API: HTTP ${response.status} for the status; ${server.detail}`;
      return { kind: 'other-site', detail, chain };
    }
    if (server.kind === 'unknown') return server;
  }
  return refusalOf(host, response, chain);
}

/** Mastodon's own words for a status that it does not have, or does not show. */
function speaks(response: FetchResponse): boolean {
  return errorSchema.safeParse(jsonOf(response)).data?.error === 'Record not found';
}

function refusalOf(host: string, response: FetchResponse, chain: string[]): Resolution {
  const { status } = response;
  if (status === 404 || status === 410) {
    const said = errorSchema.safeParse(jsonOf(response)).data?.error ?? 'not in the words of the API';
    return { kind: 'dead', detail: `HTTP ${status} from ${host}: ${said}`, chain };
  }
  const obstacle = status === 401 || status === 403 ? 'walled' : 'unreadable';
  return { kind: 'unknown', obstacle, detail: `HTTP ${status} from ${host}`, retryAfterMs: null };
}

/** Every server that speaks the API says what it is, in one of two forms. */
function whatItIs(host: string) {
  return ['v1', 'v2'].map((version) =>
    apiQuestion(`mastodon/instance-${version}`, `https://${host}/api/${version}/instance`),
  );
}

function isInstance(json: unknown): boolean {
  return instanceSchema.safeParse(json).success;
}
