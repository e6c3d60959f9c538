import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';

/** The site, its test sites, and sites that show posts of Bluesky under the same path. */
const postDomains = [
  'bsky.app',
  'main.bsky.dev',
  'fxbsky.app',
  'vxbsky.app',
  'bskyx.app',
  'bskx.app',
  'bsyy.app',
  'xbsky.app',
  'cbsky.app',
  'deer.social',
  'blacksky.community',
];
const mediaHosts = ['cdn.bsky.app', 'video.bsky.app', 'video.cdn.bsky.app'];
/** Services of the protocol, whose questions name a post in `uri`. */
const serviceHosts = ['public.api.bsky.app', 'api.bsky.app'];
const COLLECTION = 'app.bsky.feed.post';

const did = /^did:(?:plc:[a-z0-9]{1,64}|web:[a-z0-9.%-]{1,253})$/;
/** A domain name, as handles are. */
const handle = /^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const rkey = /^[A-Za-z0-9._~-]{1,128}$/;

export interface PostName {
  /** The DID, or a handle where only the network could tell whose it is. */
  author: string;
  rkey: string;
}

/** Pure; null where the URL is not of Bluesky. `at:` addresses are taken as well. */
export function identify(given: URL): Identity | null {
  if (given.protocol === 'at:') return inAtUri(given.href) ?? null;
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (mediaHosts.includes(host)) return noPost('media');
  if (serviceHosts.includes(host)) return inAtUri(url.searchParams.get('uri') ?? '') ?? noPost('page');
  if (host === 'embed.bsky.app') return onEmbedHost(url);
  if (host === 'go.bsky.app') return byInnerUrl(url, 'u') ?? noPost('page');
  if (!postDomains.some((domain) => isWithin(host, domain))) return null;
  return onPostHost(url);
}

export function canonicalUrl(postId: PostId): string {
  const name = nameOf(postId);
  if (name === null) throw new Error(`"${postId}" is no post id of Bluesky`);
  return `https://bsky.app/profile/${name.author}/post/${name.rkey}`;
}

export function nameOf(postId: PostId): PostName | null {
  const parts = /^bluesky:(.+):([^:]+)$/.exec(postId);
  return parts === null ? null : nameFrom(parts[1] ?? '', parts[2] ?? '');
}

export function isDid(author: string): boolean {
  return did.test(author);
}

export function postIdOf({ author, rkey: key }: PostName): PostId {
  return `bluesky:${author}:${key}`;
}

export function atUriOf({ author, rkey: key }: PostName): string {
  return `at://${author}/${COLLECTION}/${key}`;
}

/** The post that an `at://` address names; no `URL`, since that class cannot hold a DID as a host. */
export function nameInAtUri(uri: string): PostName | null {
  const parts = /^at:\/\/([^/?#]+)\/([^/?#]+)\/([^/?#]+)\/?$/.exec(uri.trim());
  return parts?.[2] === COLLECTION ? nameFrom(parts[1] ?? '', parts[3] ?? '') : null;
}

function nameFrom(author: string, key: string): PostName | null {
  const name = author.replace(/^@/, '').toLowerCase();
  return (did.test(name) || handle.test(name)) && rkey.test(key) ? { author: name, rkey: key } : null;
}

function onPostHost(url: URL): Identity {
  const [first, author, third, key] = segmentsOf(url);
  if (first === 'profile' && author !== undefined) {
    const name = third === 'post' && key !== undefined ? nameFrom(author, key) : null;
    if (name !== null) return post(name);
    return noPost(third === 'lists' || third === 'feed' ? 'list' : 'profile');
  }
  if (first === 'search' || first === 'hashtag' || first === 'tag' || first === 'starter-pack')
    return noPost('list');
  return noPost(first === 'intent' ? 'share' : 'page');
}

function onEmbedHost(url: URL): Identity {
  const [first, author, collection, key] = segmentsOf(url);
  if (first === 'oembed') return byInnerUrl(url, 'url') ?? noPost('page');
  if (first !== 'embed' || author === undefined || key === undefined || collection !== COLLECTION)
    return noPost('page');
  const name = nameFrom(author, key);
  return name === null ? noPost('page') : post(name);
}

function byInnerUrl(url: URL, parameter: string): Identity | null {
  const written = url.searchParams.get(parameter) ?? '';
  if (written.startsWith('at:')) return inAtUri(written);
  const inner = parseHttpUrl(written);
  if (inner === null || !postDomains.some((domain) => isWithin(hostOf(inner), domain))) return null;
  return onPostHost(inner);
}

function inAtUri(uri: string): Identity | null {
  const name = nameInAtUri(uri);
  return name === null ? null : post(name);
}

function post(name: PostName): Identity {
  const postId = postIdOf(name);
  return {
    platform: 'bluesky',
    kind: 'post',
    postId,
    canonicalUrl: canonicalUrl(postId),
    certain: isDid(name.author),
  };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'bluesky', kind, postId: null, canonicalUrl: null, certain: true };
}
