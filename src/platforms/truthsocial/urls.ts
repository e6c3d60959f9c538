import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';

export const HOST = 'truthsocial.com';
/** Subdomains with pages of their own. */
const otherSites = ['help.truthsocial.com', 'about.truthsocial.com'];

/** Pure; null where the URL is not of Truth Social. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (!isWithin(host, HOST) || otherSites.includes(host)) return null;
  if (/^(?:static-assets|media|files)/.test(host)) return noPost('media');
  const id = statusIdIn(segmentsOf(url));
  if (id !== null) return post(id);
  return noPost(/^\/@[^/]+\/?$/.test(url.pathname) ? 'profile' : 'page');
}

/** The site does not look at the handle in the path; `_` is nobody's. */
export function canonicalUrl(postId: PostId): string {
  const id = statusIdOf(postId);
  if (id === null) throw new Error(`"${postId}" is no post id of Truth Social`);
  return `https://${HOST}/@_/${id}`;
}

export function statusIdOf(postId: PostId): string | null {
  return /^truthsocial:([1-9]\d{0,19})$/.exec(postId)?.[1] ?? null;
}

/** `/@u/<id>`, `/@u/posts/<id>`, `/users/u/statuses/<id>`, `/statuses/<id>`, `/api/v1/statuses/<id>`, each with a suffix or none. */
function statusIdIn(segments: string[]): string | null {
  const path = segments.join('/');
  const id =
    /^(?:@[^/]+(?:\/(?:posts|statuses))?|(?:users\/[^/]+\/|api\/v1\/)?statuses|posts)\/(\d{1,20})(?:\/|$)/.exec(
      path,
    )?.[1];
  return id !== undefined && /^[1-9]/.test(id) ? id : null;
}

function post(id: string): Identity {
  const postId = `truthsocial:${id}`;
  return { platform: 'truthsocial', kind: 'post', postId, canonicalUrl: canonicalUrl(postId), certain: true };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'truthsocial', kind, postId: null, canonicalUrl: null, certain: true };
}
