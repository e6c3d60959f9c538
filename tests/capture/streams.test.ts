import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { type FetchedMedia, media } from '#capture/steps/media.ts';
import { Recordings } from '#capture/traffic/recordings.ts';
import { collect } from '../contracts/storage.ts';
import { contentHashes, type Form, formNames, type MadeStreams, makeStreams } from './streams-made.ts';
import { medium, openRig, type Rig, recordOf } from './support/rig.ts';

const signal = new AbortController().signal;
const noBrowser = {
  probe: () => Promise.reject(new Error('no browser takes part')),
} as unknown as BrowserPool;
const playlistNames: Record<string, string> = {
  template: 'list.mpd',
  timeline: 'list.mpd',
  single: 'list.mpd',
};
const nameOf = (form: Form) => playlistNames[form] ?? 'list.m3u8';

let made: MadeStreams;
let original: { picture: string; sound: string };
let rig: Rig;

beforeAll(async () => {
  made = await makeStreams();
  original = await contentHashes(made.source);
  rig = await openRig(noBrowser);
}, 60_000);
afterAll(async () => {
  await made[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});
beforeEach(() => {
  rig.site.routes.clear();
  rig.site.requests.length = 0;
});

const at = (path: string) => `${rig.site.url}${path}`;
const serve = (path: string, body: string | Uint8Array, status = 200) =>
  rig.site.routes.set(path, { status, type: 'application/octet-stream', body });

/** Puts a stream on the site; `change` may rewrite its playlists. */
function serveForm(form: Form, change: (text: string) => string = (text) => text): string {
  for (const [name, bytes] of made.forms[form]) {
    serve(`/${form}/${name}`, /\.(m3u8|mpd)$/.test(name) ? change(bytes.toString()) : bytes);
  }
  return at(`/${form}/${nameOf(form)}`);
}

async function fetchMedia(kind: 'video' | 'photo', ...urls: string[]): Promise<FetchedMedia> {
  return await fetchRecord([medium(kind, ...urls)]);
}

async function fetchRecord(
  all: ReturnType<typeof medium>[],
  headers = {},
  tools = rig.tools,
): Promise<FetchedMedia> {
  const job = rig.job();
  await using scope = tools.openScope('streams');
  await using recordings = await Recordings.open({ job, tools });
  const record = recordOf(rig.site.url, '1', { media: all });
  return await media.take({ record, headers }, { job, tools, scope, recordings, signal });
}

async function contentOf(fetched: FetchedMedia) {
  const artifact = fetched.artifacts.find(({ role }) => role === 'media');
  const found = artifact && (await rig.tools.storage.getObject(artifact.sha256));
  expect(found, JSON.stringify(fetched.missing)).toBeTruthy();
  const chunks: Uint8Array[] = found ? await collect(found.body) : [];
  const path = join(made.folder, 'content');
  await writeFile(path, Buffer.concat(chunks));
  return await contentHashes(path);
}

describe('streams', () => {
  it.each(formNames)('in the form "%s" become one file with the same picture and sound', async (form) => {
    const url = serveForm(form);

    const fetched = await fetchMedia('video', url);

    expect(fetched.missing).toEqual([]);
    expect(fetched.artifacts[0]).toMatchObject({
      name: 'media-1.mp4',
      mediaType: 'video/mp4',
      source: 'derived',
      sourceUrl: url,
      width: 160,
      height: 120,
      verdict: {
        shows: 'expected',
        detail: expect.stringMatching(/^Joined from \d+ segments without re-encoding by ffmpeg \d/),
      },
    });
    expect(await contentOf(fetched)).toEqual(original);
  });

  it('leave the playlists they were fetched by, and nothing in the temporary folder', async () => {
    const fetched = await fetchMedia('video', serveForm('apart'));

    const raw = fetched.artifacts.filter(({ role }) => role === 'raw');
    expect(raw.map(({ name, sourceUrl }) => [name, sourceUrl])).toEqual([
      ['raw-media-1-playlist-1.m3u8', at('/apart/list.m3u8')],
      ['raw-media-1-playlist-2.m3u8', at('/apart/part-0.m3u8')],
      ['raw-media-1-playlist-3.m3u8', at('/apart/part-1.m3u8')],
    ]);
    expect(await rig.leftovers()).toEqual([]);
    expect(rig.progress.at(-1)).toEqual(['media', 1]);
  });

  it('are known by their first bytes where nothing else tells', async () => {
    serveForm('ts');
    serve('/ts/video', made.forms.ts.get('list.m3u8') ?? '');

    const fetched = await fetchMedia('video', at('/ts/video'));

    expect(await contentOf(fetched)).toEqual(original);
  });

  it('come in the best quality, and in the next one where that cannot be had', async () => {
    serveForm('fmp4');
    serve(
      '/master.m3u8',
      [
        '#EXTM3U',
        '#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=16x12',
        'worst.m3u8',
        '#EXT-X-STREAM-INF:BANDWIDTH=300,RESOLUTION=320x240',
        'gone.m3u8',
        '#EXT-X-STREAM-INF:BANDWIDTH=200,RESOLUTION=160x120',
        'fmp4/list.m3u8',
      ].join('\n'),
    );

    const fetched = await fetchMedia('video', at('/master.m3u8'));

    expect(await contentOf(fetched)).toEqual(original);
    expect(rig.site.requests).toContain('/gone.m3u8');
    expect(rig.site.requests).not.toContain('/worst.m3u8');
  });

  it('carry the headers that the platform asks for to playlists and pieces', async () => {
    const url = serveForm('ts');
    const seen: unknown[] = [];
    const piece = made.forms.ts.get('list1.ts');
    rig.site.routes.set('/ts/list1.ts', (response) => {
      seen.push(response.req.headers.referer, response.req.headers.cookie);
      response.end(piece);
    });

    await fetchRecord([medium('video', url)], { referer: 'https://site.test/', cookie: 'chain=1' });

    expect(seen).toEqual(['https://site.test/', 'chain=1']);
  });

  it('with sound are taken before a file without, as Reddit names them', async () => {
    const wholeFiles = /<SegmentList[\s\S]*?<\/SegmentList>/g;
    const url = serveForm('single', (text) =>
      text.replace(wholeFiles, '<SegmentBase indexRange="828-879"/>'),
    );

    const fetched = await fetchMedia('video', url, at('/single/list-stream0.mp4'));

    expect(await contentOf(fetched)).toEqual(original);
  });

  it('that fail leave a file without sound, which is said', async () => {
    const silent = made.forms.single.get('list-stream0.mp4') ?? '';
    serve('/silent.mp4', silent);

    const fetched = await fetchMedia('video', at('/gone.m3u8'), at('/silent.mp4'));

    expect(fetched.artifacts.map(({ name }) => name)).toEqual(['media-1.mp4']);
    expect(fetched.missing).toEqual([
      {
        role: 'media',
        essential: true,
        reason: expect.stringMatching(/without sound.*gone\.m3u8 answered 404/),
      },
    ]);
  });

  describe('are missing, with the reason,', () => {
    const dash = (text: string) => (change: string) => text.replace('type="static"', change);
    const cases: [string, () => string, RegExp][] = [
      ['where they are live (HLS)', () => serveForm('ts', live), /is live: its playlist has no end/],
      [
        'where they are live (DASH)',
        () => serveForm('template', (text) => dash(text)('type="dynamic"')),
        /is live/,
      ],
      [
        'where they are too long (HLS)',
        () => serveForm('ts', tooLong),
        /lasts 50 min, and 10 min are the most/,
      ],
      [
        'where they are too long (DASH)',
        () => serveForm('template', (text) => text.replace('Duration="PT3.0S"', 'Duration="PT3H"')),
        /lasts 3 h 0 min, and 10 min are the most \(MEDIA_MAX_MINUTES\)/,
      ],
      [
        'where a line names a million pieces',
        () => serveForm('timeline', (text) => text.replace('r="2"', 'r="999999999"')),
        /more than \d+ pieces/,
      ],
      [
        'where pieces last no time',
        () => serveForm('template', (text) => text.replaceAll('duration="1000000"', 'duration="0.000001"')),
        /more than \d+ pieces/,
      ],
      [
        'where a piece is gone',
        () => lacking('ts', 'list1.ts'),
        /lacks piece 2 of 3 \(.*list1\.ts answered 404\)/,
      ],
      ['where the playlist is gone', () => at('/none.m3u8'), /none\.m3u8 answered 404/],
      ['where the playlist is a page', () => page('/page.m3u8'), /a playlist that is none/],
      ['where it is a page (DASH)', () => page('/page.mpd'), /a manifest that cannot be read/],
      ['where playlists go in a circle', circle, /lists playlists that list playlists/],
      [
        'where the key is not public',
        () => lacking('aes', 'key.bin'),
        /is encrypted, and its key is not public \(.*key\.bin answered 404\)/,
      ],
      [
        'where the key is wrong',
        wrongKey,
        /the stream (?:has a piece that its key does not open|has pieces that are)/,
      ],
      [
        'where they are protected (HLS)',
        () =>
          serveForm('aes', (text) =>
            text.replace('METHOD=AES-128', 'METHOD=SAMPLE-AES,KEYFORMAT="com.apple.streamingkeydelivery"'),
          ),
        /is protected \(FairPlay\)/,
      ],
      ['where they are protected (DASH)', () => serveForm('template', protect), /is protected \(Widevine\)/],
      ['where they lie at an address inside', () => serveForm('ts', inside), /10\.1\.2\.3/],
      [
        'where they are cut short',
        () => serveForm('ts', cut),
        /lasts 4 s instead of the 90 s that are stated/,
      ],
      ['where pieces are no video', () => lists('a secret\n'), /pieces that are of no known type/],
      [
        'where pieces are a list of files of ours',
        () => lists('ffconcat version 1.0\nfile /etc/hostname\n'),
        /no known type/,
      ],
    ];
    it.each(cases)('%s', async (_what, prepare, reason) => {
      const fetched = await fetchMedia('video', prepare());

      expect(fetched.artifacts).toEqual([]);
      expect(fetched.missing).toEqual([
        { role: 'media', essential: true, reason: expect.stringMatching(reason) },
      ]);
      expect(await rig.leftovers()).toEqual([]);
    });

    it('where they are more bytes than are left', async () => {
      const url = serveForm('ts');
      const limits = { ...rig.tools.limits, maxMediaBytes: 50_000 };

      const fetched = await fetchRecord([medium('video', url)], {}, { ...rig.tools, limits });

      expect(fetched.missing[0]?.reason).toMatch(/more than|too large|50000/);
      expect(fetched.artifacts).toEqual([]);
    });

    it('where another takes what is left, and that one is not', async () => {
      const url = serveForm('ts');
      const other = serveForm('range');
      const limits = { ...rig.tools.limits, maxMediaBytes: 120_000 };

      const all = [medium('video', url), medium('video', other)];
      const fetched = await fetchRecord(all, {}, { ...rig.tools, limits });

      expect(fetched.artifacts.filter(({ role }) => role === 'media')).toHaveLength(1);
      expect(fetched.missing).toEqual([
        expect.objectContaining({ reason: expect.stringMatching(/more than|larger|bytes/) }),
      ]);
    });

    it('where there is no ffmpeg to join them', async () => {
      const url = serveForm('ts');

      const fetched = await fetchRecord([medium('video', url)], {}, { ...rig.tools, videoDecoder: null });

      expect(fetched.missing[0]?.reason).toMatch(/joining them needs ffmpeg, which is not installed/);
      expect(rig.site.requests).toEqual([]);
    });
  });
});

const live = (text: string) => text.replace('#EXT-X-PLAYLIST-TYPE:VOD\n', '').replace('#EXT-X-ENDLIST\n', '');
const tooLong = (text: string) => text.replaceAll('#EXTINF:1.000000', '#EXTINF:1000.0');
const inside = (text: string) => text.replace('list1.ts', 'http://10.1.2.3/list1.ts');
const cut = (text: string) =>
  text.replace('list1.ts', 'list0.ts').replaceAll('#EXTINF:1.000000', '#EXTINF:30');
const protect = (text: string) =>
  text.replaceAll(
    '<SegmentTemplate',
    '<ContentProtection schemeIdUri="urn:uuid:EDEF8BA9-79D6-4ACE-A3C8-27DCD51D21ED"/><SegmentTemplate',
  );

function lacking(form: Form, name: string): string {
  const url = serveForm(form);
  rig.site.routes.delete(`/${form}/${name}`);
  return url;
}

function wrongKey(): string {
  const url = serveForm('aes');
  serve('/aes/key.bin', 'sixteen Letters!');
  return url;
}

function page(path: string): string {
  serve(path, '<!doctype html><p>Log in');
  return at(path);
}

function circle(): string {
  serve('/circle.m3u8', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\ncircle.m3u8\n');
  return at('/circle.m3u8');
}

function lists(piece: string): string {
  serve('/piece', piece);
  serve('/list.m3u8', '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\npiece\n#EXT-X-ENDLIST\n');
  return at('/list.m3u8');
}
