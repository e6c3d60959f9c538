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

let lastUnwrapped = { href: '', inner: null as string | null };

/** Without the marks of a sentence that a careless copy took along: `…/123).`; the URL itself where there are none. */
export function withoutSentenceMarks(url: URL): URL {
  if (url.search !== '' || url.hash !== '') return url;
  const path = url.pathname.replace(
    /(?:[,.;:!?'")\]}>]|%(?:20|22|3C|3E|7D|C2%BB|E2%80%(?:99|9D|A6)))+$/i,
    '',
  );
  if (path === url.pathname) return url;
  const bare = new URL(url);
  bare.pathname = path;
  return bare;
}

/** Follows archives, caches, translations and ways out to the URL inside; null where `url` is none of these. */
export function unwrapUrl(url: URL): URL | null {
  // The platforms are asked in turn whether a URL is theirs, and each looks through the wrappers first.
  if (lastUnwrapped.href !== url.href) {
    lastUnwrapped = { href: url.href, inner: innerOf(url)?.href ?? null };
  }
  return lastUnwrapped.inner === null ? null : new URL(lastUnwrapped.inner);
}

function innerOf(url: URL): URL | null {
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
  if (/^(?:(?:web|web-beta|wayback|www)\.)?archive\.org$/.test(host)) return afterArchiveTime(url);
  if (/^archive\.(?:today|ph|is|li|md|vn|fo)$/.test(host)) {
    return afterArchiveTime(url) ?? withScheme(url.searchParams.get('url') ?? '');
  }
  if (host === 'wayback-fakeurl.archive.org') return ofArchivedVideo(url);
  if (host === 'webcache.googleusercontent.com') {
    const cached = /^cache:(?:[\w-]{8,}:)?(.+)$/.exec(url.searchParams.get('q') ?? '')?.[1];
    return cached === undefined ? null : withScheme(cached.split(/[ +]/, 1)[0] ?? '');
  }
  if (googleHost.test(host) && host.startsWith('translate.')) {
    return withScheme(url.searchParams.get('u') ?? '');
  }
  if (host === 'translate.googleusercontent.com') return withScheme(url.searchParams.get('u') ?? '');
  if (host.endsWith('.translate.goog')) return fromTranslateGoog(url, host);
  return afterAmpCache(url, host) ?? targetOfWayOut(url, host);
}

const googleHost = /^(?:translate|www)\.google\.(?:com?\.)?[a-z]{2,3}$/;

/** Pages on the way out of a site, which name where they lead in a parameter. */
const waysOut: readonly [host: RegExp, path: RegExp, parameters: string[]][] = [
  [/^lm?\.facebook\.com$/, /^\/l\.php$/, ['u']],
  [/^(?:www|m)\.facebook\.com$/, /^\/(?:l\.php|flx\/warn\/?)$/, ['u']],
  [/^l\.(?:instagram\.com|threads\.(?:net|com))$/, /^\/$/, ['u']],
  [/^www\.google\.(?:com?\.)?[a-z]{2,3}$/, /^\/url$/, ['q', 'url']],
  [/^(?:www\.|m\.)?youtube\.com$/, /^\/redirect$/, ['q']],
  [/^out\.reddit\.com$/, /./, ['url']],
  [/^t\.umblr\.com$/, /^\/redirect$/, ['z']],
  [/^(?:m\.)?vk\.(?:com|ru)$/, /^\/away(?:\.php)?$/, ['to']],
  [/^www\.linkedin\.com$/, /^\/(?:safety\/go|redir\/redirect)\/?$/, ['url']],
  [/^go\.bsky\.app$/, /^\/redirect$/, ['u']],
];

function targetOfWayOut(url: URL, host: string): URL | null {
  const way = waysOut.find(([ofHost, ofPath]) => ofHost.test(host) && ofPath.test(url.pathname));
  for (const name of way?.[2] ?? []) {
    const target = parseHttpUrl(url.searchParams.get(name) ?? '');
    if (target !== null) return target;
  }
  return null;
}

/** Where a page on the way out of a site leads, else the URL itself: such a page is never what was meant. */
export function pastWayOut(url: URL): URL {
  let past = url;
  for (let depth = 0; depth < MAX_WRAPPERS; depth += 1) {
    const target = targetOfWayOut(past, hostOf(past));
    if (target === null) break;
    past = target;
  }
  return past;
}

/** `https://twitter-com.cdn.ampproject.org/c/s/twitter.com/…`, `https://www.google.com/amp/s/twitter.com/…`; `s` is for https. */
function afterAmpCache(url: URL, host: string): URL | null {
  const isCache = isWithin(host, 'cdn.ampproject.org');
  if (!isCache && !/^www\.google\.(?:com?\.)?[a-z]{2,3}$/.test(host)) return null;
  const path = isCache ? /^\/[a-z]{1,3}\/(s\/)?([^/]+\..+)$/s : /^\/amp\/(s\/)?([^/]+\..+)$/s;
  const [, secure, inner] = path.exec(url.pathname + url.search + url.hash) ?? [];
  return inner === undefined ? null : parseHttpUrl(`${secure ? 'https' : 'http'}://${inner}`);
}

/** `/yt/<id>`, under which the Wayback Machine keeps the films of YouTube. */
function ofArchivedVideo(url: URL): URL | null {
  const id = /^\/yt\/([\w-]{11})$/.exec(url.pathname)?.[1];
  return id === undefined ? null : parseHttpUrl(`https://www.youtube.com/watch?v=${id}`);
}

/**
 * `/web/20181212120000if_/https://…`, `/2018.12.12-120000/https://…`, `/newest/https://…`, `/o/<key>/https://…`; one slash
 * after the scheme may be lost.
 */
function afterArchiveTime(url: URL): URL | null {
  const rest = url.pathname + url.search + url.hash;
  const time =
    /^\/(?:web\/)?(?:\d{1,14}(?:[a-z]{2}_|\*)?|[\d.]{10}-\d{6}|\*|newest|oldest|timegate|save)\/(?:_embed\/)?(.+)$/s;
  const bare = /^\/(?:web\/|o\/[A-Za-z0-9]{4,8}\/)?(https?:\/.+)$/s;
  const inner = (bare.exec(rest) ?? time.exec(rest))?.[1];
  return inner === undefined ? null : withScheme(inner);
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
