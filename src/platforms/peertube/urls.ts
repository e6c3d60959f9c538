import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';
import { isVideoUuid, uuidOfShortId } from './short-id.ts';

/** Paths before a video's id on any server. `/w/p/` is a playlist. */
const videoPaths = [['w'], ['videos', 'watch'], ['videos', 'embed'], ['api', 'v1', 'videos']];
const playlistPaths = [
  ['w', 'p'],
  ['videos', 'watch', 'playlist'],
  ['video-playlists', 'embed'],
];

/**
 * Pure. Any host may be a server, so only paths that end in its kind of id count and `certain` is false until the server
 * has answered; null for all others.
 */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (url.protocol === 'peertube:') return ofScheme(url);
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (!isPublicName(host)) return null;
  const segments = segmentsOf(url);
  for (const path of playlistPaths) {
    if (uuidAfter(path, segments) !== null) return noVideo('list');
  }
  for (const path of videoPaths) {
    const uuid = uuidAfter(path, segments);
    if (uuid !== null) return video(host, uuid);
  }
  return isAccountOrChannel(host, segments) ? noVideo('profile') : null;
}

export function canonicalUrl(postId: PostId): string {
  const found = videoOf(postId);
  if (found === null) throw new Error(`"${postId}" is no post id of PeerTube`);
  return `https://${found.host}/w/${found.uuid}`;
}

export function videoOf(postId: PostId): { host: string; uuid: string } | null {
  const [, host, id] = /^peertube:([a-z0-9.-]+):([0-9a-f-]{36})$/.exec(postId) ?? [];
  if (host === undefined || id === undefined || !isPublicName(host) || !isVideoUuid(id)) return null;
  return { host, uuid: id };
}

function uuidAfter(path: string[], segments: string[]): string | null {
  if (!path.every((name, index) => segments[index] === name)) return null;
  return uuidOf(segments[path.length] ?? '');
}

function uuidOf(text: string): string | null {
  const id = /^[0-9A-Za-z-]+/.exec(text)?.[0] ?? '';
  const lower = id.toLowerCase();
  return isVideoUuid(lower) ? lower : uuidOfShortId(id);
}

/** `peertube:<host>:<id>`, as other tools write it. */
function ofScheme(url: URL): Identity | null {
  const [, host = '', id = ''] = /^([a-z0-9.-]+):([0-9A-Za-z-]+)$/i.exec(url.pathname) ?? [];
  const server = parseHttpUrl(`https://${host}/`);
  const uuid = uuidOf(id);
  if (server === null || uuid === null || !isPublicName(hostOf(server))) return null;
  return video(hostOf(server), uuid);
}

/** `/c/<name>@<host>/videos` is its own; a bare name only where the host says what it is. */
function isAccountOrChannel(host: string, segments: string[]): boolean {
  const [first = '', name = ''] = segments;
  if (!['a', 'c', 'accounts', 'video-channels'].includes(first) || name === '') return false;
  if (host.split('.').some((label) => /^peertube\d*$/.test(label))) return true;
  return first === 'c' && isVideoUuid(name) && segments[2] === 'videos';
}

function isPublicName(host: string): boolean {
  return /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+$/.test(host);
}

function video(host: string, uuid: string): Identity {
  const postId = `peertube:${host}:${uuid}`;
  return { platform: 'peertube', kind: 'video', postId, canonicalUrl: canonicalUrl(postId), certain: false };
}

function noVideo(kind: UrlKind): Identity {
  return { platform: 'peertube', kind, postId: null, canonicalUrl: null, certain: false };
}
