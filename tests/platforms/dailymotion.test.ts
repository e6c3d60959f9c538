import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { dailymotion } from '#platforms/dailymotion/index.ts';
import { identify } from '#platforms/dailymotion/urls.ts';
import { absenceWords } from '#platforms/dailymotion/view.ts';
import { judgePlayerSight } from '#platforms/seeing/player-sight.ts';
import { answer, platformContract } from '../contracts/platform.ts';
import { playerSight, type Said, saidOf } from './players.ts';
import { haveRecordings, recordedJson } from './recordings.ts';
import { judgeUrls, recordingsOf } from './url-vectors.ts';

const never = new AbortController().signal;
const post = 'dailymotion:x8t1eho';
const target = { postId: post, canonicalUrl: 'https://www.dailymotion.com/video/x8t1eho' };

const metadata = {
  id: 'x8t1eho',
  title: 'Neige & lumière',
  owner: {
    id: 'x1abc',
    screenname: 'Ada',
    username: 'ada-films',
    url: 'https://www.dailymotion.com/ada-films',
    avatars: { '60': 'https://s1.dmcdn.net/u/60', '720': 'https://s1.dmcdn.net/u/720' },
  },
  created_time: 1_703_000_000,
  duration: 62,
  language: 'fr',
  posters: { '240': 'https://s1.dmcdn.net/v/240', '1080': 'https://s1.dmcdn.net/v/1080' },
  stream_type: 'recorded',
  qualities: {
    auto: [{ type: 'application/x-mpegURL', url: 'https://cdndirector.dailymotion.com/a.m3u8' }],
    '480': [{ type: 'video/mp4', url: 'https://proxy.dailymotion.com/480.mp4' }],
    '720': [{ type: 'video/mp4', url: 'https://proxy.dailymotion.com/720.mp4' }],
  },
};
const there: Said = [200, metadata];
function error(fields: object): Said {
  return [200, { id: 'x8t1eho', error: fields }];
}
function oembed(changes: object = {}): Said {
  return [
    200,
    {
      title: 'Neige & lumière',
      description: 'Filmé à l’aube.',
      author_name: 'Ada',
      author_url: 'https://www.dailymotion.com/ada-films',
      html: '<iframe src="https://geo.dailymotion.com/player.html?video=x8t1eho&"></iframe>',
      thumbnail_url: 'https://s1.dmcdn.net/v/x240',
      ...changes,
    },
  ];
}
const gone: Said = [404, { error: 'not found' }];
const refused: Said = [403, '<html>no</html>'];
const broken: Said = [502, ''];

function sources(metadata: Said, oembed: Said): Fetch {
  return async (url) => {
    const { pathname } = new URL(url);
    if (pathname.startsWith('/player/metadata/video/')) return answer(url, ...metadata);
    if (pathname === '/services/oembed') return answer(url, ...oembed);
    throw new Error(`no answer was prepared for ${url}`);
  };
}

platformContract(dailymotion, {
  urls: [
    ['https://www.dailymotion.com/video/x8t1eho', post],
    ['http://dailymotion.com/video/x8t1eho_neige-et-lumiere_news?start=5', post],
    ['https://www.dailymotion.com/fr/video/x8t1eho', post],
    ['https://www.dailymotion.com/embed/video/x8t1eho?autoplay=1', post],
    ['https://www.dailymotion.com/swf/x8t1eho', post],
    ['https://www.dailymotion.com/swf/video/x8t1eho', post],
    ['https://www.dailymotion.com/crawler/video/x8t1eho', post],
    ['https://www.dailymotion.com/hub/x9q_ada#video=x8t1eho', post],
    ['https://www.dailymotion.com/services/oembed?url=https%3A%2F%2Fdai.ly%2Fx8t1eho', post],
    ['https://www.dailymotion.com/player/metadata/video/x8t1eho', post],
    ['https://dai.ly/x8t1eho', post],
    ['https://geo.dailymotion.com/player.html?video=x8t1eho&mute=true', post],
    ['https://geo.dailymotion.com/player/xakln.html?video=x8t1eho&playlist=x7wdsj', post],
    ['https://touch.dailymotion.com/video/x8t1eho', post],
    ['https://www.lequipe.fr/video/x8t1eho', post],
    ['https://dai.ly/k41fZWpx2TaAORA2nok', 'dailymotion:k41fZWpx2TaAORA2nok'],
    ['https://web.archive.org/web/2019/https://dai.ly/x8t1eho', post],
    ['https://geo.dailymotion.com/player/xf7zn.html?playlist=x7wdsj', null],
    ['https://www.dailymotion.com/playlist/x7wdsj', null],
    ['https://www.dailymotion.com/user/ada', null],
    ['https://www.dailymotion.com/ada-films', null],
    ['https://s1.dmcdn.net/v/63aD1au2tjDf9rTG/x240', null],
  ],
  foreign: [
    'https://notdailymotion.com/video/x8t1eho',
    'https://dailymotion.com.example.org/video/x8t1eho',
    'https://www.dailymotion.com:8443/video/x8t1eho',
    'https://www.lequipe.fr/Football/Actualites/a/1',
    'https://www.lequipe.fr/explore/video/les-finales/20206534',
    'https://example.org/video/x8t1eho',
  ],
  canonicalUrls: 'computed',
  provisional: null,
  target,
  alive: sources(there, oembed()),
});

describe('a look at a video of Dailymotion', () => {
  it('reads the record whole, with the description of oEmbed', async () => {
    const { conclusion } = await dailymotion.look(target, sources(there, oembed()), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        author: { name: 'Ada', handle: 'ada-films', id: 'x1abc', avatarUrl: 'https://s1.dmcdn.net/u/720' },
        title: 'Neige & lumière',
        text: 'Filmé à l’aube.',
        textTruncated: false,
        language: 'fr',
        publishedAt: '2023-12-19T15:33:20.000Z',
        media: [{ kind: 'video', durationMs: 62_000, posterUrl: 'https://s1.dmcdn.net/v/1080' }],
      },
    });
    const urls = conclusion.kind === 'live' ? conclusion.record.media[0]?.variants.map(({ url }) => url) : [];
    expect(urls).toEqual([
      'https://proxy.dailymotion.com/720.mp4',
      'https://proxy.dailymotion.com/480.mp4',
      'https://cdndirector.dailymotion.com/a.m3u8',
    ]);
  });

  it('says that there is no description where oEmbed is refused', async () => {
    const { conclusion } = await dailymotion.look(target, sources(there, refused), never);
    expect(conclusion).toMatchObject({ kind: 'live', record: { text: '', textTruncated: true } });
  });

  it('labels what runs and what is not for all', async () => {
    const live: Said = [200, { ...metadata, stream_type: 'LIVE', explicit: true }];
    const { conclusion } = await dailymotion.look(target, sources(live, oembed()), never);
    expect(conclusion).toMatchObject({ kind: 'live', record: { labels: ['live', 'sensitive'] } });
  });

  it('takes the answer about a private video by its public id', async () => {
    const hidden = {
      postId: 'dailymotion:k41fZWpx2TaAORA2nok',
      canonicalUrl: 'https://www.dailymotion.com/video/k41fZWpx2TaAORA2nok',
    };
    const { conclusion } = await dailymotion.look(hidden, sources(there, refused), never);
    expect(conclusion).toMatchObject({ kind: 'live', record: hidden });
  });

  const rows: [Absence | Obstacle | 'live', Said, Said][] = [
    ['deleted', error({ code: 'DM002', title: 'Content deleted' }), gone],
    ['removed', error({ code: 'DM005', title: 'Content rejected.' }), gone],
    ['geo-blocked', error({ code: 'DM007', title: 'Geo-restricted' }), oembed()],
    ['geo-blocked', error({ title: 'This video is not available in your country' }), oembed()],
    ['protected', error({ code: 'DM010', title: 'Private content' }), refused],
    ['protected', error({ title: 'This video is password protected' }), refused],
    ['age-gated', error({ code: 'DM008', title: 'Explicit content' }), oembed()],
    ['removed', error({ code: 'DM999', raw_message: 'removed for a breach of the terms of use' }), gone],
    ['not-found', error({ title: 'Video not found', raw_message: 'No such video' }), gone],
    ['not-found', [404, { error: { type: 'not_found', status_code: 404 } }], gone],
    ['unreadable', error({ title: 'Video not found' }), oembed()],
    ['unreadable', error({ code: 'DM012', title: 'Encoding in progress' }), gone],
    ['protected', [200, { ...metadata, is_password_protected: true, qualities: {} }], oembed()],
    ['live', refused, oembed()],
    ['walled', refused, gone],
    ['unreadable', [404, '<html>'], gone],
    ['unreachable', broken, oembed()],
    ['live', there, gone],
    ['unreadable', [200, { ...metadata, id: 'x000001' }], refused],
    ['unreadable', [200, { ...metadata, title: null }], refused],
    [
      'walled',
      refused,
      oembed({ html: '<iframe src="https://geo.dailymotion.com/player.html?video=x000001">' }),
    ],
  ];
  it.each(rows)('%s: %j, %j', async (expected, first, second) => {
    const { conclusion, signals } = await dailymotion.look(target, sources(first, second), never);
    expect(saidOf(conclusion)).toBe(expected);
    expect(signals.map(({ source }) => source)).toEqual(['dailymotion/metadata', 'dailymotion/oembed']);
  });
});

describe('what Dailymotion’s player shows', () => {
  it.each([
    ['the video, by its link', { links: ['https://dai.ly/x8t1eho'] }, 'expected'],
    ['another video', { links: ['https://www.dailymotion.com/video/x000001'] }, 'wrong-post'],
    ['that it is gone', { error: 'This video has been deleted.' }, 'absence'],
    ['an error of its own', { error: 'An error occurred, please reload' }, 'wall'],
  ])('%s', (_, changes, shows) => {
    const verdict = judgePlayerSight(
      playerSight(changes),
      { identify, absenceWords },
      { target, record: null },
    );
    expect(verdict.shows).toBe(shows);
    expect(dailymotion.views(target)[0]?.url).toContain('x8t1eho');
  });
});

describe.skipIf(!haveRecordings)('against what Dailymotion really answered', () => {
  const recordings = haveRecordings ? recordingsOf('dailymotion') : [];

  it.each(recordings)('$file', async ({ file, groundTruth }) => {
    const truth = z
      .object({ id: z.string(), title: z.string(), author: z.string(), thumbnail: z.string() })
      .parse(groundTruth);
    const judged = {
      postId: `dailymotion:${truth.id}`,
      canonicalUrl: `https://www.dailymotion.com/video/${truth.id}`,
    };
    const said: Said = [200, z.looseObject({}).parse(recordedJson(file))];
    const { conclusion } = await dailymotion.look(judged, sources(refused, said), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: { title: truth.title, author: { name: truth.author }, media: [{ posterUrl: truth.thumbnail }] },
    });
  });

  it('the URL vectors: id, kind and canonical URL', () => {
    const { judged, wrong } = judgeUrls(dailymotion, {
      idOf: ({ id }) => `dailymotion:${id}`,
      canonicalOf: ({ canonicalUrl }) => canonicalUrl ?? null,
    });
    console.info(`dailymotion: ${recordings.length} records judged`);
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(0);
  });
});
