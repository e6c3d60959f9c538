import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facebook } from '#platforms/facebook/index.ts';
import { linkedin } from '#platforms/linkedin/index.ts';
import type { Platform } from '#platforms/platform.ts';
import { reddit } from '#platforms/reddit/index.ts';
import { telegram } from '#platforms/telegram/index.ts';
import { tiktok } from '#platforms/tiktok/index.ts';
import { vk } from '#platforms/vk/index.ts';

const table: [Platform, hosts: string[], words: string[]][] = [
  [
    telegram,
    ['t.me', 'telegram.me', 'lamps.t.me'],
    ['s', 'c', 'share', 'lamps', 'joinchat', '62', '1234567890'],
  ],
  [
    tiktok,
    ['www.tiktok.com', 'vm.tiktok.com'],
    ['@a', 'video', 'photo', 'embed', 'v2', 't', 'share', 'ZTR45GpSF', '7240568259186019630'],
  ],
  [
    reddit,
    ['www.reddit.com', 'redd.it', 'v.redd.it'],
    ['r', 'u', 'user', 'comments', 's', 'comment', 'gallery', '7pfpeq', 'hKrTTvFVwZ'],
  ],
  [
    facebook,
    ['www.facebook.com', 'fb.watch', 'fb.me'],
    [
      'share',
      'p',
      'posts',
      'videos',
      'groups',
      'reel',
      'watch',
      'events',
      'notes',
      'photos',
      'lamps',
      '827163017327807',
      'permalink.php?story_fbid=827163017327807',
      '?v=827163017327807&comment_id=1070233703036185',
    ],
  ],
  [
    vk,
    ['vk.com', 'vkvideo.ru'],
    ['wall-1_2', 'video1_2', 'clip-3_4', 'photo5_6', '?z=video-7_8', 'video_ext.php?oid=-7&id=8', 'playlist'],
  ],
  [
    linkedin,
    ['www.linkedin.com', 'lnkd.in'],
    [
      'posts',
      'pulse',
      'feed',
      'update',
      'embed',
      'urn:li:share:7151241570371948544',
      'a_b-activity-7151241570371948544-4Gu7',
      'dAbC',
    ],
  ],
];

describe.each(table)('the URLs of $0.name', (platform, hosts, words) => {
  it('are told without a crash, and a post keeps its id by its canonical URL', () => {
    const segment = fc.oneof(fc.constantFrom(...words), fc.webSegment(), fc.nat().map(String));
    const url = fc
      .tuple(fc.constantFrom(...hosts), fc.array(segment, { maxLength: 5 }), fc.webQueryParameters())
      .map(([host, segments, query]) =>
        URL.parse(`https://${host}/${segments.join('/')}${query === '' ? '' : `?${query}`}`),
      );
    fc.assert(
      fc.property(url, (given) => {
        if (given === null) return;
        const identity = platform.identify(given);
        if (!identity?.postId || !identity.canonicalUrl) return;
        expect(identity.postId).not.toContain('/');
        expect(identity.postId.startsWith(`${platform.name}:`)).toBe(true);
        expect(platform.isProvisional(identity.postId)).toBe(!identity.certain);
        expect(platform.identify(new URL(identity.canonicalUrl))?.postId).toBe(identity.postId);
      }),
      { numRuns: 2000 },
    );
  });
});
