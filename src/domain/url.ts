/** What can be said of a URL without the network. Hosts are compared by label, never by substring. */

const MAX_URL_CHARACTERS = 8192;
const MAX_WRAPPERS = 5;

/** Null for what is no http(s) URL, is longer than any real one, or names no host. */
export function parseHttpUrl(text: string, base?: string | URL | null): URL | null {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > MAX_URL_CHARACTERS) return null;
  const url = base ? URL.parse(trimmed, base) : URL.parse(trimmed);
  return url !== null && isHttp(url) ? url : null;
}

export function isHttp(url: URL): boolean {
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname.length > 0;
}

/** The host in lower case, without a trailing dot. */
export function hostOf(url: URL): string {
  return url.hostname.toLowerCase().replace(/\.$/, '');
}

/** `domain` itself or a subdomain of it: `netflix.com` is not within `x.com`. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** The path's segments, decoded where that is possible; empty ones left out. */
export function segmentsOf(url: URL): string[] {
  return url.pathname
    .split('/')
    .filter((segment) => segment.length > 0)
    .map(decodeSegment);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Parameters that say who sent the reader, never what is shown. */
const trackingParameters: ReadonlySet<string> = new Set([
  'fbclid',
  'gclid',
  'gclsrc',
  'dclid',
  'gbraid',
  'wbraid',
  'msclkid',
  'yclid',
  'twclid',
  'ttclid',
  'igsh',
  'igshid',
  'mc_cid',
  'mc_eid',
  'mkt_tok',
  'ref_src',
  'ref_url',
  'xtor',
  'wt_mc',
  'wt.mc_id',
  '_ga',
  '_gl',
  '_hsenc',
  '_hsmi',
  'vero_id',
  'oly_anon_id',
  'oly_enc_id',
]);

export function isTrackingParameter(name: string): boolean {
  const lower = name.toLowerCase();
  return lower.startsWith('utm_') || trackingParameters.has(lower);
}

/**
 * One spelling for one page: lower-case host, no credentials, default ports, fragment (but `#!` and `#/`, which name
 * pages) or tracking parameters. Order, encoding and trailing slashes stay as given, since a server may tell them apart.
 */
export function normaliseUrl(given: URL): string {
  const url = new URL(given.href);
  url.username = '';
  url.password = '';
  url.hostname = hostOf(url);
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair.length > 0 && !isTrackingParameter(parameterName(pair)));
  url.search = kept.length > 0 ? `?${kept.join('&')}` : '';
  if (!/^#[!/]./.test(url.hash)) url.hash = '';
  return url.href;
}

function parameterName(pair: string): string {
  return decodeSegment(pair.split('=', 1)[0] ?? '');
}

/** Follows archive, cache and translation wrappers to the URL inside; null where `url` is none of these. */
export function unwrapUrl(url: URL): URL | null {
  let inner: URL | null = null;
  let next = unwrapOnce(url);
  for (let depth = 0; next !== null && depth < MAX_WRAPPERS; depth += 1) {
    inner = next;
    next = unwrapOnce(next);
  }
  return inner;
}

function unwrapOnce(url: URL): URL | null {
  const host = hostOf(url);
  if (isWithin(host, 'web.archive.org') || host === 'wayback.archive.org') return afterArchiveTime(url);
  if (/^archive\.(?:today|ph|is|li|md|vn|fo)$/.test(host)) return afterArchiveTime(url);
  if (host === 'webcache.googleusercontent.com') {
    const cached = /^cache:(?:[\w-]{8,}:)?(.+)$/.exec(url.searchParams.get('q') ?? '')?.[1];
    return cached === undefined ? null : withScheme(cached.split(/[ +]/, 1)[0] ?? '');
  }
  if (host === 'translate.google.com' || host === 'translate.googleusercontent.com') {
    return withScheme(url.searchParams.get('u') ?? '');
  }
  if (host.endsWith('.translate.goog')) return fromTranslateGoog(url, host);
  return null;
}

/** `/web/20181212120000if_/https://…`, `/20181212/https://…`, `/newest/https://…`; one slash after the scheme may be lost. */
function afterArchiveTime(url: URL): URL | null {
  const rest = url.pathname + url.search + url.hash;
  const match = /^\/(?:web\/)?(?:\d{4,14}(?:[a-z]{2}_)?|\*|newest|oldest|o|save)\/(.+)$/s.exec(rest);
  const bare = match ?? /^\/(https?:\/.+)$/s.exec(rest);
  return bare?.[1] === undefined ? null : withScheme(bare[1]);
}

/** `https://twitter-com.translate.goog/…`: dots are written as `-`, dashes as `--`. */
function fromTranslateGoog(url: URL, host: string): URL | null {
  const name = host
    .slice(0, -'.translate.goog'.length)
    .split('--')
    .map((part) => part.replaceAll('-', '.'))
    .join('-');
  const inner = withScheme(`${name}${url.pathname}${url.search}`);
  for (const parameter of [...(inner?.searchParams.keys() ?? [])]) {
    if (parameter.startsWith('_x_tr_')) inner?.searchParams.delete(parameter);
  }
  return inner;
}

function withScheme(text: string): URL | null {
  const scheme = /^(https?):\/{1,3}/i.exec(text);
  return parseHttpUrl(scheme ? `${scheme[1]}://${text.slice(scheme[0].length)}` : `https://${text}`);
}
