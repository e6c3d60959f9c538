import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';

const ONION = 'twitter3e4tixl4xyajtrzo62zg5vztmjuricljdp2c5kshju4avyoid.onion';
const ownDomains = ['twitter.com', 'x.com', ONION];
/** Sites that show posts of X under the same path. */
const mirrorDomains = [
  'fxtwitter.com',
  'fixupx.com',
  'twittpr.com',
  'xfixup.com',
  'vxtwitter.com',
  'fixvx.com',
  'girlcockx.com',
  'stupidpenisx.com',
  'twstalker.com',
  'xcancel.com',
  'lightbrd.com',
];
const mediaHosts = ['pbs.twimg.com', 'video.twimg.com', 'video-ft.twimg.com', 'amp.twimg.com'];
/** Subdomains that are sites of their own, with no posts under their paths. */
const otherSites = new Set(
  'about ads advertising analytics api blog business careers data dev developer developers engineering help investor legal marketing media privacy status support tech transparency upload'.split(
    ' ',
  ),
);
/** First segments that are pages of the site, not accounts. */
const sharePages = new Set(['share', 'intent', 'home']);
const kindsUnderI = new Map<string, UrlKind>([
  ['spaces', 'space'],
  ['broadcasts', 'broadcast'],
  ['events', 'event'],
  ['moments', 'event'],
  ['lists', 'list'],
  ['communities', 'list'],
  ['topics', 'list'],
  ['user', 'profile'],
]);

const shorteners: ReadonlySet<string> = new Set(['t.co', 'www.t.co', 'pic.twitter.com', 'pic.x.com']);
const shortPrefix = 'x:short:';
const MAX_STATUS_ID = 2n ** 63n - 1n;

/** Pure; null where the URL is not of X, its mirrors, its media hosts or its shorteners. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  const key = shortKey(host, url);
  if (key !== null) return shortLink(key);
  if (mediaHosts.some((media) => isWithin(host, media))) return noPost('media');
  if (host === 'cdn.syndication.twimg.com' || host === 'syndication.twitter.com')
    return byParameter(url, 'id');
  if (host === 'twitframe.com' || host === 'www.twitframe.com') return byInnerUrl(url, 'url');
  if (host === 'publish.twitter.com' || host === 'publish.x.com') {
    return byInnerUrl(url, 'url') ?? byInnerUrl(url, 'query') ?? noPost('page');
  }
  if (host === 'platform.twitter.com' || host === 'platform.x.com') return onPlatformHost(url);
  if (!isPostHost(host)) return null;
  return onPostHost(url);
}

export function canonicalUrl(postId: PostId): string {
  const status = statusIdOf(postId);
  if (status !== null) return `https://x.com/i/status/${status}`;
  const key = shortKeyOf(postId);
  if (key !== null) return `https://t.co/${key}`;
  throw new Error(`"${postId}" is no post id of X`);
}

/** The number of a post's id, null where it is provisional or another platform's. */
export function statusIdOf(postId: PostId): string | null {
  return /^x:([1-9]\d{0,18})$/.exec(postId)?.[1] ?? null;
}

/** The key of a short link's provisional id. */
export function shortKeyOf(postId: PostId): string | null {
  return /^x:short:([A-Za-z0-9]{4,24})$/.exec(postId)?.[1] ?? null;
}

export function isShortener(url: URL): boolean {
  return shorteners.has(hostOf(url));
}

function isPostHost(host: string): boolean {
  if (mirrorDomains.some((domain) => isWithin(host, domain))) return true;
  for (const domain of ownDomains) {
    if (host === domain) return true;
    if (host.endsWith(`.${domain}`)) return !otherSites.has(host.slice(0, -domain.length - 1));
  }
  const labels = host.split('.');
  return labels.length > 1 && labels.slice(0, -1).includes('nitter');
}

/** `t.co/K`, `pic.twitter.com/K` and `pic.x.com/K` are the same short link. */
function shortKey(host: string, url: URL): string | null {
  if (!shorteners.has(host)) return null;
  const first = segmentsOf(url)[0] ?? '';
  return /^[A-Za-z0-9]{4,24}/.exec(first)?.[0] ?? null;
}

function onPlatformHost(url: URL): Identity {
  const path = url.pathname.toLowerCase();
  if (path.includes('/follow_button')) return noPost('profile');
  if (path.includes('/tweet_button')) return noPost('share');
  return byParameter(url, 'id') ?? noPost('page');
}

function onPostHost(url: URL): Identity {
  const hashBang =
    /^#?\/?(?:!|%21)\/(.+)$/i.exec(url.hash) ?? /^\/(?:#|%23)(?:!|%21)\/(.+)$/i.exec(url.pathname);
  const inner = hashBang?.[1] === undefined ? null : parseHttpUrl(`https://x.com/${hashBang[1]}`);
  const page = inner ?? url;
  const segments = segmentsOf(page);
  const status = statusInPath(segments) ?? statusInQuery(page, segments);
  if (status !== null) return post(status);
  return noPost(kindOfPage(segments));
}

function statusInPath(segments: string[]): string | null {
  for (const [index, segment] of segments.entries()) {
    if (index > 2) break;
    const name = segment.toLowerCase();
    if (name === 'status' || name === 'statuses') return statusNumber(segments[index + 1]);
  }
  if (segments[0]?.toLowerCase() !== 'i') return null;
  const path = segments.slice(1).join('/');
  const number = /^(?:cards\/tfw\/v1|videos(?:\/tweet)?|tweet)\/(\d+)/i.exec(path)?.[1];
  return statusNumber(number);
}

function statusInQuery(url: URL, segments: string[]): string | null {
  const named = url.searchParams.get('currentTweet');
  if (named !== null && segments.at(-1)?.toLowerCase() === 'mediaviewer') return statusNumber(named);
  if (segments[0] === 'i' && segments[1] === 'bookmarks') {
    return statusNumber(url.searchParams.get('post_id') ?? undefined);
  }
  return null;
}

/** Digits at the start, whatever a sloppy copy left glued behind them; never a prefix of a longer word. */
function statusNumber(text: string | undefined): string | null {
  const digits = /^(\d{1,20})(?![\p{L}\p{N}_])/u.exec(text ?? '')?.[1];
  if (digits === undefined) return null;
  const number = BigInt(digits);
  return number > 0n && number <= MAX_STATUS_ID ? number.toString() : null;
}

function kindOfPage(segments: string[]): UrlKind {
  const first = segments[0]?.toLowerCase();
  if (first === undefined) return 'page';
  if (sharePages.has(first)) return segments[1]?.toLowerCase() === 'follow' ? 'profile' : 'share';
  if (first === 'i') return kindsUnderI.get(segments[1]?.toLowerCase() ?? '') ?? 'page';
  if (first === 'hashtag' || first === 'search' || first === 'explore') return 'list';
  if (segments[1]?.toLowerCase() === 'lists') return 'list';
  return /^(?:@?\w{1,20}|id:\d+)$/.test(segments[0] ?? '') ? 'profile' : 'page';
}

function byParameter(url: URL, name: string): Identity | null {
  const status = statusNumber(url.searchParams.get(name) ?? undefined);
  return status === null ? null : post(status);
}

function byInnerUrl(url: URL, name: string): Identity | null {
  const inner = parseHttpUrl(url.searchParams.get(name) ?? '');
  if (inner === null || !isPostHost(hostOf(inner))) return null;
  return onPostHost(inner);
}

function post(status: string): Identity {
  const postId = `x:${status}`;
  return { platform: 'x', kind: 'post', postId, canonicalUrl: canonicalUrl(postId), certain: true };
}

function shortLink(key: string): Identity {
  const postId = `${shortPrefix}${key}`;
  return { platform: 'x', kind: 'short-link', postId, canonicalUrl: canonicalUrl(postId), certain: false };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'x', kind, postId: null, canonicalUrl: null, certain: true };
}
