import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';

const ownDomains = ['tiktok.com', 'tiktokv.com', 'tiktokv.us', 'tiktokv.eu'];
/** Sites that show posts of TikTok under the same path. */
const mirrorDomains = ['vxtiktok.com', 'tnktok.com', 'tfxktok.com', 'kktiktok.com'];
const mirrorLabels = ['proxitok'];
const shortSubdomain = /^v[mt]\./;
/** Subdomains that are sites of their own, with no posts under their paths. */
const otherSites = new Set(
  'ads business careers creators developers effecthouse getstarted newsroom seller shop support'.split(' '),
);
const postNumber = /^([1-9]\d{5,19})(?![\p{L}\p{N}_])/u;
const shortKey = /^[A-Za-z0-9]{5,20}$/;

/** Pure; null where the URL is not of TikTok, its mirrors or its short links. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (!isPostHost(host)) return null;
  const segments = segmentsOf(url);
  if (shortSubdomain.test(host)) return shortLink(segments[0]) ?? noPost('page');
  // The one subdomain of short links that has pages of its own.
  if (host === 'pro.tiktok.com' && segments.length === 1) return shortLink(segments[0]) ?? noPost('page');
  if (segments[0] === 't') return shortLink(segments[1]) ?? noPost('page');
  if (segments[0] === 'oembed') return byInnerUrl(url);
  return byPath(segments);
}

/** The handle in a URL is not looked at by TikTok, so any stands in its place. */
export function canonicalUrl(postId: PostId): string {
  const number = numberOf(postId);
  if (number !== null) return `https://www.tiktok.com/@_/video/${number}`;
  const key = shortKeyOf(postId);
  if (key !== null) return `https://vm.tiktok.com/${key}/`;
  throw new Error(`"${postId}" is no post id of TikTok`);
}

/** The number of a post's id, null where it is provisional or another platform's. */
export function numberOf(postId: PostId): string | null {
  return /^tiktok:([1-9]\d{5,19})$/.exec(postId)?.[1] ?? null;
}

export function shortKeyOf(postId: PostId): string | null {
  return /^tiktok:short:([A-Za-z0-9]{5,20})$/.exec(postId)?.[1] ?? null;
}

function isPostHost(host: string): boolean {
  const domain = [...ownDomains, ...mirrorDomains].find((each) => isWithin(host, each));
  if (domain !== undefined) return !otherSites.has(host.slice(0, -domain.length - 1));
  const labels = host.split('.');
  return labels.length > 1 && labels.slice(0, -1).some((label) => mirrorLabels.includes(label));
}

function byPath(segments: string[]): Identity {
  const path = segments.join('/');
  const named = /(?:^|\/)(?:video|photo)\/([^/]+)/i.exec(path);
  const number = numberIn(named?.[1]) ?? numberIn(afterEmbed(path));
  if (number !== null) return post(number, /(?:^|\/)photo\//i.test(path) ? 'photo' : 'video');
  return noPost(kindOfPage(segments));
}

/** `/embed/<id>`, `/embed/v2/<id>`, `/embed/v3/<id>`, `/player/v1/<id>`, `m.tiktok.com/v/<id>.html`. */
function afterEmbed(path: string): string | undefined {
  return /^(?:embed(?:\/v\d)?|player(?:\/v\d)?|v)\/([^/]+)/i.exec(path)?.[1];
}

function numberIn(text: string | undefined): string | null {
  return postNumber.exec(text ?? '')?.[1] ?? null;
}

function kindOfPage(segments: string[]): UrlKind {
  const first = segments[0] ?? '';
  if (segments.includes('live')) return 'live';
  if (segments[1] === 'collection' || segments[1] === 'playlist') return 'list';
  if (first.startsWith('@')) return 'profile';
  if (first === 'share') return 'share';
  return ['music', 'tag', 'sticker', 'discover', 'search'].includes(first) ? 'list' : 'page';
}

function byInnerUrl(url: URL): Identity {
  const inner = parseHttpUrl(url.searchParams.get('url') ?? '');
  if (inner === null || !isPostHost(hostOf(inner))) return noPost('page');
  return byPath(segmentsOf(inner));
}

function post(number: string, kind: UrlKind): Identity {
  const postId = `tiktok:${number}`;
  return { platform: 'tiktok', kind, postId, canonicalUrl: canonicalUrl(postId), certain: true };
}

/** `vm.tiktok.com/K`, `vt.tiktok.com/K` and `www.tiktok.com/t/K` are the same short link. */
function shortLink(key: string | undefined): Identity | null {
  if (key === undefined || !shortKey.test(key)) return null;
  const postId = `tiktok:short:${key}`;
  return {
    platform: 'tiktok',
    kind: 'short-link',
    postId,
    canonicalUrl: canonicalUrl(postId),
    certain: false,
  };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'tiktok', kind, postId: null, canonicalUrl: null, certain: true };
}
