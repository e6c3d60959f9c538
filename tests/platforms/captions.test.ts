import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseHtml } from '#domain/html.ts';
import type { Medium } from '#domain/record.ts';
import { bluesky } from '#platforms/bluesky/index.ts';
import { recordOfMetadata } from '#platforms/dailymotion/record.ts';
import { metadataSchema } from '#platforms/dailymotion/schemas.ts';
import { captionsOf } from '#platforms/reading/caption-track.ts';
import { readMetaTags } from '#platforms/reading/meta-tags.ts';
import { readMedia } from '#platforms/tiktok/media.ts';
import { itemSchema } from '#platforms/tiktok/schemas.ts';
import { joined, recordOfConfig } from '#platforms/vimeo/record.ts';
import { configSchema } from '#platforms/vimeo/schemas.ts';
import { mediaOfPage } from '#platforms/web/media.ts';
import { readMedium } from '#platforms/youtube/media.ts';
import { playerSchema } from '#platforms/youtube/schemas.ts';
import { answer } from '../contracts/platform.ts';
import { haveRecordings, recordedJson, recordedText } from './recordings.ts';

const never = new AbortController().signal;
const target = { postId: 'any:1', canonicalUrl: 'https://any.example.org/1' };
const of = (medium: Medium | undefined) =>
  medium?.captions?.map(({ url, language, automatic }) => [url, language, automatic]);

describe('the captions that platforms name', () => {
  it('of Vimeo are in the player’s config, chapters left out, and stay beside the page’s own words', () => {
    const config = recordOfConfig(
      target,
      configSchema.parse({
        video: { id: 1, title: 't' },
        request: {
          files: {},
          text_tracks: [
            { url: '/texttrack/1.vtt?token=a', lang: 'en-x-autogen', kind: 'captions' },
            { url: '/texttrack/2.vtt?token=b', lang: 'fr', label: 'Français', kind: 'subtitles' },
            { url: '/texttrack/3.vtt?token=c', lang: 'fr', kind: 'chapters' },
          ],
        },
      }),
    );
    const named = [
      ['https://player.vimeo.com/texttrack/2.vtt?token=b', 'fr', false],
      ['https://player.vimeo.com/texttrack/1.vtt?token=a', 'en', true],
    ];
    expect(of(config.media[0])).toEqual(named);
    const { captions: _none, ...bare } = config.media[0] ?? fail();
    expect(of(joined({ ...config, media: [bare] }, config).media[0])).toEqual(named);
  });

  it.each<[string, unknown, unknown]>([
    [
      'by language',
      {
        enable: true,
        data: {
          de: { label: 'Deutsch', urls: ['https://s.dmcdn.net/a.srt'] },
          pt: { label: 'Português', urls: ['https://s.dmcdn.net/b.srt', 'https://s.dmcdn.net/b.vtt?x'] },
        },
      },
      [
        ['https://s.dmcdn.net/a.srt', 'de', false],
        ['https://s.dmcdn.net/b.vtt?x', 'pt', false],
      ],
    ],
    ['an empty list', { enable: false, data: [] }, undefined],
  ])('of Dailymotion are in the metadata: %s', (_, subtitles, named) => {
    const record = recordOfMetadata(target, metadataSchema.parse({ id: 'x1', title: 't', subtitles }));
    expect(of(record.media[0])).toEqual(named);
  });

  it('of a web page are its video’s tracks', () => {
    const document = parseHtml(`<video src="/a.mp4"><track src="fr.vtt" srclang="fr" label="Français">
      <track kind="captions" src="//cdn.example.org/en.vtt"><track kind="chapters" src="c.vtt"><track kind="captions"></video>`);
    const media = mediaOfPage(document, readMetaTags(document), [], 'https://news.example.org/a/b');
    expect(of(media[0])).toEqual([
      ['https://news.example.org/a/fr.vtt', 'fr', false],
      ['https://cdn.example.org/en.vtt', 'und', false],
    ]);
  });

  describe('of Bluesky are in the author’s own record', () => {
    const DID = 'did:plc:3jpt2mvvsumj2r7eqk4gzzjz';
    const post = { postId: `bluesky:${DID}:3kahesw26il2z`, canonicalUrl: 'https://bsky.app/' };
    const embed = {
      $type: 'app.bsky.embed.video',
      video: { $type: 'blob' },
      captions: [{ lang: 'uk', file: { $type: 'blob', ref: { $link: 'bafkwords' }, mimeType: 'text/vtt' } }],
    };
    const captioned = async (record: object, document: [number, object]) => {
      const view = {
        $type: 'app.bsky.feed.defs#threadViewPost',
        post: {
          uri: `at://${DID}/app.bsky.feed.post/3kahesw26il2z`,
          author: { did: DID, handle: 'ada.example.org' },
          indexedAt: '2024-09-11T17:15:17.000Z',
          record: { text: 'Look', createdAt: '2024-09-11T17:15:16.000Z', ...record },
          embed: {
            $type: 'app.bsky.embed.video#view',
            playlist: 'https://video.bsky.app/watch/a/playlist.m3u8',
          },
        },
      };
      const { conclusion } = await bluesky.look(
        post,
        async (url) =>
          url.includes('plc.directory') ? answer(url, ...document) : answer(url, 200, { thread: view }),
        never,
      );
      return conclusion.kind === 'live' ? of(conclusion.record.media[0]) : conclusion;
    };
    const document = { service: [{ id: '#atproto_pds', serviceEndpoint: 'https://pds.example.org' }] };
    const blob = `https://pds.example.org/xrpc/com.atproto.sync.getBlob?did=${encodeURIComponent(DID)}&cid=bafkwords`;

    it.each<[string, object, [number, object], unknown]>([
      ['of a film', { embed }, [200, document], [[blob, 'uk', false]]],
      [
        'of a film beside a quoted post',
        { embed: { $type: 'app.bsky.embed.recordWithMedia', record: {}, media: embed } },
        [200, document],
        [[blob, 'uk', false]],
      ],
      ['and are not had where nobody knows the server', { embed }, [500, {}], undefined],
      ['and may be missing', { embed: { $type: 'app.bsky.embed.video' } }, [200, document], undefined],
    ])('%s', async (_, record, said, named) => {
      expect(await captioned(record, said)).toEqual(named);
    });
  });

  it('have the usual tag of their language, and none that is no tag', () => {
    const stated = ['eng-US', 'pt_br', 'a language', null].map((language) => ({
      url: 'https://a.example.org/b.vtt',
      language,
    }));
    const tags = captionsOf([...stated, { url: 'javascript:1', language: 'fr' }]).captions?.map(
      ({ language }) => language,
    );
    expect(tags).toEqual(['en-US', 'pt-BR', 'und', 'und']);
  });
});

describe.skipIf(!haveRecordings)('the captions in what platforms really answered', () => {
  it('YouTube names written ones and a machine’s, as WebVTT', () => {
    const player = playerSchema.parse(recordedJson('youtube/player-web-regular_mrbeast.json'));
    const { captions = [] } = readMedium(player);
    expect(captions.map(({ language }) => language).join(' ')).toBe(
      'ar zh-Hant en fr de hi it ja ko pl pt ru es tr en',
    );
    expect(captions.filter(({ automatic }) => automatic)).toMatchObject([
      { language: 'en', label: 'English (auto-generated)' },
    ]);
    expect(captions.every(({ url }) => new URL(url).searchParams.get('fmt') === 'vtt')).toBe(true);
    const { playerResponse: android } = z
      .object({ playerResponse: playerSchema })
      .parse(recordedJson('youtube/player-android-ok-unlisted.json'));
    expect(readMedium(android).captions).toMatchObject([{ language: 'de', automatic: true }]);
  });

  it('TikTok names what a machine heard, and what it translated is left out', () => {
    const text = recordedText('tiktok/page-7571863205253778710.html');
    const json = /__UNIVERSAL_DATA_FOR_REHYDRATION__"[^>]*>(.*?)<\/script>/s.exec(text)?.[1] ?? '';
    const item = JSON.parse(json).__DEFAULT_SCOPE__['webapp.video-detail'].itemInfo.itemStruct;
    const [video] = readMedia(itemSchema.parse(item));
    expect(video?.captions).toMatchObject([{ language: 'es-ES', automatic: true }]);
    expect(video?.captions?.[0]?.url).toMatch(/^https:\/\/v16-webapp\.tiktokcdn-eu\.com\//);
  });
});

function fail(): never {
  throw new Error('the config has no medium');
}
