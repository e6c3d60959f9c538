import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';

/** One post has an id of each kind, and they differ; only the network tells which belong together. */
const kindsOfUrn = ['activity', 'ugcPost', 'share'];
const urn = /urn:li:(activity|ugcPost|share):([1-9]\d{9,19})(?!\d)/i;
const slugged = /[-_](activity|ugcPost|share)-([1-9]\d{9,19})(?!\d)/i;
const articleSlug = /^[\p{L}\p{N}._~-]{1,200}$/u;

/** Pure; null where the URL is not of LinkedIn or its short links. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  const segments = segmentsOf(url);
  if (host === 'lnkd.in' || host === 'www.lnkd.in') return shortLink(segments);
  if (!isWithin(host, 'linkedin.com')) return null;
  return byPath(segments) ?? byQuery(url) ?? noPost(kindOfPage(segments));
}

export function canonicalUrl(postId: PostId): string {
  const post = urnOf(postId);
  if (post !== null) return `https://www.linkedin.com/feed/update/${post}/`;
  const slug = articleOf(postId);
  if (slug !== null) return `https://www.linkedin.com/pulse/${encodeURIComponent(slug)}`;
  const key = shortKeyOf(postId);
  if (key !== null) return `https://lnkd.in/${key}`;
  throw new Error(`"${postId}" is no post id of LinkedIn`);
}

/** `urn:li:activity:<n>`, null for articles and provisional ids. */
export function urnOf(postId: PostId): string | null {
  const match = /^linkedin:((?:activity|ugcPost|share):[1-9]\d{9,19})$/.exec(postId);
  return match === null ? null : `urn:li:${match[1]}`;
}

export function articleOf(postId: PostId): string | null {
  const slug = postId.startsWith('linkedin:pulse:') ? postId.slice('linkedin:pulse:'.length) : '';
  return articleSlug.test(slug) ? slug : null;
}

export function shortKeyOf(postId: PostId): string | null {
  return /^linkedin:short:([\w-]{3,24})$/.exec(postId)?.[1] ?? null;
}

function byPath(segments: string[]): Identity | null {
  const path = segments.join('/');
  const numbered = urn.exec(path) ?? (segments[0] === 'posts' ? slugged.exec(segments[1] ?? '') : null);
  if (numbered !== null) return numberedPost(numbered);
  const slug = segments[1] ?? '';
  if (segments[0] === 'pulse' && segments.length === 2 && articleSlug.test(slug)) {
    return post(`linkedin:pulse:${slug}`);
  }
  return null;
}

function byQuery(url: URL): Identity | null {
  for (const name of ['highlightedUpdateUrn', 'updateEntityUrn']) {
    const numbered = urn.exec(url.searchParams.get(name) ?? '');
    if (numbered !== null) return numberedPost(numbered);
  }
  return null;
}

function numberedPost(match: RegExpExecArray): Identity {
  const kind = kindsOfUrn.find((each) => each.toLowerCase() === match[1]?.toLowerCase());
  return post(`linkedin:${kind}:${match[2]}`);
}

function kindOfPage(segments: string[]): UrlKind {
  const first = segments[0] ?? '';
  if (/^(?:in|company|school|showcase|pub)$/.test(first)) return 'profile';
  if (/^(?:shareArticle|sharing)$/i.test(first)) return 'share';
  return first === 'events' ? 'event' : 'page';
}

function shortLink(segments: string[]): Identity {
  const key = segments[0] ?? '';
  if (segments.length !== 1 || !/^[\w-]{3,24}$/.test(key)) return noPost('page');
  const postId = `linkedin:short:${key}`;
  return {
    platform: 'linkedin',
    kind: 'short-link',
    postId,
    canonicalUrl: canonicalUrl(postId),
    certain: false,
  };
}

function post(postId: PostId): Identity {
  return { platform: 'linkedin', kind: 'post', postId, canonicalUrl: canonicalUrl(postId), certain: true };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'linkedin', kind, postId: null, canonicalUrl: null, certain: true };
}
