import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import { noPost, postIdentity } from '../identity.ts';
import type { Identity, UrlKind } from '../platform.ts';

const ownDomains = [
  'youtube.com',
  'youtube-nocookie.com',
  'youtubekids.com',
  'youtubeeducation.com',
  'youtube.googleapis.com',
  'youtu.be',
  'y2u.be',
  'yt.be',
];
/** Subdomains that are sites of their own. */
const otherSites = new Set('about artists blog developers kids-support research support tv vr'.split(' '));
/** Front ends that show its videos under the same paths; most carry their software's name in theirs. */
const mirrorDomains = ['invidio.us', 'yewtu.be', 'inv.nadeko.net', 'yt.artemislena.eu', 'vid.puffyan.us'];
const mirrorLabels = new Set(['invidious', 'piped', 'piped-proxy', 'viewtube', 'hyperpipe']);
const pictureHosts = ['ytimg.com', 'img.youtube.com'];

/** Segments before an id; `watch` has it in the query as well. */
const videoSegments = new Set(['watch', 'embed', 'v', 'vi', 'e', 'shorts', 'live', 'video']);
/** Eleven letters each, and no ids. */
const notIds = new Set(['videoseries', 'live_stream']);
const kindsOfPage = new Map<string, UrlKind>([
  ['playlist', 'list'],
  ['feed', 'list'],
  ['results', 'list'],
  ['hashtag', 'list'],
  ['channel', 'profile'],
  ['c', 'profile'],
  ['user', 'profile'],
  ['clip', 'clip'],
  ['post', 'post'],
  ['share', 'share'],
  ['subscribe_embed', 'profile'],
]);
/** Parameters in which a page of YouTube carries the address of another. */
const innerParameters = ['u', 'next', 'continue', 'url'];
const MAX_INNER_URLS = 3;

/** Pure; null where the URL is not of YouTube, its mirrors or its picture hosts. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (url.protocol === 'vnd.youtube:' || url.protocol === 'youtube:') return ofAppLink(url);
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (pictureHosts.some((domain) => isWithin(host, domain))) return ofPicture(url);
  if (isMirror(host)) {
    const videoId = videoIdIn(url);
    return videoId === null ? null : video(videoId);
  }
  if (!isOwn(host)) return null;
  const videoId = videoIdIn(url);
  return videoId === null ? noPost('youtube', kindOfPage(url)) : video(videoId);
}

export function canonicalUrl(postId: PostId): string {
  const videoId = videoIdOf(postId);
  if (videoId === null) throw new Error(`"${postId}" is no post id of YouTube`);
  return `https://www.youtube.com/watch?v=${videoId}`;
}

export function videoIdOf(postId: PostId): string | null {
  return /^youtube:([\w-]{11})$/.exec(postId)?.[1] ?? null;
}

function isOwn(host: string): boolean {
  for (const domain of ownDomains) {
    if (host === domain) return true;
    if (host.endsWith(`.${domain}`)) return !otherSites.has(host.slice(0, -domain.length - 1));
  }
  // National names lead to the same site: youtube.de, www.youtube.co.uk, m.youtube.com.br.
  return /^(?:(?:www|m)\.)?youtube\.(?:com?\.)?[a-z]{2}$/.test(host);
}

function isMirror(host: string): boolean {
  if (mirrorDomains.some((domain) => isWithin(host, domain))) return true;
  return host
    .split('.')
    .slice(0, -1)
    .some((label) => mirrorLabels.has(label));
}

function videoIdIn(url: URL, depth = 0): string | null {
  const segments = segmentsOf(url);
  return idInPath(url, segments) ?? idInQuery(url, segments) ?? idInFragment(url) ?? idInInnerUrl(url, depth);
}

function idInPath(url: URL, segments: string[]): string | null {
  const first = segments[0]?.toLowerCase() ?? '';
  if (videoSegments.has(first)) return idAtStart(segments[1]);
  const isShortHost = /^(?:www\.)?(?:youtu|y2u|yt)\.be$/.test(hostOf(url));
  const isLoneOnMirror = segments.length === 1 && isMirror(hostOf(url));
  return isShortHost || isLoneOnMirror ? idAtStart(segments[0]) : null;
}

function idInQuery(url: URL, segments: string[]): string | null {
  const first = segments[0]?.toLowerCase() ?? '';
  if (!['', 'watch', 'watch_popup', 'embed', 'ytscframe', 'get_video_info'].includes(first)) return null;
  for (const [name, value] of url.searchParams) {
    // Escaped once too often, `&v=` arrives as `&amp;v=`.
    const plain = name.replace(/^(?:amp;)+/, '');
    if (plain === 'v' || plain === 'vi' || plain === 'video_id') return idAtStart(value);
  }
  return null;
}

/** `#/watch?v=…` of the old mobile site, `#p/u/1/…` of old channels, and `&#038;v=…`, which is an ampersand misread. */
function idInFragment(url: URL): string | null {
  if (url.hash.length < 12) return null;
  const fragment = decoded(url.hash);
  const named = /^#(?:!?\/?watch\?(?:[^#]{0,500}&)?|!|0?38;|[^#]{0,500}&#0?38;)v=(.{11,})/s.exec(
    fragment,
  )?.[1];
  return idAtStart(named ?? /^#p\/[^#]{0,100}\/([\w-]{11})$/.exec(fragment)?.[1]);
}

function idInInnerUrl(url: URL, depth: number): string | null {
  if (depth >= MAX_INNER_URLS) return null;
  for (const name of innerParameters) {
    const inner = parseHttpUrl(url.searchParams.get(name) ?? '', 'https://www.youtube.com/');
    if (inner === null || !isOwn(hostOf(inner)) || inner.pathname === '/') continue;
    const videoId = videoIdIn(inner, depth + 1);
    if (videoId !== null) return videoId;
  }
  return null;
}

/** Eleven characters at the start, whatever a sloppy copy left glued behind them; never a part of a longer word. */
function idAtStart(text: string | undefined): string | null {
  const id = /^[\w-]{11}(?![\w-])/.exec(text ?? '')?.[0];
  return id === undefined || notIds.has(id) ? null : id;
}

/** `i.ytimg.com/vi/<id>/hqdefault.jpg`: a still picture of a video, which names it. */
function ofPicture(url: URL): Identity | null {
  const [folder, id] = segmentsOf(url);
  if (!/^(?:vi|vi_webp|vi_lc|an|an_webp|sb)$/.test(folder ?? '')) return noPost('youtube', 'media');
  const videoId = idAtStart(id);
  if (videoId === null) return noPost('youtube', 'media');
  return { ...video(videoId), kind: 'media' };
}

function ofAppLink(url: URL): Identity | null {
  const rest = url.href.slice(url.protocol.length).replace(/^\/{0,2}/, '');
  const named = /[?&]v=([\w-]{11})(?![\w-])/.exec(rest)?.[1] ?? idAtStart(rest);
  return named === null ? null : video(named);
}

function kindOfPage(url: URL): UrlKind {
  const [first = '', second = ''] = segmentsOf(url).map((segment) => segment.toLowerCase());
  if (first === 'embed') {
    return second === 'live_stream' ? 'live' : 'list';
  }
  if (first.startsWith('@')) return second === 'live' ? 'live' : 'profile';
  return kindsOfPage.get(first) ?? 'page';
}

function video(videoId: string): Identity {
  const postId = `youtube:${videoId}`;
  return postIdentity('youtube', 'video', postId, canonicalUrl(postId));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
