import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';

const domains = ['threads.com', 'threads.net', 'fixthreads.net', 'vxthreads.net'];
/** Subdomains that are sites of their own. */
const otherSites = /^(?:about|help|developers|graph|ps)\./;

/** Pure; null where the URL is not of Threads. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (!domains.some((domain) => isWithin(host, domain)) || otherSites.test(host)) return null;
  const segments = segmentsOf(url);
  if (segments[0] === 'share' && isCode(segments[1])) return shareLink(segments[1]);
  const code = codeIn(segments);
  return code === null ? noPost(kindOfPage(segments)) : post(code);
}

export function canonicalUrl(postId: PostId): string {
  const code = codeOf(postId);
  if (code !== null) return `https://www.threads.com/t/${code}`;
  const share = shareOf(postId);
  if (share !== null) return `https://www.threads.com/share/${share}`;
  throw new Error(`"${postId}" is no post id of Threads`);
}

export function codeOf(postId: PostId): string | null {
  return /^threads:([A-Za-z0-9_-]{5,60})$/.exec(postId)?.[1] ?? null;
}

/** The key of a share link's provisional id. */
export function shareOf(postId: PostId): string | null {
  return /^threads:share:([A-Za-z0-9_-]{5,60})$/.exec(postId)?.[1] ?? null;
}

function isCode(text: string | undefined): text is string {
  return /^[A-Za-z0-9_-]{5,60}$/.test(text ?? '');
}

function codeIn([first = '', second = '', third = '']: string[]): string | null {
  const code = first.startsWith('@') && second === 'post' ? third : first === 't' ? second : '';
  // Whatever a sloppy copy left glued behind it is cut.
  return /^[A-Za-z0-9_-]{5,60}(?![\p{L}\p{N}])/u.exec(code)?.[0] ?? null;
}

function kindOfPage([first = '']: string[]): UrlKind {
  if (first.startsWith('@')) return 'profile';
  if (first === 'intent') return 'share';
  return first === 'search' || first === 'tag' ? 'list' : 'page';
}

function post(code: string): Identity {
  const postId = `threads:${code}`;
  return { platform: 'threads', kind: 'post', postId, canonicalUrl: canonicalUrl(postId), certain: true };
}

function shareLink(key: string): Identity {
  const postId = `threads:share:${key}`;
  return {
    platform: 'threads',
    kind: 'short-link',
    postId,
    canonicalUrl: canonicalUrl(postId),
    certain: false,
  };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'threads', kind, postId: null, canonicalUrl: null, certain: true };
}
