import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import { noPost, postIdentity } from '../identity.ts';
import type { Identity, UrlKind } from '../platform.ts';

/** Subdomains that are sites of their own. */
const otherSites = new Set('about blog careers developer developers faq help legal press'.split(' '));
const kindsOfPage = new Map<string, UrlKind>([
  ['playlist', 'list'],
  ['hub', 'list'],
  ['topic', 'list'],
  ['search', 'list'],
  ['user', 'profile'],
]);

/** Pure; null where the URL is not of Dailymotion. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (isWithin(host, 'dmcdn.net')) return noPost('dailymotion', 'media');
  if (host === 'dai.ly' || host === 'www.dai.ly') return video(xid(segmentsOf(url)[0])) ?? page(url);
  // The newspaper's own player is Dailymotion's, under the same ids.
  if (isWithin(host, 'lequipe.fr')) return video(xidAfterVideo(segmentsOf(url).slice(0, 2)));
  if (!isWithin(host, 'dailymotion.com') || otherSites.has(host.replace(/\.dailymotion\.com$/, '')))
    return null;
  return video(xidIn(url)) ?? page(url);
}

export function canonicalUrl(postId: PostId): string {
  const id = xidOf(postId);
  if (id === null) throw new Error(`"${postId}" is no post id of Dailymotion`);
  return `https://www.dailymotion.com/video/${id}`;
}

/** `x…` of public videos, `k…` of private ones. */
export function xidOf(postId: PostId): string | null {
  return /^dailymotion:([xk][A-Za-z0-9]{2,24})$/.exec(postId)?.[1] ?? null;
}

function xidIn(url: URL): string | null {
  const segments = segmentsOf(url);
  const inFragment = /(?:^#|&)video(?:Id)?=([^&]+)/.exec(url.hash)?.[1];
  return (
    xidAfterVideo(segments) ??
    (segments[0] === 'swf' ? xid(segments[1]) : null) ??
    xid(inFragment) ??
    xid(url.searchParams.get('video') ?? undefined) ??
    xidOfInnerUrl(url)
  );
}

/** `/video/<xid>`, `/embed/video/<xid>`, `/crawler/video/<xid>`, `/player/metadata/video/<xid>`, `/fr/video/<xid>`. */
function xidAfterVideo(segments: string[]): string | null {
  const index = segments.indexOf('video');
  return index < 0 || index > 2 ? null : xid(segments[index + 1]);
}

function xidOfInnerUrl(url: URL): string | null {
  if (!url.pathname.endsWith('/oembed')) return null;
  const inner = parseHttpUrl(url.searchParams.get('url') ?? '');
  const identity = inner === null || inner.pathname.endsWith('/oembed') ? null : identify(inner);
  return identity?.postId ? xidOf(identity.postId) : null;
}

/** The id ends where the title's slug begins. */
function xid(text: string | undefined): string | null {
  return /^([xk][A-Za-z0-9]{2,24})(?![A-Za-z0-9-])/.exec(text ?? '')?.[1] ?? null;
}

function video(id: string | null): Identity | null {
  if (id === null) return null;
  const postId = `dailymotion:${id}`;
  return postIdentity('dailymotion', 'video', postId, canonicalUrl(postId));
}

function page(url: URL): Identity {
  const [first, second] = segmentsOf(url);
  if (url.searchParams.has('playlist')) return noPost('dailymotion', 'list');
  if (first === undefined) return noPost('dailymotion', 'page');
  const kind = kindsOfPage.get(first) ?? (second === undefined ? 'profile' : 'page');
  return noPost('dailymotion', kind);
}
