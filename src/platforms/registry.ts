import { type PostId, platformOf } from '#domain/post.ts';
import { pastWayOut, unwrapUrl, withoutSentenceMarks } from '#domain/url.ts';
import { bluesky } from './bluesky/index.ts';
import { dailymotion } from './dailymotion/index.ts';
import { facebook } from './facebook/index.ts';
import { instagram } from './instagram/index.ts';
import { linkedin } from './linkedin/index.ts';
import { mastodon } from './mastodon/index.ts';
import { peertube } from './peertube/index.ts';
import type { Identity, Platform } from './platform.ts';
import { quotation } from './quotation.ts';
import { reddit } from './reddit/index.ts';
import { streamable } from './streamable/index.ts';
import { telegram } from './telegram/index.ts';
import { threads } from './threads/index.ts';
import { tiktok } from './tiktok/index.ts';
import { truthsocial } from './truthsocial/index.ts';
import { twitch } from './twitch/index.ts';
import { vimeo } from './vimeo/index.ts';
import { vine } from './vine/index.ts';
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
  vine,
  mastodon,
  peertube,
  web,
];

const byName = new Map([...platforms, quotation].map((platform) => [platform.name, platform]));

/**
 * Pure, and never null: what no platform claims is a page of the web. Looks through archive and translation wrappers, and
 * past the pages on the way out of a site.
 */
export function identify(given: URL): Identity {
  const url = pastWayOut(given);
  const inner = unwrapUrl(url);
  const wrapped = inner === null ? null : claim(inner);
  // A snapshot of an ordinary page stays what was asked for.
  if (wrapped !== null && wrapped.platform !== web.name) return wrapped;
  const identity = claim(url);
  if (identity === null) throw new Error('the last platform of the registry claims every URL');
  return identity;
}

/** An address glued to the end of a sentence is a post's where it would be without; a page's may well end so. */
function claim(url: URL): Identity | null {
  const bare = withoutSentenceMarks(url);
  const post = bare === url ? null : claimAsGiven(bare);
  return post !== null && post.postId !== null && post.platform !== web.name ? post : claimAsGiven(url);
}

function claimAsGiven(url: URL): Identity | null {
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
