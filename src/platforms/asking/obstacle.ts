import type { FetchResponse } from '#domain/fetch.ts';
import type { Obstacle } from '#domain/post.ts';

/** Why an answer says nothing about the post. */
export interface ObstacleFound {
  obstacle: Obstacle;
  detail: string;
  retryAfterMs: number | null;
}

const MAX_RETRY_AFTER_MS = 24 * 3_600_000;

/** Markup and headers by which defences are known; words only where a product has nothing else. */
const challengeMarks: readonly [name: string, mark: RegExp][] = [
  [
    'Cloudflare',
    /\/cdn-cgi\/challenge-platform\/|id="challenge-(?:form|running|stage|error-text)"|window\._cf_chl_opt|<title>Just a moment\.\.\.<\/title>/i,
  ],
  ['DataDome', /geo\.captcha-delivery\.com|ct\.captcha-delivery\.com/i],
  ['PerimeterX', /id="px-captcha"|captcha\.px-cdn\.net|window\._pxAppId/i],
  ['Imperva', /_Incapsula_Resource|id="distil_|window\._imperva/i],
  ['AWS WAF', /awswaf\.com\/[^"']{0,200}\/challenge|AwsWafIntegration|window\.gokuProps/i],
  ['Akamai', /<title>Access Denied<\/title>[\s\S]{0,400}Reference(?:&#32;|\s)*(?:&#35;|#)/i],
  ['Sucuri', /sucuri_cloudproxy_js/i],
  ['SiteGround', /\/\.well-known\/sgcaptcha\//i],
  ['Anubis', /id="anubis_challenge"|\/\.within\.website\/x\/cmd\/anubis/i],
  ['Google', /id="captcha-form"/i],
];
const challengeHeaders: readonly [header: string, value: RegExp, name: string][] = [
  ['cf-mitigated', /challenge/i, 'Cloudflare'],
  ['x-amzn-waf-action', /challenge|captcha/i, 'AWS WAF'],
  ['x-datadome', /protected/i, 'DataDome'],
];

/** What of an answer's status, headers or markup says that we were refused, not that the post is gone; null if nothing does. */
export function obstacleIn(response: FetchResponse): ObstacleFound | null {
  const { status } = response;
  if (status === 429) return found('rate-limited', 'HTTP 429', response);
  const challenge = challengeIn(response);
  if (challenge !== null) return found('challenged', `${challenge} challenge, HTTP ${status}`, response);
  // LinkedIn's own number for readers whom it takes for machines.
  if (status === 999) return found('walled', 'HTTP 999', response);
  if (status >= 500 || status === 408 || status === 425)
    return found('unreachable', `HTTP ${status}`, response);
  if (status === 407) return found('unreachable', 'HTTP 407 from the proxy', response);
  return null;
}

/** The name of the defence that answered; bodies are read to their first 200,000 bytes. */
export function challengeIn(response: Pick<FetchResponse, 'status' | 'headers' | 'body'>): string | null {
  for (const [header, value, name] of challengeHeaders) {
    // DataDome marks the pages that it lets through as well.
    if (value.test(response.headers[header] ?? '') && response.status >= 400) return name;
  }
  if (!isHtml(response)) return null;
  const start = new TextDecoder('latin1').decode(response.body.subarray(0, 200_000));
  return challengeInHtml(start, response.status);
}

/** A whole page may load a defence's script and still be the page: with a good status, only a page without much else counts. */
export function challengeInHtml(html: string, status: number): string | null {
  const mark = challengeMarks.find(([, pattern]) => pattern.test(html));
  if (mark === undefined) return null;
  const looksWhole = status < 400 && (html.length > 60_000 || /<(?:article|main|h1)[\s>]/i.test(html));
  const titled = /<title>Just a moment\.\.\.<\/title>/i.test(html);
  return looksWhole && !titled ? null : mark[0];
}

export function isHtml(response: Pick<FetchResponse, 'headers'>): boolean {
  return /^(?:text\/html|application\/xhtml\+xml)\b/i.test(response.headers['content-type'] ?? '');
}

function found(obstacle: Obstacle, detail: string, response: FetchResponse): ObstacleFound {
  return { obstacle, detail, retryAfterMs: retryAfterMsOf(response) };
}

/** From `Retry-After` (RFC 9110, section 10.2.3: seconds or a date) or `x-rate-limit-reset` (epoch seconds). */
export function retryAfterMsOf(response: Pick<FetchResponse, 'headers' | 'receivedAt'>): number | null {
  const receivedAtMs = Date.parse(response.headers.date ?? '') || Date.parse(response.receivedAt);
  const stated = response.headers['retry-after']?.trim();
  if (stated !== undefined) {
    if (/^\d{1,9}$/.test(stated)) return bounded(Number(stated) * 1000);
    const at = Date.parse(stated);
    if (!Number.isNaN(at)) return bounded(at - receivedAtMs);
  }
  const reset =
    response.headers['x-rate-limit-reset']?.trim() ?? response.headers['x-ratelimit-reset']?.trim();
  if (reset !== undefined && /^\d{9,11}$/.test(reset)) return bounded(Number(reset) * 1000 - receivedAtMs);
  return null;
}

function bounded(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, 0), MAX_RETRY_AFTER_MS);
}
