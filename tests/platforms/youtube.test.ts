import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { recordOfOembed, videoOembedSchema } from '#platforms/asking/video-oembed.ts';
import { judgePlayerSight } from '#platforms/seeing/player-sight.ts';
import { youtube } from '#platforms/youtube/index.ts';
import { identify } from '#platforms/youtube/urls.ts';
import { always, answer, platformContract } from '../contracts/platform.ts';
import { playerSight, type Said, saidOf } from './players.ts';
import { haveRecordings, recordedBytes, recordedJson, recordedText } from './recordings.ts';
import { judgeUrls, recordingsOf } from './url-vectors.ts';

const never = new AbortController().signal;
const ID = '-aB_9cDeFgH';
const post = `youtube:${ID}`;
const target = targetOf(ID);

function targetOf(videoId: string) {
  return { postId: `youtube:${videoId}`, canonicalUrl: `https://www.youtube.com/watch?v=${videoId}` };
}

const details = {
  videoId: ID,
  title: 'Snow & light',
  lengthSeconds: '61',
  channelId: 'UC0000000000000000000000',
  shortDescription: 'Filmed at dawn. More at https://example.org/a.',
  viewCount: '1234',
  author: 'Ada',
  thumbnail: { thumbnails: [{ url: 'https://i.ytimg.com/vi/x/hqdefault.jpg', width: 480, height: 360 }] },
};
const microformat = {
  playerMicroformatRenderer: {
    thumbnail: {
      thumbnails: [{ url: 'https://i.ytimg.com/vi/x/maxresdefault.jpg', width: 1280, height: 720 }],
    },
    ownerProfileUrl: 'http://www.youtube.com/@ada_films',
    publishDate: '2022-08-04T12:59:59-07:00',
    isUnlisted: false,
    likeCount: '7',
  },
};
const streamingData = {
  formats: [
    {
      url: 'https://r1.googlevideo.com/videoplayback?itag=18',
      mimeType: 'video/mp4; codecs="a, b"',
      bitrate: 9,
      width: 640,
      height: 360,
    },
    { mimeType: 'video/mp4', signatureCipher: 's=1', bitrate: 99 },
  ],
  adaptiveFormats: [
    {
      url: 'https://r1.googlevideo.com/videoplayback?itag=137',
      mimeType: 'video/mp4',
      width: 1920,
      height: 1080,
    },
  ],
  hlsManifestUrl: 'https://manifest.googlevideo.com/a.m3u8',
};

function playable(status: object = {}, more: object = {}): object {
  return {
    playabilityStatus: { status: 'OK', playableInEmbed: true, ...status },
    videoDetails: details,
    microformat,
    streamingData,
    ...more,
  };
}
function page(player: object): Said {
  const json = JSON.stringify(player).replaceAll('/', '\\/');
  return [
    200,
    `<html><head><title>x</title></head><script>var ytInitialPlayerResponse = ${json};var meta = {};</script></html>`,
  ];
}
const oembed: Said = [
  200,
  {
    title: 'Snow & light',
    author_name: 'Ada',
    author_url: 'https://www.youtube.com/@ada_films',
    thumbnail_url: 'https://i.ytimg.com/vi/x/hqdefault.jpg',
    html: `<iframe src="https://www.youtube.com/embed/${ID}?feature=oembed"></iframe>`,
  },
];
const forbidden: Said = [403, 'Forbidden', { 'content-type': 'text/plain' }];
const noOembed: Said = [404, 'Not Found', { 'content-type': 'text/plain' }];
const broken: Said = [502, ''];

function sources(
  watch: Said,
  second: Said,
  change: (response: FetchResponse) => FetchResponse = (r) => r,
): Fetch {
  return async (url) => {
    const { pathname } = new URL(url);
    if (pathname === '/watch') return change(answer(url, ...watch));
    if (pathname === '/oembed') return answer(url, ...second);
    throw new Error(`no answer was prepared for ${url}`);
  };
}

platformContract(youtube, {
  urls: [
    [`https://www.youtube.com/watch?v=${ID}&t=1s&list=PL1`, post],
    [`http://YouTube.com/watch?app=desktop&v=${ID}`, post],
    [`https://www.youtube.com/watch?v=${ID}&v=BaW_jenozKc`, post],
    [`https://www.youtube.com/watch?feature=x&amp;v=${ID}`, post],
    [`https://www.youtube.com/watch?feature=x&amp;amp;v=${ID}`, post],
    [`https://www.youtube.com/watch?feature=x&#038;v=${ID}`, post],
    [`https://www.youtube.com/watch?v=${ID}%26feature=youtu.be`, post],
    [`https://m.youtube.com/watch?v=${ID}`, post],
    [`https://music.youtube.com/watch?v=${ID}`, post],
    [`https://www.youtube.com/watch_popup?v=${ID}`, post],
    [`https://www.youtube.com/watch/${ID}`, post],
    [`https://www.youtube.com/embed/${ID}?start=5`, post],
    [`https://www.youtube-nocookie.com/embed/${ID}`, post],
    [`https://youtube.googleapis.com/v/${ID}&hl=en_US&fs=1`, post],
    [`https://www.youtube.com/v/${ID}?version=3`, post],
    [`https://www.youtube.com/vi/${ID}`, post],
    [`https://www.youtube.com/?vi=${ID}`, post],
    [`https://www.youtube.com/e/${ID}`, post],
    [`https://www.youtube.com/shorts/${ID}?feature=share`, post],
    [`https://www.youtube.com/live/${ID}`, post],
    [`https://www.youtube.com/video/${ID}`, post],
    [`https://youtu.be/${ID}?si=abc`, post],
    [`https://youtu.be/${ID}%5D`, post],
    [`https://youtu.be/watch?v=${ID}`, post],
    [`https://yt.be/${ID}`, post],
    [`https://y2u.be/${ID}`, post],
    [`https://www.youtubekids.com/watch?v=${ID}`, post],
    [`https://www.youtube.de/watch?v=${ID}`, post],
    [`https://www.youtube.com/#/watch?v=${ID}`, post],
    [`https://m.youtube.com/?hl=fr#%2Fwatch%3Fv%3D${ID}`, post],
    [`https://www.youtube.com/user/ada#p/u/1/${ID}`, post],
    [`https://www.youtube.com/attribution_link?a=b&u=%2Fwatch%3Fv%3D${ID}%26feature%3Dshare`, post],
    [`https://www.youtube.com/signin?next=%2Fwatch%3Fv%3D${ID}`, post],
    [`https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D${ID}&gl=ES`, post],
    [`https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fyoutu.be%2F${ID}`, post],
    [`https://invidious.example.org/watch?v=${ID}`, post],
    [`https://yewtu.be/watch?v=${ID}`, post],
    [`https://piped.video/watch?v=${ID}`, post],
    [`https://i.ytimg.com/vi/${ID}/hqdefault.jpg`, post],
    [`https://img.youtube.com/vi/${ID}/0.jpg`, post],
    [`vnd.youtube://${ID}`, post],
    [`https://web.archive.org/web/2019/https://www.youtube.com/watch?v=${ID}`, post],
    ['https://www.youtube.com/embed/videoseries?list=PL1', null],
    ['https://www.youtube.com/embed/live_stream?channel=UC1', null],
    ['https://www.youtube.com/embed?listType=user_uploads&list=ada', null],
    ['https://www.youtube.com/playlist?list=PL1', null],
    ['https://www.youtube.com/@ada_films', null],
    ['https://www.youtube.com/channel/UC0000000000000000000000', null],
    ['https://www.youtube.com/watch?v=gnjuHYWGEW', null],
    ['https://www.youtube.com/watch?v=gnjuHYWGEWab', null],
    ['https://www.youtube.com/watch', null],
    ['https://www.youtube.com/clip/UgkxAAAAAAAAAAAAAAAAAAAAAAAA', null],
    ['https://yt3.ggpht.ytimg.com/a', null],
  ],
  foreign: [
    `https://notyoutube.com/watch?v=${ID}`,
    `https://youtube.com.example.org/watch?v=${ID}`,
    `https://example.org/watch?v=${ID}`,
    `https://www.youtube.com:8443/watch?v=${ID}`,
    `https://example.org/?u=https://youtu.be/${ID}`,
    'https://invidious.example.org/about',
    `ftp://www.youtube.com/watch?v=${ID}`,
  ],
  canonicalUrls: 'computed',
  provisional: null,
  target,
  alive: sources(page(playable()), oembed),
});

describe('a look at a video of YouTube', () => {
  it('reads the record whole', async () => {
    const { conclusion, signals, raw } = await youtube.look(target, sources(page(playable()), oembed), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        author: {
          name: 'Ada',
          handle: 'ada_films',
          url: 'https://www.youtube.com/@ada_films',
          id: details.channelId,
        },
        title: 'Snow & light',
        text: details.shortDescription,
        textTruncated: false,
        links: [{ url: 'https://example.org/a', start: 24, end: 45 }],
        publishedAt: '2022-08-04T19:59:59.000Z',
        counts: { views: 1234, likes: 7 },
        labels: [],
        media: [
          {
            kind: 'video',
            width: 1920,
            height: 1080,
            durationMs: 61_000,
            posterUrl: 'https://i.ytimg.com/vi/x/maxresdefault.jpg',
          },
        ],
      },
    });
    expect(signals.map(({ source }) => source)).toEqual(['youtube/watch', 'youtube/oembed']);
    expect(raw.map(({ name }) => name)).toEqual(['watch', 'oembed']);
  });

  it('lists files with picture and sound, then playlists, and neither hidden nor halved ones', async () => {
    const { conclusion } = await youtube.look(target, sources(page(playable()), oembed), never);
    const variants = conclusion.kind === 'live' ? conclusion.record.media[0]?.variants : [];
    expect(variants?.map(({ url }) => url)).toEqual([
      'https://r1.googlevideo.com/videoplayback?itag=18',
      'https://manifest.googlevideo.com/a.m3u8',
    ]);
  });

  const labels: [name: string, watch: Said, oembed: Said, labels: string[]][] = [
    ['playable', page(playable()), oembed, []],
    ['not embeddable, by the player', page(playable({ playableInEmbed: false })), oembed, ['not-embeddable']],
    ['not embeddable, by oEmbed', page(playable()), forbidden, ['not-embeddable']],
    [
      'scheduled',
      page(
        playable(
          { status: 'LIVE_STREAM_OFFLINE', reason: 'Premieres in 2 hours' },
          { videoDetails: { ...details, isUpcoming: true } },
        ),
      ),
      oembed,
      ['scheduled'],
    ],
    ['live', page(playable({}, { videoDetails: { ...details, isLive: true } })), oembed, ['live']],
    ['behind a warning', page(playable({ status: 'CONTENT_CHECK_REQUIRED' })), oembed, ['sensitive']],
    ['oEmbed is down', page(playable()), broken, []],
    ['oEmbed does not know it', page(playable()), noOembed, []],
    [
      'its owner lets nobody embed it',
      page(
        playable({
          status: 'UNPLAYABLE',
          reason: 'Playback on other websites has been disabled by the video owner',
        }),
      ),
      broken,
      ['not-embeddable'],
    ],
    [
      'a microformat of another client',
      page(playable({}, { microformat: { microformatDataRenderer: { title: 'x' } } })),
      broken,
      [],
    ],
  ];
  it.each(labels)('%s', async (_, watch, second, expected) => {
    const { conclusion } = await youtube.look(target, sources(watch, second), never);
    expect(conclusion.kind === 'live' && conclusion.record.labels).toEqual(expected);
  });

  const gone = (status: string, reason?: string, subreason?: string): Said =>
    page({
      playabilityStatus: {
        status,
        ...(reason === undefined ? {} : { reason }),
        errorScreen: {
          playerErrorMessageRenderer: { subreason: { runs: [{ text: subreason ?? '' }] } },
        },
      },
    });
  const absences: [Absence | Obstacle, Said, Said][] = [
    ['not-found', gone('ERROR', 'Video unavailable'), noOembed],
    ['not-found', gone('ERROR', 'This video is unavailable'), broken],
    ['not-found', gone('ERROR', "This video isn't available anymore"), forbidden],
    ['not-found', gone('ERROR', 'Vidéo non disponible'), noOembed],
    ['unreadable', gone('ERROR', "We're processing this video. Check back later."), noOembed],
    [
      'unreadable',
      gone(
        'UNPLAYABLE',
        'Video unavailable',
        'Playback on other websites has been disabled by the video owner',
      ),
      noOembed,
    ],
    ['unreadable', gone('ERROR', 'Video unavailable'), oembed],
    ['unreachable', gone('ERROR', 'Vidéo non disponible'), broken],
    ['deleted', gone('ERROR', 'Video unavailable', 'This video has been removed by the uploader'), noOembed],
    [
      'removed',
      gone(
        'ERROR',
        'Video unavailable',
        'This video has been removed for violating YouTube’s Terms of Service',
      ),
      noOembed,
    ],
    [
      'removed',
      gone('ERROR', 'Video unavailable', 'This video is no longer available due to a copyright claim by X'),
      noOembed,
    ],
    [
      'removed',
      gone(
        'UNPLAYABLE',
        'Video unavailable',
        'This video contains content from X, who has blocked it on copyright grounds',
      ),
      oembed,
    ],
    [
      'suspended',
      gone(
        'ERROR',
        'Video unavailable',
        'This video is no longer available because the YouTube account associated with this video has been terminated.',
      ),
      noOembed,
    ],
    [
      'suspended',
      gone(
        'ERROR',
        'Video unavailable',
        'The account has been terminated because of multiple third-party notifications of copyright infringement.',
      ),
      noOembed,
    ],
    [
      'account-gone',
      gone(
        'ERROR',
        'Video unavailable',
        'This video is no longer available because the uploader has closed their YouTube account.',
      ),
      noOembed,
    ],
    ['protected', gone('LOGIN_REQUIRED', 'This video is private'), forbidden],
    [
      'protected',
      page({
        playabilityStatus: {
          status: 'LOGIN_REQUIRED',
          messages: ['This is a private video. Please sign in to verify that you may see it.'],
        },
      }),
      forbidden,
    ],
    [
      'protected',
      gone('UNPLAYABLE', 'Join this channel to get access to members-only content like this video'),
      oembed,
    ],
    ['protected', gone('UNPLAYABLE', 'This video is only available to Music Premium members'), oembed],
    [
      'geo-blocked',
      gone(
        'UNPLAYABLE',
        'Video unavailable',
        'The uploader has not made this video available in your country',
      ),
      oembed,
    ],
    [
      'geo-blocked',
      gone(
        'UNPLAYABLE',
        'Video unavailable',
        'This video contains content from X, who has blocked it in your country on copyright grounds',
      ),
      oembed,
    ],
    ['age-gated', gone('LOGIN_REQUIRED', 'Sign in to confirm your age'), oembed],
    ['age-gated', gone('AGE_VERIFICATION_REQUIRED'), oembed],
    [
      'age-gated',
      page({ playabilityStatus: { status: 'LOGIN_REQUIRED', desktopLegacyAgeGateReason: 1 } }),
      oembed,
    ],
    ['login-gated', gone('LOGIN_REQUIRED', 'Sign in to watch this video'), forbidden],
    [
      'challenged',
      gone('LOGIN_REQUIRED', 'Sign in to confirm you’re not a bot', 'This helps protect our community.'),
      forbidden,
    ],
    ['rate-limited', gone('UNPLAYABLE', 'This content isn’t available, try again later.'), oembed],
    ['walled', gone('LOGIN_REQUIRED', 'Please sign in'), noOembed],
    ['unreadable', gone('UNPLAYABLE', 'Something new'), noOembed],
    ['unreadable', gone('ERROR_OF_A_NEW_KIND', 'Video unavailable'), forbidden],
    ['unreadable', page({ playabilityStatus: { reason: 'none' } }), noOembed],
    ['unreadable', page({}), noOembed],
    ['unreadable', [200, '<html><title>YouTube</title></html>'], noOembed],
    ['unreadable', page(playable({}, { videoDetails: { ...details, videoId: 'BaW_jenozKc' } })), noOembed],
    ['unreachable', broken, oembed],
    ['walled', [403, '<p>no</p>'], noOembed],
  ];
  it.each(absences)('%s: %j', async (expected, watch, second) => {
    const { conclusion } = await youtube.look(target, sources(watch, second), never);
    expect(saidOf(conclusion)).toBe(expected);
  });

  it('keeps what is told of a video that cannot be played here', async () => {
    const watch = page(playable({ status: 'UNPLAYABLE', reason: 'Not available in your country' }));
    const { conclusion } = await youtube.look(target, sources(watch, oembed), never);
    expect(conclusion).toMatchObject({
      kind: 'absent',
      absence: 'geo-blocked',
      record: { title: 'Snow & light' },
    });
  });

  it('takes oEmbed’s word where the page asks for a human, and says that the text is not whole', async () => {
    const wall = gone('LOGIN_REQUIRED', "Sign in to confirm you're not a bot");
    const { conclusion, signals } = await youtube.look(target, sources(wall, oembed), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: { title: 'Snow & light', author: { name: 'Ada', handle: 'ada_films' }, textTruncated: true },
    });
    expect(signals.map(({ says }) => says)).toEqual(['challenged', 'live']);
  });

  it('does not take oEmbed’s word about another video', async () => {
    const other: Said = [
      200,
      { title: 'x', html: '<iframe src="https://www.youtube.com/embed/BaW_jenozKc?a">' },
    ];
    const { conclusion } = await youtube.look(target, sources([403, ''], other), never);
    expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'walled' });
  });

  it('knows the consent page by where it ends', async () => {
    const fetch = sources(page(playable()), noOembed, (response) => ({
      ...response,
      finalUrl: `https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D${ID}`,
    }));
    expect((await youtube.look(target, fetch, never)).conclusion).toMatchObject({
      kind: 'unknown',
      obstacle: 'walled',
    });
  });

  it('says which field is not as expected', async () => {
    const { conclusion } = await youtube.look(
      target,
      sources(page(playable({ status: 7 })), noOembed),
      never,
    );
    expect(conclusion.kind === 'unknown' && conclusion.detail).toContain('playabilityStatus.status');
  });
});

describe('what YouTube’s player shows', () => {
  const record = { title: 'Snow & light' };
  const [view] = youtube.views(target);
  const reading = { identify, absenceWords: /video (?:is )?(?:unavailable|private)|private video/i };
  it.each([
    ['the video, by its link', { links: [target.canonicalUrl] }, 'expected'],
    ['another video', { links: ['https://www.youtube.com/watch?v=BaW_jenozKc'] }, 'wrong-post'],
    ['the video, by its title', { titles: ['Snow & light - YouTube'] }, 'expected'],
    ['another title', { titles: ['Rain - YouTube'] }, 'wrong-post'],
    ['no title', { titles: [] }, 'unchecked'],
    ['that it is gone', { error: 'Video unavailable\nThis video is private' }, 'absence'],
    ['that it is not for other sites', { error: 'Playback on other websites has been disabled' }, 'wall'],
    ['a request to prove to be human', { error: 'Sign in to confirm you’re not a bot' }, 'wall'],
    ['a consent form', { consent: true }, 'consent'],
    ['nothing', { hasPlayer: false, pageText: '' }, 'blank'],
  ])('%s', (_, changes, shows) => {
    expect(judgePlayerSight(playerSight(changes), reading, { target, record: recordOf(record) }).shows).toBe(
      shows,
    );
    expect(view?.url).toContain(ID);
  });
});

function recordOf(changes: { title: string }) {
  return { ...playerRecord, ...changes };
}
const playerRecord = await (async () => {
  const { conclusion } = await youtube.look(target, sources(page(playable()), oembed), never);
  if (conclusion.kind !== 'live') throw new Error('the example is not live');
  return conclusion.record;
})();

describe.skipIf(!haveRecordings)('against what YouTube really answered', () => {
  const recordings = haveRecordings ? recordingsOf('youtube') : [];
  const files = (part: RegExp) => recordings.filter(({ file }) => part.test(file));
  const truthSchema = z.object({
    videoId: z.string(),
    available: z.boolean(),
    reasonClass: z.string().optional(),
    title: z.string().optional(),
    ogTitle: z.string().optional(),
    author: z.string().optional(),
    channelId: z.string().optional(),
    lengthSeconds: z.string().optional(),
    publishDate: z.string().optional(),
    status: z.string().optional(),
  });
  const theirs: Record<string, Absence> = {
    deleted_or_invalid: 'not-found',
    private: 'protected',
    members_only: 'protected',
    premium: 'protected',
    geo_blocked: 'geo-blocked',
    age_restricted: 'age-gated',
    terminated: 'suspended',
    copyright: 'removed',
  };
  const judged = { record: 0, absence: 0 };

  it.each(files(/player-|watch-/))('$file', async ({ file, groundTruth }) => {
    const truth = truthSchema.parse(groundTruth);
    const watch: Said = file.endsWith('.html')
      ? [200, new TextDecoder().decode(recordedBytes(file))]
      : page(playerIn(recordedJson(file)));
    const { conclusion } = await youtube.look(
      targetOf(truth.videoId),
      sources(watch, [403, 'Forbidden']),
      never,
    );
    if (!truth.available) {
      judged.absence += 1;
      expect(saidOf(conclusion)).toBe(theirs[truth.reasonClass ?? '']);
      return;
    }
    judged.record += 1;
    expect(conclusion.kind).toBe('live');
    if (conclusion.kind !== 'live') return;
    const { record } = conclusion;
    expect(record.title).toBe(truth.title ?? truth.ogTitle);
    if (truth.author !== undefined) expect(record.author.name).toBe(truth.author);
    if (truth.channelId !== undefined) expect(record.author.id).toBe(truth.channelId);
    if (truth.publishDate !== undefined) {
      expect(Date.parse(record.publishedAt ?? '')).toBe(Date.parse(truth.publishDate));
    }
    if (truth.lengthSeconds !== undefined) {
      expect(record.media[0]?.durationMs).toBe(Number(truth.lengthSeconds) * 1000);
    }
    expect(record.labels.includes('scheduled')).toBe(truth.status === 'LIVE_STREAM_OFFLINE');
    expect(record.media).toHaveLength(1);
  });

  it.each(files(/consent/))('$file is no answer', async ({ file }) => {
    judged.absence += 1;
    const html = recordedText(file);
    const fetch = sources([200, html], [200, html]);
    const { conclusion } = await youtube.look(targetOf('eiHXASgRTcA'), fetch, never);
    expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'walled' });
    expect(conclusion.kind === 'unknown' && conclusion.detail).toContain('asks for consent');
  });

  it.each(files(/oembed-(?!playlist)[^/]+\.json/))('$file', async ({ file, groundTruth }) => {
    judged.record += 1;
    const truth = z
      .object({ title: z.string(), author: z.string(), authorUrl: z.string(), thumbnail: z.string() })
      .parse(groundTruth);
    const said = z.record(z.string(), z.unknown()).parse(recordedJson(file));
    const videoId = /oembed-([\w-]{11})/.exec(file)?.[1] ?? '';
    const { conclusion } = await youtube.look(targetOf(videoId), sources([403, ''], [200, said]), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        title: truth.title,
        author: { name: truth.author, url: truth.authorUrl },
        media: [{ posterUrl: truth.thumbnail }],
      },
    });
  });

  it.each(files(/oembed-playlist/))(
    '$file: read alike, though a list is no post',
    ({ file, groundTruth }) => {
      judged.record += 1;
      const truth = z
        .object({ title: z.string(), author: z.string(), authorUrl: z.string() })
        .parse(groundTruth);
      const said = videoOembedSchema.parse(recordedJson(file));
      const record = recordOfOembed(target, 'youtube', said, 'https://www.youtube.com/');
      expect(record).toMatchObject({
        title: truth.title,
        author: { name: truth.author, url: `https://www.youtube.com${truth.authorUrl}` },
      });
    },
  );

  it.each(files(/oembed-403/))('$file is not called gone', async ({ file, groundTruth }) => {
    judged.absence += 1;
    expect(groundTruth.notDeleted).toBe(true);
    const alone = await youtube.look(target, sources([403, ''], [403, recordedText(file)]), never);
    expect(alone.conclusion.kind).toBe('unknown');
    const seen = await youtube.look(target, sources(page(playable()), [403, recordedText(file)]), never);
    expect(seen.conclusion).toMatchObject({ kind: 'live', record: { labels: ['not-embeddable'] } });
  });

  it('the URL vectors: id, kind and canonical URL', () => {
    const { judged: urls, wrong } = judgeUrls(youtube, {
      idOf: ({ id }) => `youtube:${id}`,
      canonicalOf: ({ canonicalUrl }) => canonicalUrl ?? null,
    });
    console.info(`youtube: ${judged.record} records, ${judged.absence} absences and obstacles judged`);
    expect(wrong).toEqual([]);
    expect(urls).toBeGreaterThan(0);
  });

  function playerIn(json: unknown): object {
    const { playerResponse, ...player } = z
      .looseObject({ playerResponse: z.looseObject({}).optional() })
      .parse(json);
    return playerResponse ?? player;
  }
});

it('asks with the cookie that answers the consent page, and in English', async () => {
  const asked: { url: string; cookie: string | undefined }[] = [];
  const fetch: Fetch = async (url, request, signal) => {
    asked.push({ url, cookie: request?.headers?.cookie });
    return await always(429)(url, request, signal);
  };
  await youtube.look(target, fetch, never);
  const watch = asked.find(({ url }) => new URL(url).pathname === '/watch');
  expect(watch?.cookie).toContain('SOCS=');
  expect(new URL(watch?.url ?? '').searchParams.get('hl')).toBe('en');
});
