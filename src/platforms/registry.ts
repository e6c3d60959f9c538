import type { Fetch } from '#domain/fetch.ts';
import { type PostId, platformOf } from '#domain/post.ts';
import { parseHttpUrl, unwrapUrl } from '#domain/url.ts';
import { bluesky } from './bluesky/index.ts';
import { dailymotion } from './dailymotion/index.ts';
import { facebook } from './facebook/index.ts';
import { instagram } from './instagram/index.ts';
import { linkedin } from './linkedin/index.ts';
import { mastodon } from './mastodon/index.ts';
import { peertube } from './peertube/index.ts';
import type { Identity, Platform, Resolution } from './platform.ts';
import { quotation } from './quotation.ts';
import { reddit } from './reddit/index.ts';
import { streamable } from './streamable/index.ts';
import { telegram } from './telegram/index.ts';
import { threads } from './threads/index.ts';
import { tiktok } from './tiktok/index.ts';
import { truthsocial } from './truthsocial/index.ts';
import { twitch } from './twitch/index.ts';
import { vimeo } from './vimeo/index.ts';
import { vk } from './vk/index.ts';
import { web } from './web/index.ts';
import { x } from './x/index.ts';
import { youtube } from './youtube/index.ts';

/** Asked in this order; `web` takes what nobody else claims. One line a platform. */
export const platforms: readonly Platform[] = [
  x,
  bluesky,
  truthsocial,
  instagram,
  threads,
  telegram,
  tiktok,
  reddit,
  facebook,
  vk,
  linkedin,
  youtube,
  vimeo,
  dailymotion,
  twitch,
  streamable,
  mastodon,
  peertube,
  web,
];

const byName = new Map([...platforms, quotation].map((platform) => [platform.name, platform]));

/** Pure, and never null: what no platform claims is a page of the web. Looks through archive and translation wrappers. */
export function identify(url: URL): Identity {
  const inner = unwrapUrl(url);
  const wrapped = inner === null ? null : claim(inner);
  // A snapshot of an ordinary page stays what was asked for.
  if (wrapped !== null && wrapped.platform !== web.name) return wrapped;
  const identity = claim(url);
  if (identity === null) throw new Error('the last platform of the registry claims every URL');
  return identity;
}

function claim(url: URL): Identity | null {
  for (const platform of platforms) {
    const identity = platform.identify(url);
    if (identity !== null) return identity;
  }
  return null;
}

/** Throws where the id is of no platform here. */
export function platformFor(postId: PostId): Platform {
  const platform = byName.get(platformOf(postId));
  if (platform === undefined) throw new Error(`"${postId}" is of no platform that is known here`);
  return platform;
}

/** Follows a provisional post; a short link that leaves its platform becomes the post or page that it leads to. */
export async function resolvePost(postId: PostId, fetch: Fetch, signal: AbortSignal): Promise<Resolution> {
  const resolution = await platformFor(postId).resolve(postId, fetch, signal);
  if (resolution.kind !== 'dead' || resolution.leadsTo === undefined) return resolution;
  const url = parseHttpUrl(resolution.leadsTo);
  const identity = url === null ? null : identify(url);
  if (identity === null || identity.postId === null || identity.canonicalUrl === null) return resolution;
  const { postId: id, canonicalUrl } = identity;
  return { kind: 'resolved', identity: { ...identity, postId: id, canonicalUrl }, chain: resolution.chain };
}
