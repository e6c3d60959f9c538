import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';

const ownDomains = [
  'facebook.com',
  'fb.com',
  'facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion',
  'facebookcorewwwi.onion',
];
/** Subdomains that are sites of their own, with no posts under their paths. */
const otherSites = new Set(
  'about ads business-help developers graph investor research transparency'.split(' '),
);
const MAX_DEPTH = 3;

type PostKind = 'post' | 'video' | 'photo' | 'event' | 'comment';
interface Found {
  kind: PostKind;
  id: string;
  /** Where the post is seen; its owner is part of it where it needs one. */
  path: string;
}

/** Pure; null where the URL is not of Facebook or its short links. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  const short = shortIn(host, segmentsOf(url));
  if (short !== null) return provisional(short);
  if (host === 'fb.watch' || host === 'fb.me' || host === 'www.fb.me') return noPost('page');
  const domain = ownDomains.find((own) => isWithin(host, own));
  if (domain === undefined || otherSites.has(host.slice(0, -domain.length - 1))) return null;
  return onPostHost(url, 0);
}

/** Throws also for posts: most are seen only under their owner, which the id does not tell. */
export function canonicalUrl(postId: PostId): string {
  throw new Error(
    idOf(postId) === null
      ? `"${postId}" is no post id of Facebook`
      : `"${postId}" does not tell its owner: its URL travels beside it`,
  );
}

/** The number of a post or its `pfbid…`: two names of one post, of which neither tells the other. */
export function idOf(postId: PostId): { post: string; comment: string | null } | null {
  const match = /^facebook:([1-9]\d{4,24}|pfbid[A-Za-z0-9]{20,100})(?::([1-9]\d{4,24}))?$/.exec(postId);
  return match === null ? null : { post: match[1] ?? '', comment: match[2] ?? null };
}

/** The URL that a provisional id stands for. */
export function shortOf(postId: PostId): string | null {
  const match = /^facebook:short:(watch|me|share(?:-[prv])?):([\w-]{3,40})$/.exec(postId);
  if (match === null) return null;
  const [, kind = '', key = ''] = match;
  if (kind === 'watch') return `https://fb.watch/${key}/`;
  if (kind === 'me') return `https://fb.me/${key}`;
  return `https://www.facebook.com/${kind.replace('-', '/')}/${key}/`;
}

function shortIn(host: string, segments: string[]): PostId | null {
  const [first = '', second = '', third = ''] = segments;
  const isKey = (text: string) => /^[\w-]{3,40}$/.test(text);
  if (host === 'fb.watch' && isKey(first)) return `facebook:short:watch:${first}`;
  if ((host === 'fb.me' || host === 'www.fb.me') && isKey(first) && second === '') {
    return `facebook:short:me:${first}`;
  }
  if (!isWithin(host, 'facebook.com') || first !== 'share') return null;
  if (/^[prv]$/.test(second) && isKey(third)) return `facebook:short:share-${second}:${third}`;
  return isKey(second) && second.length > 5 && third === '' ? `facebook:short:share:${second}` : null;
}

function onPostHost(url: URL, depth: number): Identity {
  const segments = segmentsOf(url);
  const inner = depth < MAX_DEPTH ? innerUrl(url, segments) : null;
  if (inner !== null) return onPostHost(inner, depth + 1);
  const found = inQuery(url, segments) ?? inPath(segments);
  if (found === null) return noPost(kindOfPage(segments));
  return post(withComment(found, url));
}

/** Frames of embeds and pages on the way out hold the URL of the post in a parameter. */
function innerUrl(url: URL, given: string[]): URL | null {
  // Addresses of old, before scripts could change the path.
  if (url.hash.startsWith('#!/')) return parseHttpUrl(url.hash.slice(2), 'https://www.facebook.com/');
  const segments = /^v\d+\.\d+$/.test(given[0] ?? '') ? given.slice(1) : given;
  const first = segments[0] ?? '';
  const isFrame = first === 'plugins' && /^(?:post|video|comment_embed)\b/.test(segments[1] ?? '');
  const name = isFrame ? 'href' : /^(?:l\.php|flx|login|login\.php)$/.test(first) ? '' : null;
  if (name === null) return null;
  const values = name === '' ? ['u', 'next'] : [name];
  for (const value of values) {
    const inner = parseHttpUrl(url.searchParams.get(value) ?? '');
    if (inner !== null && ownDomains.some((own) => isWithin(hostOf(inner), own))) return inner;
  }
  return null;
}

function inQuery(url: URL, segments: string[]): Found | null {
  const parameters = parametersOf(url);
  const get = (name: string) => parameters.get(name);
  const page = (segments.at(-1) ?? '').toLowerCase();
  const story = idIn(get('story_fbid'));
  if (story !== null) {
    const owner = numberIn(get('id'));
    return { kind: 'post', id: story, path: permalink(story, owner) };
  }
  const shared = numberIn(get('multi_permalinks'));
  if (shared !== null && segments[0] === 'groups' && segments[1] !== undefined)
    return inGroup(segments[1], shared);
  const video = numberIn(get('v'));
  if (video !== null && ['video.php', 'watch', 'live'].includes(page)) return watch(video);
  const played = numberIn(get('video_id'));
  if (played !== null && segments[0] === 'video') return watch(played);
  const photo = idIn(get('fbid'));
  if (photo !== null && /^(?:photo|photo\.php|permalink\.php|story\.php)$/.test(page)) {
    return { kind: 'photo', id: photo, path: `photo.php?fbid=${photo}` };
  }
  return null;
}

/** Also where a page's own escaping was left in the URL: `?a=1&amp;id=2`. */
function parametersOf(url: URL): URLSearchParams {
  return new URLSearchParams(url.search.replaceAll('&amp;', '&'));
}

function inPath(segments: string[]): Found | null {
  const [owner = '', second = ''] = segments;
  const last = idIn(segments.at(-1));
  const section = (segments.length > 2 ? second : owner).toLowerCase();
  if (last === null) return null;
  if (owner === 'groups' && segments.length >= 4 && /^(?:posts|permalink)$/.test(segments[2] ?? '')) {
    return inGroup(second, last);
  }
  if (owner === 'reel' && segments.length === 2) return { kind: 'video', id: last, path: `reel/${last}/` };
  if (owner === 'watch' && segments.length === 2) return watch(last);
  if (owner === 'events') return { kind: 'event', id: last, path: `events/${last}/` };
  if (owner === 'notes') return { kind: 'post', id: last, path: segments.map(encodeURIComponent).join('/') };
  if (segments.length < 3) return null;
  if (section === 'posts')
    return { kind: 'post', id: last, path: `${encodeURIComponent(owner)}/posts/${last}` };
  if (section === 'videos') return watchBy(owner, last);
  if (section === 'photos') return { kind: 'photo', id: last, path: `photo.php?fbid=${last}` };
  return null;
}

function inGroup(group: string, id: string): Found {
  return { kind: 'post', id, path: `groups/${encodeURIComponent(group)}/posts/${id}/` };
}

function watch(id: string): Found {
  return { kind: 'video', id, path: `watch/?v=${id}` };
}

function watchBy(owner: string, id: string): Found {
  return { kind: 'video', id, path: `${encodeURIComponent(owner)}/videos/${id}/` };
}

function permalink(id: string, owner: string | null): string {
  return `permalink.php?story_fbid=${id}${owner === null ? '' : `&id=${owner}`}`;
}

/** A link to a comment shows the comment. */
function withComment(found: Found, url: URL): Found {
  const comment = numberIn(parametersOf(url).get('comment_id'));
  if (comment === null || found.kind === 'event') return found;
  const joint = found.path.includes('?') ? '&' : '?';
  return {
    kind: 'comment',
    id: `${found.id}:${comment}`,
    path: `${found.path}${joint}comment_id=${comment}`,
  };
}

/** `<number>`, `<number>:0` and `pfbid…`. */
function idIn(text: string | null | undefined): string | null {
  return /^(?:[1-9]\d{4,24}|pfbid[A-Za-z0-9]{20,100})(?![\p{L}\p{N}_])/u.exec(text ?? '')?.[0] ?? null;
}

function numberIn(text: string | null | undefined): string | null {
  return /^[1-9]\d{4,24}(?![\p{L}\p{N}_])/u.exec(text ?? '')?.[0] ?? null;
}

/** Buttons and boxes that Facebook draws in frames. */
function kindOfPlugin(name: string): UrlKind {
  if (/^(?:share_button|like|send|save)\b/.test(name)) return 'share';
  return /^(?:page|like_?box|fan|follow|subscribe|group)/.test(name) ? 'profile' : 'page';
}

function kindOfPage(segments: string[]): UrlKind {
  const first = (segments[0] ?? '').toLowerCase();
  if (first === 'sharer' || first === 'sharer.php' || first === 'share.php' || first === 'dialog')
    return 'share';
  if (first === 'l.php' || first === 'flx') return 'share';
  if (first === 'plugins') return kindOfPlugin((segments[1] ?? '').toLowerCase());
  if (first === 'media' || segments[1] === 'photos' || segments[1] === 'photos_by') return 'list';
  if (first === 'stories') return 'story';
  if (first === 'ads' || first === 'watchparty' || first === 'login') return 'page';
  return first === 'profile.php' || /^[\w.-]{2,100}$/.test(first) ? 'profile' : 'page';
}

function post({ kind, id, path }: Found): Identity {
  const canonical = `https://www.facebook.com/${path}`;
  return { platform: 'facebook', kind, postId: `facebook:${id}`, canonicalUrl: canonical, certain: true };
}

function provisional(postId: PostId): Identity {
  const url = shortOf(postId);
  return { platform: 'facebook', kind: 'short-link', postId, canonicalUrl: url, certain: false };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'facebook', kind, postId: null, canonicalUrl: null, certain: true };
}
