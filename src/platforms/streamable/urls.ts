import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import { noPost, postIdentity } from '../identity.ts';
import type { Identity } from '../platform.ts';

/** Pages of the site that look like ids. */
const pages = new Set(
  'about account api blog business careers company contact create dashboard dmca docs download embed enterprise explore extension faq features games help home jobs library login logout mobile oembed password plans popular press pricing privacy recover register search settings signin signup sports support team teams terms tools tour trending upgrade upload video videos'.split(
    ' ',
  ),
);
/** `/e/<id>`, `/o/<id>`, `/s/<id>/<key>` show the same video. */
const players = new Set(['e', 'o', 's', 't', 'g', 'm']);

/** Pure; null where the URL is not of Streamable. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (!isWithin(host, 'streamable.com')) return null;
  if (/^cdn\b/.test(host)) return noPost('streamable', 'media');
  if (/^(?:support|help|blog|status)\./.test(host)) return null;
  const id = idIn(url);
  if (id === null) return noPost('streamable', 'page');
  const postId = `streamable:${id}`;
  return postIdentity('streamable', 'video', postId, canonicalUrl(postId));
}

export function canonicalUrl(postId: PostId): string {
  const id = shortcodeOf(postId);
  if (id === null) throw new Error(`"${postId}" is no post id of Streamable`);
  return `https://streamable.com/${id}`;
}

export function shortcodeOf(postId: PostId): string | null {
  const id = /^streamable:([A-Za-z0-9]{2,12})$/.exec(postId)?.[1];
  return id === undefined || pages.has(id.toLowerCase()) ? null : id;
}

function idIn(url: URL): string | null {
  const [first = '', second] = segmentsOf(url);
  if (/^oembed(?:\.json)?$/.test(first)) {
    const inner = parseHttpUrl(url.searchParams.get('url') ?? '');
    const isOwn = inner !== null && isWithin(hostOf(inner), 'streamable.com');
    return isOwn && !inner.pathname.startsWith('/oembed') ? idIn(inner) : null;
  }
  if (players.has(first) || first === 'videos') return shortcode(second);
  return shortcode(first);
}

function shortcode(text: string | undefined): string | null {
  const id = /^([A-Za-z0-9]{2,12})(?![\w-])/.exec(text ?? '')?.[1];
  return id === undefined || pages.has(id.toLowerCase()) ? null : id;
}
