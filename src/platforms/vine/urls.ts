import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import { noPost, postIdentity } from '../identity.ts';
import type { Identity } from '../platform.ts';

/** Pure; null where the URL is not of Vine. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (!isWithin(host, 'vine.co')) return null;
  if (isWithin(host, 'cdn.vine.co')) return noPost('vine', 'media');
  const code = codeIn(url);
  if (code !== null) {
    const postId = `vine:${code}`;
    return postIdentity('vine', 'video', postId, canonicalUrl(postId));
  }
  const isSite = /^(?:(?:www|m)\.)?vine\.co$/.test(host);
  return noPost('vine', isSite && isProfile(segmentsOf(url)) ? 'profile' : 'page');
}

export function canonicalUrl(postId: PostId): string {
  const code = codeOf(postId);
  if (code === null) throw new Error(`"${postId}" is no post id of Vine`);
  return `https://vine.co/v/${code}`;
}

export function codeOf(postId: PostId): string | null {
  return /^vine:([A-Za-z0-9]{11})$/.exec(postId)?.[1] ?? null;
}

/** `/v/<code>/embed/simple`, `/v/<code>/card`, `/oembed/<code>.json`, `archive.vine.co/posts/<code>.json`. */
function codeIn(url: URL): string | null {
  const [first = '', second = ''] = segmentsOf(url);
  if (/^(?:v|oembed|posts)$/.test(first) && second !== '') {
    return /^[A-Za-z0-9]{11}(?![\p{L}\p{N}_-])/u.exec(second)?.[0] ?? null;
  }
  if (first !== 'oembed.json' && first !== 'oembed') return null;
  const inner = parseHttpUrl(url.searchParams.get('url') ?? '');
  return inner !== null && isWithin(hostOf(inner), 'vine.co') && segmentsOf(inner)[0] === 'v'
    ? codeIn(inner)
    : null;
}

function isProfile([first = '', second]: string[]): boolean {
  return (first === 'u' && second !== undefined) || (second === undefined && /^[\w.]{3,40}$/.test(first));
}
