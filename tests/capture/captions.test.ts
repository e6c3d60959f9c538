import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { joinSegments } from '#capture/media/captions/join-segments.ts';
import { cuesOfSubrip, isSubrip } from '#capture/media/captions/subrip.ts';
import { listWantedCaptions } from '#capture/media/captions/wanted-captions.ts';
import { isWebvtt, writeWebvtt } from '#capture/media/captions/webvtt.ts';
import { captionsInStream } from '#capture/media/streams/captions-in-stream.ts';
import { media } from '#capture/steps/media.ts';
import { Recordings } from '#capture/traffic/recordings.ts';
import type { Artifact } from '#domain/capture.ts';
import { mediaEdits } from '#domain/media-edits.ts';
import type { CaptionTrack } from '#domain/record.ts';
import { collect } from '../contracts/storage.ts';
import { type MadeStreams, makeStreams } from './streams-made.ts';
import { medium, openRig, type Rig, recordOf } from './support/rig.ts';

const track = (url: string, language = 'fr', automatic = false): CaptionTrack => ({
  ...{ url, language, label: null, automatic },
});
const limits = { maxPieces: 100, maxDurationMs: 600_000 };

describe('SubRip', () => {
  it('becomes WebVTT: its times, its words and the markup that both know', () => {
    const srt =
      '1\r\n00:00:01,5 --> 00:00:02,000 X1:10\r\n{\\an8}<i>Tom & <font color="red">Ann</font></i>\r\n1 < 2 <script>\r\n\r\n2\r\n01:02:03,004 --> 01:02:04,000\r\nEnd\r\n';
    expect(isSubrip(srt)).toBe(true);
    expect(writeWebvtt(cuesOfSubrip(srt))).toBe(
      'WEBVTT\n\n00:00:01.500 --> 00:00:02.000\n<i>Tom &amp; Ann</i>\n1 &lt; 2 &lt;script&gt;\n\n01:02:03.004 --> 01:02:04.000\nEnd\n',
    );
  });

  it.each([
    '<!doctype html>\n1\n00:00:01,000 --> 00:00:02,000\nno',
    '{"error": "00:00:01,000 --> 00:00:02,000"}',
    '',
  ])('is not what does not begin as it: %j', (text) => {
    expect(isSubrip(text)).toBe(false);
    expect(isWebvtt(text)).toBe(false);
  });
});

describe('segments of WebVTT', () => {
  const segment = (map: string, ...cues: string[]) => `WEBVTT\n${map}\n\n${cues.join('\n\n')}\n`;

  it('are one track: moved to the stream’s own clock, and what goes on in the next segment is said once', () => {
    const cues = joinSegments([
      segment(
        'X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000',
        '00:01.000 --> 00:02.000\nA',
        '00:05.000 --> 00:06.000\nB',
      ),
      segment(
        'X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:1440000',
        '00:00.000 --> 00:01.500\nB',
        '00:03.000 --> 00:04.000 line:0\nA',
      ),
    ]);
    expect(cues.map(({ startMs, endMs, lines }) => [startMs, endMs, ...lines])).toEqual([
      [1000, 2000, 'A'],
      [5000, 7500, 'B'],
      [9000, 10_000, 'A'],
    ]);
  });

  it('go on where the stream’s clock begins again', () => {
    const at = (ticks: number) =>
      segment(`X-TIMESTAMP-MAP=MPEGTS:${ticks},LOCAL:00:00:00.000`, '00:01.000 --> 00:02.000\nA');
    const cues = joinSegments([at(2 ** 33 - 90_000), at(450_000)]);
    expect(cues.map(({ startMs }) => startMs)).toEqual([1000, 7000]);
  });
});

describe('which captions are fetched', () => {
  const recordWith = (...captions: CaptionTrack[]) =>
    recordOf('http://site.test', '1', { media: [{ ...medium('video', 'http://site.test/v'), captions }] });
  const names = (record: ReturnType<typeof recordWith>, inStream: CaptionTrack[] = []) =>
    listWantedCaptions(record, new Map([['media-1', inStream]])).map(({ stem, url }) => [stem, url]);

  it('each language by its name, a machine’s words only where nobody wrote, a stream’s where nothing else is', () => {
    const record = recordWith(
      track('a', 'en-GB'),
      track('b', 'fr'),
      track('c', 'fr'),
      track('d', 'en', true),
      track('e', 'tr', true),
      track('b', 'fr'),
    );
    expect(names(record, [track('f', 'fr'), track('g', 'uk')])).toEqual([
      ['captions-1.en-GB', 'a'],
      ['captions-1.fr', 'b'],
      ['captions-1.fr.2', 'c'],
      ['captions-1.tr', 'e'],
      ['captions-1.uk', 'g'],
    ]);
  });

  it('are no new medium of the post', () => {
    const artifact = (name: string, mediaType: string) =>
      ({ role: 'media', name, mediaType, sha256: name, perceptualHash: name.padEnd(16, '0') }) as const;
    const film = artifact('a', 'video/mp4');
    expect(mediaEdits([film], [film, artifact('b', 'text/vtt')])).toEqual([]);
    expect(mediaEdits([artifact('c', 'text/vtt'), film], [film, artifact('b', 'text/vtt')])).toEqual([]);
  });
});

describe('the captions that a stream names', () => {
  const playlist = (text: string) => [{ url: 'https://cdn.example.org/a/list', text, takenAt: '' }];

  it('in HLS, each by its playlist, forced ones left out', () => {
    const media = (more: string) => `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",${more}`;
    const text = [
      '#EXTM3U',
      media('NAME="English",LANGUAGE="eng",URI="en.m3u8",CHARACTERISTICS="public.machine-generated"'),
      media('NAME="French",LANGUAGE="fr",URI="/fr.m3u8"'),
      media('NAME="Forced",LANGUAGE="de",FORCED=YES,URI="de.m3u8"'),
      '#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES="s"',
      'low.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=2,SUBTITLES="s"',
      'high.m3u8',
    ].join('\n');
    expect(captionsInStream(playlist(text), limits)).toEqual([
      { url: 'https://cdn.example.org/a/en.m3u8', language: 'en', label: 'English', automatic: true },
      { url: 'https://cdn.example.org/fr.m3u8', language: 'fr', label: 'French', automatic: false },
    ]);
  });

  it('in DASH, where they are files of WebVTT', () => {
    const set = (attributes: string, inner: string) =>
      `<AdaptationSet contentType="text" ${attributes}>${inner}</AdaptationSet>`;
    const file = '<Representation id="t" bandwidth="1"><BaseURL>uk.vtt</BaseURL></Representation>';
    const text = `<MPD><Period>${set('mimeType="text/vtt" lang="uk"', file)}${set(
      'mimeType="application/mp4" lang="fr"',
      file,
    )}${set('mimeType="text/vtt" lang="de"', `<Role value="forced-subtitle"/>${file}`)}</Period></MPD>`;
    expect(captionsInStream(playlist(text), limits)).toEqual([
      { url: 'https://cdn.example.org/a/uk.vtt', language: 'uk', label: null, automatic: false },
    ]);
  });
});

describe('captions are kept', () => {
  const signal = new AbortController().signal;
  const vtt = 'WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nЩо це?\n';
  let made: MadeStreams;
  let rig: Rig;

  beforeAll(async () => {
    made = await makeStreams(['apart']);
    rig = await openRig({ probe: () => Promise.reject(new Error('no browser')) } as unknown as BrowserPool);
  }, 60_000);
  afterAll(async () => {
    await made[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
  });
  beforeEach(() => rig.site.routes.clear());

  const at = (path: string) => `${rig.site.url}${path}`;
  const serve = (path: string, body: string | Uint8Array, status = 200) =>
    rig.site.routes.set(path, { status, type: 'application/octet-stream', body });
  const fetchWith = async (url: string, captions: CaptionTrack[]) => {
    const job = rig.job();
    await using scope = rig.tools.openScope('captions');
    await using recordings = await Recordings.open({ job, tools: rig.tools });
    const record = recordOf(rig.site.url, '1', { media: [{ ...medium('video', url), captions }] });
    const footing = { job, tools: rig.tools, scope, recordings, signal };
    return await media.take({ record, headers: {} }, footing);
  };
  const textOf = async (artifacts: Artifact[], name: string) => {
    const sha256 = artifacts.find((artifact) => artifact.name === name)?.sha256 ?? '';
    const found = await rig.tools.storage.getObject(sha256);
    return Buffer.concat(found ? await collect<Uint8Array>(found.body) : []).toString();
  };
  const kept = (artifacts: Artifact[]) =>
    artifacts
      .filter(({ name }) => name.includes('captions'))
      .map(({ name, role, mediaType, source }) => [name, role, mediaType, source]);

  it('as they came where they are WebVTT, converted beside the original where SubRip, else named as missing', async () => {
    serve('/film.mp4', await readFile(made.source));
    serve('/uk.vtt', vtt);
    serve('/fr.srt', Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nDéjà vu à la plage\n', 'latin1'));
    serve('/page', '<!doctype html><p>Log in</p> 00:00:01.000 --> 00:00:02.000');
    serve('/empty', '');

    const { artifacts, missing } = await fetchWith(at('/film.mp4'), [
      track(at('/uk.vtt'), 'uk'),
      track(at('/fr.srt')),
      track(at('/page'), 'de'),
      track(at('/empty'), 'pl'),
      track(at('/empty?2'), 'cs'),
    ]);

    expect(kept(artifacts)).toEqual([
      ['captions-1.uk.vtt', 'media', 'text/vtt', 'platform'],
      ['captions-1.fr.vtt', 'media', 'text/vtt', 'derived'],
      ['raw-captions-1.fr.srt', 'raw', 'application/x-subrip', 'platform'],
    ]);
    expect(await textOf(artifacts, 'captions-1.uk.vtt')).toBe(vtt);
    expect(await textOf(artifacts, 'captions-1.fr.vtt')).toBe(
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nDéjà vu à la plage\n',
    );
    expect(missing).toEqual([
      {
        role: 'media',
        essential: false,
        reason: 'Captions (de) of video 1 of 1: the file is neither WebVTT nor SubRip',
      },
      { role: 'media', essential: false, reason: 'Captions (pl, cs) of video 1 of 1: the file is empty' },
    ]);
  });

  it('of a stream, put together from its pieces', async () => {
    for (const [name, bytes] of made.forms.apart) {
      const text = bytes.toString();
      const named = `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="x",LANGUAGE="uk",URI="words.m3u8"\n`;
      const isMaster = name === 'list.m3u8';
      serve(
        `/s/${name}`,
        isMaster ? text.replace(/(#EXT-X-STREAM-INF:[^\n]*)/, `${named}$1,SUBTITLES="s"`) : bytes,
      );
    }
    const piece = (start: string) => `WEBVTT\n\n${start} --> 00:00:03.000\nСніг\n`;
    serve('/s/1.vtt', piece('00:00:01.000'));
    serve('/s/2.vtt', piece('00:00:02.000'));
    serve(
      '/s/words.m3u8',
      '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n1.vtt\n#EXTINF:1,\n2.vtt\n#EXT-X-ENDLIST\n',
    );

    const { artifacts, missing } = await fetchWith(at('/s/list.m3u8'), []);

    expect(missing).toEqual([]);
    expect(kept(artifacts)).toEqual([
      ['captions-1.uk.vtt', 'media', 'text/vtt', 'derived'],
      ['raw-captions-1.uk-playlist-1.m3u8', 'raw', 'application/vnd.apple.mpegurl', 'platform'],
    ]);
    expect(await textOf(artifacts, 'captions-1.uk.vtt')).toBe(
      'WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nСніг\n',
    );
  });
});
