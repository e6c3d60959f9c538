import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, segmentsOf, unwrapUrl } from '#domain/url.ts';
import { noPost, postIdentity } from '../identity.ts';
import type { Identity, UrlKind } from '../platform.ts';

/** Subdomains that are sites of their own. */
const otherSites = new Set(
  'affiliate api blog brand dashboard dev devstatus help safety sings status support'.split(' '),
);
/** Pages of clips.twitch.tv that stand where a clip's slug stands. */
const clipsPages = new Set(['embed', 'create']);
const listPages = new Set(['directory', 'videos', 'search', 'collections', 'schedule', 'about', 'clips']);

/** What a post of Twitch is: a clip by its slug, or a recording (VOD) by its number. */
export type TwitchPost = { kind: 'clip'; slug: string } | { kind: 'vod'; number: string };

/** Pure; null where the URL is not of Twitch. */
export function identify(given: URL): Identity | null {
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  if (isWithin(host, 'clips.twitchcdn.net') || isWithin(host, 'clips-media-assets2.twitch.tv')) {
    return noPost('twitch', 'media');
  }
  if (!isWithin(host, 'twitch.tv') || otherSites.has(host.replace(/\.twitch\.tv$/, ''))) return null;
  const post = host === 'clips.twitch.tv' ? onClipsHost(url) : onSite(url);
  return post === null ? noPost('twitch', kindOfPage(host, url)) : identityOf(post);
}

export function canonicalUrl(postId: PostId): string {
  const post = twitchPostOf(postId);
  if (post === null) throw new Error(`"${postId}" is no post id of Twitch`);
  return post.kind === 'clip'
    ? `https://clips.twitch.tv/${post.slug}`
    : `https://www.twitch.tv/videos/${post.number}`;
}

/** Numbers are recordings: a clip's slug begins with a word. */
export function twitchPostOf(postId: PostId): TwitchPost | null {
  const id = /^twitch:([\w-]{1,120})$/.exec(postId)?.[1];
  if (id === undefined) return null;
  if (/^\d+$/.test(id)) return /^[1-9]\d{0,14}$/.test(id) ? { kind: 'vod', number: id } : null;
  return isSlug(id) ? { kind: 'clip', slug: id } : null;
}

/** `/<Slug>`, `/<channel>/<Slug>` as it was once, `/embed?clip=<Slug>`. */
function onClipsHost(url: URL): TwitchPost | null {
  const [first, second] = segmentsOf(url);
  if (first === 'embed') return clip(url.searchParams.get('clip'));
  if (first === 'create') return null;
  return clip(second ?? first);
}

function onSite(url: URL): TwitchPost | null {
  const segments = segmentsOf(url);
  const [first, second, third] = segments;
  if (first === 'clip') return clip(second);
  if (second === 'clip') return clip(third);
  if (first === 'videos') return vod(second);
  if (second === 'v' || second === 'video' || second === 'videos') return vod(third);
  if (hostOf(url) !== 'player.twitch.tv' && hostOf(url) !== 'embed.twitch.tv') return null;
  return clip(url.searchParams.get('clip')) ?? vod(url.searchParams.get('video'));
}

function clip(text: string | undefined | null): TwitchPost | null {
  const slug = /^[\w-]+/.exec(text ?? '')?.[0] ?? '';
  return isSlug(slug) ? { kind: 'clip', slug } : null;
}

function isSlug(text: string): boolean {
  return /^[A-Za-z][\w-]{3,119}$/.test(text) && !clipsPages.has(text);
}

function vod(text: string | undefined | null): TwitchPost | null {
  const number = /^v?([1-9]\d{0,14})(?!\w)/.exec(text ?? '')?.[1];
  return number === undefined ? null : { kind: 'vod', number };
}

function identityOf(post: TwitchPost): Identity {
  const postId = `twitch:${post.kind === 'clip' ? post.slug : post.number}`;
  return postIdentity('twitch', post.kind, postId, canonicalUrl(postId));
}

function kindOfPage(host: string, url: URL): UrlKind {
  if (host === 'player.twitch.tv' || host === 'embed.twitch.tv') return 'live';
  const [first, second] = segmentsOf(url);
  if (first === undefined) return 'page';
  if (listPages.has(first) || listPages.has(second ?? '')) return 'list';
  return second === undefined ? 'profile' : 'page';
}
