import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Identity, Resolution } from '../platform.ts';
import { unescapeHtml } from '../reading/unescape-html.ts';
import { ask } from './ask.ts';

const MAX_HOPS = 5;
const MAX_BYTES = 100_000;
const TIMEOUT_MS = 15_000;

/** What a platform says of its short links. */
export interface Shortener {
  /** As in `Signal.source`, e.g. `x/short-link`. */
  source: string;
  /** The platform's name as a reader knows it. */
  title: string;
  identify(url: URL): Identity | null;
  /** True where the URL is a short link itself, or a page on the way. */
  leadsOn(url: URL): boolean;
  /** The target in a page that asks the reader before it leads on; absent where the platform has none. */
  targetIn?(html: string): string | null;
}

/**
 * Follows a short link by hand: t.co answers a browser 200 with a page that refreshes to the target, others 301. The walk
 * ends at the first URL that is a post of the platform, or that does not lead on.
 */
export async function followShortLink(
  start: string,
  shortener: Shortener,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Resolution> {
  const chain = [start];
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const step = await follow(chain.at(-1) ?? '', shortener, fetch, signal);
    if (step.kind === 'unknown') return step;
    if (step.kind === 'dead') return { kind: 'dead', detail: step.detail, chain };
    chain.push(step.url.href);
    const end = endOf(step.url, shortener, chain);
    if (end !== null) return end;
  }
  return { kind: 'dead', detail: `more than ${MAX_HOPS} short links in a row`, chain };
}

type Step =
  | { kind: 'next'; url: URL }
  | { kind: 'dead'; detail: string }
  | Extract<Resolution, { kind: 'unknown' }>;

async function follow(url: string, shortener: Shortener, fetch: Fetch, signal: AbortSignal): Promise<Step> {
  const request = { maxRedirects: 0, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS };
  const answer = await ask({ source: shortener.source, url, request }, fetch, signal);
  if (answer.kind === 'obstacle') return unknown(answer.obstacle, answer.detail, answer.retryAfterMs);
  const { response } = answer;
  const { status } = response;
  if (status === 404 || status === 410) return { kind: 'dead', detail: `HTTP ${status} from ${url}` };
  const next = nextOf(response, shortener);
  if (next !== null) return { kind: 'next', url: next };
  if (status === 401 || status === 403) return unknown('walled', `HTTP ${status} from ${url}`, null);
  return unknown('unreadable', `HTTP ${status} from ${url}, which names no target`, null);
}

function nextOf(response: FetchResponse, { targetIn }: Shortener): URL | null {
  if (response.status >= 300 && response.status < 400) {
    return parseHttpUrl(response.headers.location ?? '', response.url);
  }
  if (response.status !== 200) return null;
  const html = new TextDecoder().decode(response.body);
  return refreshIn(html, response.url) ?? parseHttpUrl(targetIn?.(html) ?? '', response.url);
}

function refreshIn(html: string, base: string): URL | null {
  const tag = /<meta\b[^>]{0,300}http-equiv\s{0,5}=\s{0,5}["']?refresh\b[^>]{0,3000}>/i.exec(html)?.[0];
  const target =
    tag === undefined
      ? undefined
      : /\bcontent\s*=\s*["']?\s*\d*\s*;\s*url\s*=\s*["']?([^"'>\s]+)/i.exec(tag)?.[1];
  return target === undefined ? null : parseHttpUrl(unescapeHtml(target), base);
}

function endOf(url: URL, shortener: Shortener, chain: string[]): Resolution | null {
  const identity = shortener.identify(url);
  if (identity !== null && identity.postId !== null && identity.canonicalUrl !== null && identity.certain) {
    const { postId, canonicalUrl: canonical } = identity;
    return { kind: 'resolved', identity: { ...identity, postId, canonicalUrl: canonical }, chain };
  }
  if (shortener.leadsOn(url)) return null;
  const detail = `leads to ${url.href}, which is no post of ${shortener.title}`;
  return { kind: 'dead', detail, chain, leadsTo: url.href };
}

function unknown(
  obstacle: Extract<Resolution, { kind: 'unknown' }>['obstacle'],
  detail: string,
  retryAfterMs: number | null,
): Extract<Resolution, { kind: 'unknown' }> {
  return { kind: 'unknown', obstacle, detail, retryAfterMs };
}
