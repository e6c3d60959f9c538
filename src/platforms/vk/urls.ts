import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, parseHttpUrl, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, Target, UrlKind } from '../platform.ts';

const ownDomains = ['vk.com', 'vk.ru', 'vkvideo.ru', 'vkontakte.ru'];
/** Subdomains that are sites of their own, with no posts under their paths. */
const otherSites = new Set('api dev id mail live cloud support ads'.split(' '));
/** A clip is a video by another name; a negative owner is a community. */
const named = /^(wall|video|clip|photo)(-?[1-9]\d{0,19})_([1-9]\d{0,19})(?:_r\d{1,20})?(?![\p{L}\p{N}_])/u;
const kinds = { wall: 'post', video: 'video', photo: 'photo' } as const;

export interface Thing {
  kind: 'wall' | 'video' | 'photo';
  owner: string;
  number: string;
}

/** Pure; null where the URL is not of VK. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  const domain = ownDomains.find((own) => isWithin(host, own));
  if (domain === undefined) return null;
  const site = host.slice(0, -domain.length - 1);
  if (otherSites.has(site)) return noPost(site === 'live' ? 'live' : 'page');
  const segments = segmentsOf(url);
  const candidates = [url.searchParams.get('z'), url.searchParams.get('w'), ...segments.slice(0, 2)];
  for (const candidate of candidates) {
    const thing = thingIn(candidate ?? '');
    if (thing !== null) return post(thing);
  }
  if (segments[0] === 'video_ext.php') return player(url);
  return noPost(kindOfPage(segments[0] ?? ''));
}

/**
 * The key by which a player's address shows its video, where the embed that it was found in has one: it is given to a site
 * that embeds, not to the video, so it is no part of the id.
 */
export function keyFor({ postId, foundUrl }: Target): string | null {
  const given = parseHttpUrl(foundUrl ?? '');
  const url = given && (unwrapUrl(given) ?? given);
  if (url === null || identify(url)?.postId !== postId) return null;
  return /^[0-9a-z]{8,64}$/i.exec(url.searchParams.get('hash') ?? '')?.[0] ?? null;
}

export function canonicalUrl(postId: PostId): string {
  const thing = thingOf(postId);
  if (thing === null) throw new Error(`"${postId}" is no post id of VK`);
  return `https://vk.com/${thing.kind}${thing.owner}_${thing.number}`;
}

export function thingOf(postId: PostId): Thing | null {
  const match = /^vk:((?:wall|video|photo)-?[1-9]\d{0,19}_[1-9]\d{0,19})$/.exec(postId);
  return match === null ? null : thingIn(match[1] ?? '');
}

function thingIn(text: string): Thing | null {
  const match = named.exec(text);
  if (match === null) return null;
  const [, name, owner = '', number = ''] = match;
  const kind = name === 'wall' || name === 'photo' ? name : 'video';
  return { kind, owner, number };
}

/** `video_ext.php?oid=&id=&hash=`, the player of embeds. */
function player(url: URL): Identity {
  const thing = thingIn(`video${url.searchParams.get('oid') ?? ''}_${url.searchParams.get('id') ?? ''}`);
  return thing === null ? noPost('page') : post(thing);
}

function kindOfPage(first: string): UrlKind {
  if (/^(?:albums?|videos|clips|video|playlist|photos|audios)(?![a-z])/.test(first)) return 'list';
  if (first === 'share.php') return 'share';
  return /^[@\w.]{2,64}$/.test(first) && !first.endsWith('.php') ? 'profile' : 'page';
}

function post(thing: Thing): Identity {
  const postId = `vk:${thing.kind}${thing.owner}_${thing.number}`;
  return {
    platform: 'vk',
    kind: kinds[thing.kind],
    postId,
    canonicalUrl: canonicalUrl(postId),
    certain: true,
  };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'vk', kind, postId: null, canonicalUrl: null, certain: true };
}
