import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import { noPost, postIdentity } from '../identity.ts';
import type { Identity, UrlKind } from '../platform.ts';

/** Subdomains that are sites of their own. */
const otherSites = new Set('blog careers developer help investors join status support'.split(' '));
/** Pages that end in a number which is no video's. */
const kindsOfPage = new Map<string, UrlKind>([
  ['event', 'event'],
  ['album', 'list'],
  ['showcase', 'list'],
  ['ondemand', 'list'],
  ['channels', 'list'],
  ['groups', 'list'],
  ['categories', 'list'],
  ['watchlater', 'list'],
]);

/** Where the number stands, after the host; `*` is any one segment. The hash of an unlisted video may follow. */
const shapes = [
  [],
  ['video'],
  ['videos'],
  ['m'],
  ['api', 'v2', 'video'],
  ['external'],
  ['channels', '*'],
  ['groups', '*', 'videos'],
  ['album', '*', 'video'],
  ['showcase', '*', 'video'],
  ['ondemand', '*'],
  ['*', 'review'],
  ['*', 'reviews'],
  ['manage', 'videos'],
];

/** Pure; null where the URL is not of Vimeo. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (isWithin(host, 'vimeocdn.com')) return noPost('vimeo', 'media');
  if (isWithin(host, 'vimeopro.com'))
    return videoAfter(segmentsOf(url), ['*', '*', 'video'], url) ?? page(url);
  if (!isWithin(host, 'vimeo.com') || otherSites.has(host.replace(/\.vimeo\.com$/, ''))) return null;
  return videoIn(url) ?? page(url);
}

/** Without the hash of an unlisted video, which travels beside the id in Identity and Target. */
export function canonicalUrl(postId: PostId): string {
  const videoId = videoIdOf(postId);
  if (videoId === null) throw new Error(`"${postId}" is no post id of Vimeo`);
  return `https://vimeo.com/${videoId}`;
}

export function videoIdOf(postId: PostId): string | null {
  return /^vimeo:([1-9]\d{0,11})$/.exec(postId)?.[1] ?? null;
}

/** Without it an unlisted video is not found: of `vimeo.com/<id>/<hash>`; null where the URL has none. */
export function hashOf(url: URL): string | null {
  return hashFrom(segmentsOf(url)[1]);
}

function videoIn(url: URL): Identity | null {
  const segments = segmentsOf(url);
  for (const shape of shapes) {
    const found = videoAfter(segments, shape, url);
    if (found !== null) return found;
  }
  const isFlashPlayer = segments[0] === 'moogaloop.swf';
  if (isFlashPlayer) return video(videoNumber(url.searchParams.get('clip_id')), null);
  const inner = segments[0] === 'api' ? parseHttpUrl(url.searchParams.get('url') ?? '') : null;
  if (inner !== null && isWithin(hostOf(inner), 'vimeo.com')) return videoIn(inner);
  return segments.length === 0 ? video(videoNumber(url.hash.slice(1)), null) : null;
}

function videoAfter(segments: string[], shape: string[], url: URL): Identity | null {
  const isShape = shape.every((name, index) => {
    const segment = segments[index]?.toLowerCase();
    return name === '*' ? segment !== undefined : segment === name;
  });
  if (!isShape) return null;
  const hash = hashFrom(segments[shape.length + 1]) ?? hashFrom(url.searchParams.get('h'));
  return video(videoNumber(segments[shape.length]), hash);
}

/** Digits at the start, whatever a sloppy copy left glued behind them; never a part of a longer word. */
function videoNumber(text: string | undefined | null): string | null {
  return /^([1-9]\d{0,11})(?![\p{L}\p{N}_-])/u.exec(text ?? '')?.[1] ?? null;
}

function hashFrom(text: string | undefined | null): string | null {
  return /^[0-9a-f]{8,20}$/.exec(text ?? '')?.[0] ?? null;
}

function video(videoId: string | null, hash: string | null): Identity | null {
  if (videoId === null) return null;
  const postId = `vimeo:${videoId}`;
  const url = canonicalUrl(postId);
  return postIdentity('vimeo', 'video', postId, hash === null ? url : `${url}/${hash}`);
}

function page(url: URL): Identity {
  const [first, second] = segmentsOf(url).map((segment) => segment.toLowerCase());
  if (first === undefined) return noPost('vimeo', 'page');
  const kind = kindsOfPage.get(first);
  if (kind !== undefined) return noPost('vimeo', kind);
  return noPost('vimeo', second === undefined ? 'profile' : 'page');
}
