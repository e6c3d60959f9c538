import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dailymotion } from '#platforms/dailymotion/index.ts';
import { peertube } from '#platforms/peertube/index.ts';
import type { Platform } from '#platforms/platform.ts';
import { streamable } from '#platforms/streamable/index.ts';
import { twitch } from '#platforms/twitch/index.ts';
import { vimeo } from '#platforms/vimeo/index.ts';
import { youtube } from '#platforms/youtube/index.ts';

const word = (pattern: RegExp) => fc.stringMatching(pattern);
const uuid = fc.uuid({ version: [4, 7] });

/** Ids as the platforms give them out. */
const ids: [Platform, fc.Arbitrary<string>][] = [
  [youtube, word(/^[A-Za-z0-9_-]{11}$/).filter((id) => id !== 'videoseries' && id !== 'live_stream')],
  [vimeo, fc.integer({ min: 1, max: 2_000_000_000 }).map(String)],
  [dailymotion, word(/^[xk][a-zA-Z0-9]{4,18}$/)],
  [peertube, fc.tuple(fc.domain(), uuid).map(([host, id]) => `${host.toLowerCase()}:${id}`)],
  [twitch, word(/^[A-Z][a-z]{3,9}[A-Z][a-z]{3,9}(?:-[A-Za-z0-9_-]{16})?$/)],
  [streamable, word(/^[a-z0-9]{5,6}$/).filter((id) => /\d/.test(id))],
];
const hosts = [
  'www.youtube.com',
  'youtu.be',
  'i.ytimg.com',
  'vimeo.com',
  'player.vimeo.com',
  'www.dailymotion.com',
  'geo.dailymotion.com',
  'clips.twitch.tv',
  'www.twitch.tv',
  'streamable.com',
  'peertube.example.org',
];
const segments = [
  'watch',
  'embed',
  'video',
  'v',
  'w',
  'p',
  'clip',
  'videos',
  'review',
  's',
  'e',
  'swf',
  '%E0%A4%A',
];

describe.each(ids)('the URLs of $name', (platform, id) => {
  it('name each post once: the canonical URL leads back to its id', () => {
    fc.assert(
      fc.property(id, (each) => {
        const postId = `${platform.name}:${each}`;
        const identity = platform.identify(new URL(platform.canonicalUrl(postId)));
        expect(identity).toMatchObject({ platform: platform.name, postId });
      }),
    );
  });

  it('are told from any others without a crash, and a post that is found keeps its id', () => {
    const path = fc.array(fc.oneof(fc.constantFrom(...segments), fc.string(), id), { maxLength: 5 });
    const query = fc.oneof(
      fc.string(),
      fc.webQueryParameters(),
      id.map((each) => `v=${each}&video=${each}&h=a`),
    );
    fc.assert(
      fc.property(fc.constantFrom(...hosts), path, query, fc.string(), (host, parts, search, hash) => {
        const url = URL.parse(`https://${host}/${parts.join('/')}?${search}#${hash}`);
        const identity = url === null ? null : platform.identify(url);
        if (identity === null || identity.postId === null || identity.canonicalUrl === null) return;
        expect(platform.identify(new URL(identity.canonicalUrl))?.postId).toBe(identity.postId);
      }),
    );
  });
});
