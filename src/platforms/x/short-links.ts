import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { PostId } from '#domain/post.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { ask } from '../ask.ts';
import type { Resolution } from '../platform.ts';
import { unescapeHtml } from './text.ts';
import { canonicalUrl, identify, isShortener } from './urls.ts';

const MAX_HOPS = 5;
const MAX_BYTES = 100_000;
const TIMEOUT_MS = 15_000;

/**
 * Follows t.co by hand: a browser is answered 200 with a page that refreshes to the target, others 301. The walk ends at
 * the first URL that is a post of X, or that is no shortener of X.
 */
export async function resolveShortLink(
  postId: PostId,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Resolution> {
  const chain = [canonicalUrl(postId)];
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const step = await follow(chain.at(-1) ?? '', fetch, signal);
    if (step.kind === 'unknown') return step;
    if (step.kind === 'dead') return { kind: 'dead', detail: step.detail, chain };
    chain.push(step.url.href);
    const end = endOf(step.url, chain);
    if (end !== null) return end;
  }
  return { kind: 'dead', detail: `more than ${MAX_HOPS} short links in a row`, chain };
}

type Step =
  | { kind: 'next'; url: URL }
  | { kind: 'dead'; detail: string }
  | Extract<Resolution, { kind: 'unknown' }>;

async function follow(url: string, fetch: Fetch, signal: AbortSignal): Promise<Step> {
  const request = { maxRedirects: 0, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS };
  const answer = await ask({ source: 'x/short-link', url, request }, fetch, signal);
  if (answer.kind === 'obstacle') return unknown(answer.obstacle, answer.detail, answer.retryAfterMs);
  const { response } = answer;
  const { status } = response;
  if (status === 404 || status === 410) return { kind: 'dead', detail: `HTTP ${status} from ${url}` };
  const next = nextOf(response);
  if (next !== null) return { kind: 'next', url: next };
  if (status === 401 || status === 403) return unknown('walled', `HTTP ${status} from ${url}`, null);
  return unknown('unreadable', `HTTP ${status} from ${url}, which names no target`, null);
}

function nextOf(response: FetchResponse): URL | null {
  if (response.status >= 300 && response.status < 400) {
    return parseHttpUrl(response.headers.location ?? '', response.url);
  }
  if (response.status !== 200) return null;
  return refreshIn(new TextDecoder().decode(response.body), response.url);
}

function refreshIn(html: string, base: string): URL | null {
  const tag = /<meta\b[^>]{0,300}http-equiv\s{0,5}=\s{0,5}["']?refresh\b[^>]{0,3000}>/i.exec(html)?.[0];
  const target =
    tag === undefined
      ? undefined
      : /\bcontent\s*=\s*["']?\s*\d*\s*;\s*url\s*=\s*["']?([^"'>\s]+)/i.exec(tag)?.[1];
  return target === undefined ? null : parseHttpUrl(unescapeHtml(target), base);
}

function endOf(url: URL, chain: string[]): Resolution | null {
  const identity = identify(url);
  if (identity !== null && identity.postId !== null && identity.canonicalUrl !== null && identity.certain) {
    const { postId, canonicalUrl: canonical } = identity;
    return { kind: 'resolved', identity: { ...identity, postId, canonicalUrl: canonical }, chain };
  }
  if (isShortener(url)) return null;
  return { kind: 'dead', detail: `leads to ${url.href}, which is no post of X`, chain, leadsTo: url.href };
}

function unknown(
  obstacle: Extract<Resolution, { kind: 'unknown' }>['obstacle'],
  detail: string,
  retryAfterMs: number | null,
): Extract<Resolution, { kind: 'unknown' }> {
  return { kind: 'unknown', obstacle, detail, retryAfterMs };
}
