import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';
import { timeOfId } from './snowflake.ts';

/** Large servers, whose profiles are known as such; posts are taken from any host. */
const knownServers: ReadonlySet<string> = new Set([
  'mastodon.social',
  'mastodon.online',
  'mstdn.social',
  'mstdn.jp',
  'mas.to',
  'mastodon.world',
  'mastodon.cloud',
  'mastodon.art',
  'mastodon.green',
  'mastodon.uno',
  'techhub.social',
  'hachyderm.io',
  'fosstodon.org',
  'infosec.exchange',
  'chaos.social',
  'troet.cafe',
  'norden.social',
  'social.vivaldi.net',
  'universeodon.com',
  'pawoo.net',
  'piaille.fr',
  'social.network.europa.eu',
  'newsie.social',
  'journa.host',
  'kolektiva.social',
  'ioc.exchange',
  'c.im',
  'aus.social',
  'mamot.fr',
]);
/** Sites with accounts under `/@name` that do not speak the API. */
const otherSites = [
  'medium.com',
  'substack.com',
  'youtube.com',
  'tiktok.com',
  'threads.net',
  'threads.com',
  'truthsocial.com',
  'odysee.com',
  'steemit.com',
  'patreon.com',
  'lemon8-app.com',
];

/** Kinds of ids by the software that makes them. */
const snowflake = /^[1-9]\d{0,19}$/;
const ulid = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const flake = /^(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9]{18}$/;
const aidx = /^(?=.*[a-z])[0-9a][0-9a-z]{15}$/;

export interface StatusName {
  host: string;
  id: string;
}

/** Pure; any host may be a server, so `certain` is false until an answer confirms it. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  const segments = segmentsOf(url);
  if (host === 'elk.zone' || host === 'main.elk.zone') return onReader(segments);
  if (host === 'fxmas.to')
    return onReader(/^https?:$/.test(segments[0] ?? '') ? segments.slice(1) : segments);
  return onServer(host, segments);
}

export function canonicalUrl(postId: PostId): string {
  const name = statusNamedBy(postId);
  return `https://${name.host}/${pathOf(name.id)}/${name.id}`;
}

export function nameOf(postId: PostId): StatusName | null {
  const parts = /^mastodon:([^:]+):([^:]+)$/.exec(postId);
  const [, host, id] = parts ?? [];
  if (host === undefined || id === undefined || !isServerName(host) || !isStatusId(id)) return null;
  return { host, id };
}

/** The same, of an id that must be one of a server's. */
export function statusNamedBy(postId: PostId): StatusName {
  const name = nameOf(postId);
  if (name === null) throw new Error(`"${postId}" is no post id of a Mastodon server`);
  return name;
}

/** Of these the host's name alone tells that it is a server. */
export function isKnownServer(host: string): boolean {
  return knownServers.has(host);
}

/** The post that a status's own `uri` or `url` names, which is on the server that it comes from. */
export function identityOfUri(uri: string): (Identity & { postId: PostId; canonicalUrl: string }) | null {
  const url = URL.parse(uri);
  const identity = url === null ? null : identify(url);
  if (identity === null || identity.postId === null || identity.canonicalUrl === null) return null;
  const { postId, canonicalUrl: canonical } = identity;
  return { ...identity, postId, canonicalUrl: canonical, certain: true };
}

function onReader(segments: string[]): Identity | null {
  const [host, ...rest] = segments;
  return host === undefined || !isServerName(host) ? null : onServer(host.toLowerCase(), rest);
}

function onServer(host: string, segments: string[]): Identity | null {
  if (!isServerName(host) || otherSites.some((site) => isWithin(host, site))) return null;
  const id = statusIdIn(segments);
  if (id !== null) return post({ host, id });
  return knownServers.has(host) ? noPost(kindOfPage(segments)) : null;
}

function statusIdIn(segments: string[]): string | null {
  const path = /^(?:web|deck|ap)$/.test(segments[0] ?? '') ? segments.slice(1) : segments;
  const [first = '', second = '', third = '', fourth = ''] = path;
  if (first === 'api' && second === 'v1') return third === 'statuses' ? known(fourth) : null;
  if (first === 'statuses' || (first === 'embed' && /^\d{15,}$/.test(second))) return known(second);
  // Pixelfed
  if (first === 'p' && /^\d{17,19}$/.test(third)) return known(third);
  if (first === 'users' && third === 'statuses') return known(fourth);
  if (first === 'notice') return flake.test(second) ? second : null;
  if (first === 'notes') return aidx.test(second) ? second : null;
  if (!/^@[\w.-]+(?:@[\w.-]+)?$/.test(first)) return null;
  if (second === 'posts' || second === 'statuses') return known(third);
  return isOldOrTimeless(second) ? null : known(second);
}

function known(id: string): string | null {
  return isStatusId(id) ? id : null;
}

/** Bare numbers stand below an account's name on other sites too: there they must carry a time. */
function isOldOrTimeless(id: string): boolean {
  return /^\d+$/.test(id) && timeOfId(id) === null;
}

function isStatusId(id: string): boolean {
  return snowflake.test(id) || ulid.test(id) || flake.test(id) || aidx.test(id);
}

/** Where the server shows a status without its author's name in the path. */
function pathOf(id: string): string {
  if (snowflake.test(id) || ulid.test(id)) return 'statuses';
  return flake.test(id) ? 'notice' : 'notes';
}

function isServerName(host: string): boolean {
  return /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/i.test(host);
}

function kindOfPage([first]: string[]): UrlKind {
  if (/^(?:@|users$|web$)/.test(first ?? '')) return 'profile';
  if (first === 'tags') return 'list';
  return first === 'share' ? 'share' : 'page';
}

function post(name: StatusName): Identity {
  const postId = `mastodon:${name.host}:${name.id}`;
  return { platform: 'mastodon', kind: 'post', postId, canonicalUrl: canonicalUrl(postId), certain: false };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'mastodon', kind, postId: null, canonicalUrl: null, certain: true };
}
