import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';
import { codeOfMediaId } from './media-id.ts';

const postDomains = ['instagram.com', 'instagr.am'];
/** Sites that show posts of Instagram under the same path. */
const mirrorDomains = [
  'ddinstagram.com',
  'kkinstagram.com',
  'vxinstagram.com',
  'eeinstagram.com',
  'bibliogram.art',
  'imginn.com',
];
const mirrorLabels: ReadonlySet<string> = new Set(['bibliogram']);
const mediaDomains = ['cdninstagram.com'];
/** Subdomains that are sites of their own. */
const otherSites = /^(?:about|help|business|developers|blog|creators|engineering|api|graph|i)\./;
const postSegments: ReadonlySet<string> = new Set(['p', 'reel', 'reels', 'tv']);
/** First segments that are pages of the site, not accounts. */
const ownPages: ReadonlySet<string> = new Set([
  'explore',
  'accounts',
  'about',
  'developer',
  'legal',
  'direct',
  'web',
]);

/** Pure; null where the URL is not of Instagram. */
export function identify(given: URL): Identity | null {
  if (given.protocol === 'instagram:') return inAppLink(given);
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (mediaDomains.some((domain) => isWithin(host, domain))) return noPost('media');
  if (!isPostHost(host)) return null;
  const segments = segmentsOf(url);
  if (segments[0] === 'share') return shareLink(segments.slice(1));
  const code = codeIn(segments);
  return code === null ? noPost(kindOfPage(segments)) : post(code);
}

export function canonicalUrl(postId: PostId): string {
  const code = codeOf(postId);
  if (code !== null) return `https://www.instagram.com/p/${code}/`;
  const share = shareOf(postId);
  if (share !== null) return `https://www.instagram.com/share/${share}`;
  throw new Error(`"${postId}" is no post id of Instagram`);
}

export function codeOf(postId: PostId): string | null {
  return /^instagram:([A-Za-z0-9_-]{5,60})$/.exec(postId)?.[1] ?? null;
}

/** The path below `/share/` that a provisional id stands for. */
export function shareOf(postId: PostId): string | null {
  const parts = /^instagram:share:(?:(p|reel):)?([A-Za-z0-9_-]{5,60})$/.exec(postId);
  if (parts === null) return null;
  return parts[1] === undefined ? (parts[2] ?? null) : `${parts[1]}/${parts[2]}`;
}

/** `/p/<code>` with `reel`, `reels` or `tv` alike, below an account's name or not. */
function codeIn(segments: string[]): string | null {
  const at = segments.slice(0, 2).findIndex((segment) => postSegments.has(segment.toLowerCase()));
  const code = at < 0 ? undefined : segments[at + 1];
  const found = /^[A-Za-z0-9_-]{5,60}(?![\p{L}\p{N}])/u.exec(code ?? '')?.[0];
  return found === undefined || /^(?:audio|videos)$/.test(found) ? null : found;
}

function isPostHost(host: string): boolean {
  if (mirrorDomains.some((domain) => isWithin(host, domain))) return true;
  if (postDomains.some((domain) => isWithin(host, domain))) return !otherSites.test(host);
  return host
    .split('.')
    .slice(0, -1)
    .some((label) => mirrorLabels.has(label));
}

function kindOfPage(segments: string[]): UrlKind {
  const [first, second] = segments;
  if (first === 'stories') return /^\d+$/.test(segments[2] ?? '') ? 'story' : 'profile';
  if (first === 's') return 'story';
  if (first === undefined || ownPages.has(first)) return 'page';
  return second === undefined || postSegments.has(second) ? 'profile' : 'list';
}

function inAppLink(url: URL): Identity | null {
  const mediaId = url.hostname === 'media' ? url.searchParams.get('id') : null;
  const code = mediaId === null ? null : codeOfMediaId(mediaId);
  return code === null ? null : post(code);
}

function shareLink([first, second]: string[]): Identity {
  const key = first === 'p' || first === 'reel' ? second : first;
  if (key === undefined || !/^[A-Za-z0-9_-]{5,60}$/.test(key)) return noPost('page');
  const postId = key === first ? `instagram:share:${key}` : `instagram:share:${first}:${key}`;
  return {
    platform: 'instagram',
    kind: 'short-link',
    postId,
    canonicalUrl: canonicalUrl(postId),
    certain: false,
  };
}

function post(code: string): Identity {
  const postId = `instagram:${code}`;
  return { platform: 'instagram', kind: 'post', postId, canonicalUrl: canonicalUrl(postId), certain: true };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'instagram', kind, postId: null, canonicalUrl: null, certain: true };
}
