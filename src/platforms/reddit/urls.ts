import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';

const ownDomains = ['reddit.com', 'redditmedia.com'];
/** Sites that show posts of Reddit under the same path. */
const mirrorDomains = ['rxddit.com', 'vxreddit.com', 'reddxxt.com', 'safereddit.com'];
const mirrorLabels = new Set(['libreddit', 'redlib', 'teddit']);
/** Subdomains that are sites of their own, with no posts under their paths. */
const otherSites = new Set(
  'about ads business developers redditforbusiness support supporthelp mods'.split(' '),
);
const id36 = /^[a-z0-9]{1,10}$/i;
const shareKey = /^[A-Za-z0-9]{6,16}$/;
const videoKey = /^[A-Za-z0-9]{6,20}$/;
const owner = /^[A-Za-z0-9_-]{1,30}$/;

export interface Thing {
  post: string;
  comment: string | null;
}

/** Pure; null where the URL is not of Reddit, its mirrors, its media hosts or its short links. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  const segments = segmentsOf(url);
  if (isWithin(host, 'redd.it')) return onShortHost(host, segments);
  if (!isPostHost(host)) return null;
  if (segments[0] === 'oembed' || host === 'publish.reddit.com') return byInnerUrl(url);
  return byPath(segments);
}

export function canonicalUrl(postId: PostId): string {
  const thing = thingOf(postId);
  if (thing !== null) {
    const path = `https://www.reddit.com/comments/${thing.post}/`;
    return thing.comment === null ? path : `${path}comment/${thing.comment}/`;
  }
  const short = shortOf(postId);
  if (short !== null) return short;
  throw new Error(`"${postId}" is no post id of Reddit`);
}

/** The parts of a post's id, null where it is provisional or another platform's. */
export function thingOf(postId: PostId): Thing | null {
  const match = /^reddit:([a-z0-9]{1,10})(?::([a-z0-9]{1,10}))?$/.exec(postId);
  if (match === null || match[1] === undefined) return null;
  return { post: match[1], comment: match[2] ?? null };
}

/** The URL that a provisional id stands for. */
export function shortOf(postId: PostId): string | null {
  const video = /^reddit:short:v:([A-Za-z0-9]{6,20})$/.exec(postId)?.[1];
  if (video !== undefined) return `https://v.redd.it/${video}`;
  const share = /^reddit:short:(r|user):([A-Za-z0-9_-]{1,30}):([A-Za-z0-9]{6,16})$/.exec(postId);
  return share === null ? null : `https://www.reddit.com/${share[1]}/${share[2]}/s/${share[3]}`;
}

function isPostHost(host: string): boolean {
  const domain = [...ownDomains, ...mirrorDomains].find((each) => isWithin(host, each));
  if (domain !== undefined) return !otherSites.has(host.slice(0, -domain.length - 1));
  const labels = host.split('.');
  return labels.length > 1 && labels.slice(0, -1).some((label) => mirrorLabels.has(label));
}

/** `redd.it/<id>` is a post, `v.redd.it/<id>` leads to one, all else there is media. */
function onShortHost(host: string, segments: string[]): Identity {
  const first = segments[0] ?? '';
  if (host === 'redd.it' || host === 'www.redd.it') {
    return id36.test(first) ? post(first, null) : noPost('page');
  }
  const isVideo = host === 'v.redd.it' && segments.length === 1 && videoKey.test(first);
  return isVideo ? provisional(`reddit:short:v:${first}`, 'media') : noPost('media');
}

function byPath(segments: string[]): Identity {
  const at = segments.findIndex((segment, index) => index <= 2 && segment.toLowerCase() === 'comments');
  const found = at < 0 ? null : byComments(segments.slice(at + 1));
  if (found !== null) return found;
  const [first = '', second = '', third = '', fourth = ''] = segments;
  const isPost = ['gallery', 'tb', 'poll'].includes(first.toLowerCase()) && id36.test(second);
  if (third.toLowerCase() === 'duplicates' && id36.test(fourth)) return post(fourth, null);
  if (isPost) return post(second, null);
  if (first === 'video' && videoKey.test(second)) return provisional(`reddit:short:v:${second}`, 'media');
  if (third === 's' && owner.test(second) && shareKey.test(fourth)) {
    if (/^r$/i.test(first)) return provisional(`reddit:short:r:${second}:${fourth}`, 'short-link');
    if (/^u(?:ser)?$/i.test(first)) return provisional(`reddit:short:user:${second}:${fourth}`, 'short-link');
  }
  return noPost(kindOfPage(first.toLowerCase()));
}

/** `<id>/<slug>/<comment>`, `<id>/comment/<comment>`; whatever a sloppy copy left glued behind the id is cut. */
function byComments(rest: string[]): Identity | null {
  const id = /^[a-z0-9]{1,10}(?![\p{L}\p{N}_])/iu.exec(rest[0] ?? '')?.[0];
  if (id === undefined) return null;
  const comment = (rest[2] ?? '').replace(/\.(?:json|compact|rss)$/i, '');
  return post(id, id36.test(comment) ? comment : null);
}

function kindOfPage(first: string): UrlKind {
  if (first === 'u' || first === 'user') return 'profile';
  if (first === 'submit') return 'share';
  if (first === 'video') return 'media';
  return first === 'r' ? 'list' : 'page';
}

function byInnerUrl(url: URL): Identity {
  const inner = parseHttpUrl(url.searchParams.get('url') ?? '');
  if (inner === null || !isPostHost(hostOf(inner))) return noPost('page');
  return byPath(segmentsOf(inner));
}

function post(id: string, comment: string | null): Identity {
  const postId = ['reddit', id, ...(comment === null ? [] : [comment])].join(':').toLowerCase();
  const kind = comment === null ? 'post' : 'comment';
  return { platform: 'reddit', kind, postId, canonicalUrl: canonicalUrl(postId), certain: true };
}

function provisional(postId: PostId, kind: UrlKind): Identity {
  return { platform: 'reddit', kind, postId, canonicalUrl: canonicalUrl(postId), certain: false };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'reddit', kind, postId: null, canonicalUrl: null, certain: true };
}
