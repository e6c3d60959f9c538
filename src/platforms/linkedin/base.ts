import type { PostId } from '#domain/post.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { parseHttpUrl, segmentsOf } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { timeOfId } from './id-time.ts';
import { identify, urnOf } from './urls.ts';

export type Reading =
  | { kind: 'record'; record: PostRecord }
  | { kind: 'unreadable'; path: string }
  /** Nothing of a post is on the page. */
  | { kind: 'none' };

export function baseOf(target: Target): PostRecord {
  return { ...emptyRecord(target, 'linkedin'), idTime: timeOfId(urnOf(target.postId) ?? '') };
}

export function authorOf(name: string, address: string | null): PostRecord['author'] {
  const url = parseHttpUrl(address ?? '', 'https://www.linkedin.com/');
  const [kind, handle] = url === null ? [] : segmentsOf(url);
  const isProfile = /^(?:in|company|school|showcase)$/.test(kind ?? '');
  // What follows says from where the reader came.
  const bare = url === null ? null : `${url.origin}${url.pathname}`;
  return { name, handle: isProfile ? (handle ?? null) : null, url: bare, id: null, avatarUrl: null };
}

/** Another post, where the page names one by the same kind of id: a post's activity, share and ugcPost differ. */
export function otherPost(target: Target, links: string[]): string | null {
  const kindOf = (id: string) => id.split(':')[1];
  const stated = links.flatMap((link) => {
    const id = idOfLink(link);
    return id !== null && kindOf(id) === kindOf(target.postId) ? [id] : [];
  });
  return stated.length === 0 || stated.includes(target.postId) ? null : (stated[0] ?? null);
}

/** The post that a link or a bare `urn:li:…` names. */
export function idOfLink(link: string): PostId | null {
  const url = parseHttpUrl(link.startsWith('urn:') ? `https://www.linkedin.com/feed/update/${link}` : link);
  return url === null ? null : (identify(url)?.postId ?? null);
}

export function photo(url: string, alt: string | null = null): Medium {
  const variants = [{ url, mediaType: null, bitrate: null, width: null, height: null }];
  return { kind: 'photo', alt, width: null, height: null, durationMs: null, posterUrl: null, variants };
}
