import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { findVideoFetcher } from '#capture/media/streams/yt-dlp.ts';
import { findVideoDecoder } from '#capture/media/video-decoder.ts';
import { media } from '#capture/steps/media.ts';
import { Recordings } from '#capture/traffic/recordings.ts';
import type { FetchResponse } from '#domain/fetch.ts';
import { type PostRecord, recordSchema } from '#domain/record.ts';
import type { Egress, EgressScope } from '#egress/egress.ts';
import { askAuthority } from '#evidence/timestamp/ask-authority.ts';
import { createWebhookSecret } from '#notify/secret.ts';
import { sendMessage } from '#notify/send.ts';
import { web } from '#platforms/web/index.ts';
import { openAggregator } from '#recover/aggregator.ts';
import { SavePageNow } from '#recover/save-page-now.ts';
import { openWayback } from '#recover/wayback.ts';
import { fetchArticle } from '#workers/article-fetch.ts';
import { fetchFeed, readSitePages } from '#workers/site-listing.ts';
import { medium, openRig, recordOf } from '../capture/support/rig.ts';
import { destinations } from './destinations.ts';
import { HostileWorld } from './hostile-world.ts';
import { wideBudget } from './small-internet.ts';

const signal = new AbortController().signal;

interface Consumer {
  name: string;
  /** Makes it ask for `url`; gives what it reports, or throws it. */
  ask(url: string, ground: { scope: EgressScope; egress: Egress; folder: string }): Promise<unknown>;
}

const page = (body: string): FetchResponse => ({
  ...{ url: 'https://news.example.org/', finalUrl: 'https://news.example.org/', chain: [], status: 200 },
  ...{ headers: { 'content-type': 'application/xml' }, body: new TextEncoder().encode(body), receivedAt: '' },
});
const escaped = (url: string) => url.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const consumers: Consumer[] = [
  {
    name: 'an article',
    ask: (url, { scope: { fetch } }) => fetchArticle(url, { fetch, waitedMs: 0, signal }),
  },
  { name: 'a feed', ask: (url, { scope: { fetch } }) => fetchFeed(url, { fetch, signal }) },
  {
    name: 'a sitemap that an index names',
    ask: (url, { scope: { fetch } }) =>
      readSitePages(page(`<sitemapindex><sitemap><loc>${escaped(url)}</loc></sitemap></sitemapindex>`), {
        ...{ fetch, signal, enough: 10 },
      }),
  },
  {
    name: 'a webhook',
    ask: async (url, { scope: { fetch } }) => {
      const sending = { url, message: { id: 'msg_1', body: '{}' }, secrets: [createWebhookSecret()] };
      const { error, response } = await sendMessage(
        sending,
        { fetch, now: () => new Date(), timeoutMs: 5000 },
        signal,
      );
      return `${error} ${response ?? ''}`;
    },
  },
  {
    name: 'a time stamp authority',
    ask: (url, { scope: { fetch } }) =>
      askAuthority(url, Buffer.from('a'), { ...{ fetch, anchors: [], now: new Date(), signal } }),
  },
  {
    name: 'an archive of the web',
    ask: async (url, { scope: { fetch } }) =>
      openWayback(url, fetch).list({ url: 'https://x.com/a/status/20', match: 'exact' }, null, signal),
  },
  {
    name: 'an aggregator of archives',
    ask: async (url, { scope: { fetch } }) =>
      openAggregator(url, fetch).list({ url: '', match: 'exact' }, null, signal),
  },
  {
    name: 'Save Page Now',
    ask: (url, { scope: { fetch } }) => new SavePageNow(url, 'a:b').start('https://x.com/a', fetch, signal),
  },
  {
    name: 'a look at a page',
    ask: (url, { scope: { fetch } }) => web.look({ postId: 'web:1', canonicalUrl: url }, fetch, signal),
  },
  { name: 'media, posters, avatar and captions of a post', ask: takeMedia },
  { name: 'yt-dlp', ask: runVideoFetcher },
];

/** Goes where it is told as yt-dlp does: by the proxy that its environment names. */
const standIn = `#!/bin/sh
[ "$1" = --version ] && { echo 2026.01.02; exit; }
for each; do last=$each; done
NODE_USE_ENV_PROXY=1 exec '${process.execPath}' --input-type=module --eval '
  import { writeFileSync } from "node:fs";
  import http from "node:http";
  import https from "node:https";
  const fail = ({ message }) => {
    console.error("ERROR: nothing came: " + message);
    process.exit(1);
  };
  process.on("uncaughtException", fail);
  const get = (url) =>
    (url.protocol === "https:" ? https : http).get(url, { timeout: 5000 }, async (answer) => {
      if (answer.headers.location) return get(new URL(answer.headers.location, url));
      if (answer.statusCode !== 200) fail({ message: "HTTP " + answer.statusCode });
      writeFileSync("video.mp4", Buffer.concat(await answer.toArray()));
    });
  get(new URL(process.argv[1]));
' -- "$last"
`;

async function runVideoFetcher(
  url: string,
  { scope, folder: place }: { scope: EgressScope; folder: string },
): Promise<unknown> {
  const program = join(place, 'yt-dlp');
  await writeFile(program, standIn, { mode: 0o755 });
  const fetcher = await findVideoFetcher(program, signal);
  const request = {
    ...{
      pageUrl: url,
      path: join(place, 'video.mp4'),
      proxy: scope.proxy,
      maxBytes: 1000,
      maxDurationMs: 1000,
    },
    ...{ timeoutMs: 10_000, onProgress: () => {}, onBytes: () => {} },
  };
  const end = await fetcher?.fetch(request, signal);
  // What it says is its own; what the gateway saw is in the scope's log.
  return [JSON.stringify(end), ...scope.connections().map((each) => each.refused)].join('\n');
}

async function takeMedia(url: string, { egress }: { egress: Egress }): Promise<unknown> {
  await using rig = await openRig({} as BrowserPool, { egress });
  const job = rig.job();
  await using scope = rig.tools.openScope('media');
  await using recordings = await Recordings.open({ job, tools: rig.tools });
  const author = { ...recordOf(rig.site.url, '1').author, name: 'A', avatarUrl: url } as PostRecord['author'];
  const track = { url, language: 'en', label: null, automatic: false, mediaType: 'text/vtt' };
  const all = [{ ...medium('video', url), posterUrl: url, captions: [track] }, medium('photo', url)];
  const record = recordSchema.parse({ ...recordOf(rig.site.url, '1'), author, media: all });
  const footing = { job, tools: rig.tools, scope, recordings, signal };
  const { artifacts, missing } = await media.take({ record, headers: {} }, footing);
  expect(artifacts.filter(({ role }) => role !== 'raw')).toEqual([]);
  return missing.map(({ reason }) => reason).join('\n');
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consumers-'));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const refused =
  /not a public address|names a machine of a local network|is not one of|resolves to|holds a user name or password|not an? (?:http|URL)|Invalid URL/;
/** Whoever follows no redirect says that there was one. */
const notFollowed = /not a public address|\b302\b/;

describe.each(consumers)('$name', ({ ask }) => {
  async function attempt(egress: Egress, url: string): Promise<string> {
    await using scope = egress.openScope('consumer', wideBudget);
    const asked = ask(url, { scope, egress, folder });
    return await asked.then(
      (report) => (typeof report === 'string' ? report : JSON.stringify(report)),
      (error: Error) => `${error.name}: ${error.message}`,
    );
  }

  test('reaches the inside with the policy off, so that it would be seen', async () => {
    await using opened = await HostileWorld.open();
    await using egress = await opened.openUnguardedEgress();
    await attempt(egress, `http://127.0.0.1:${opened.inside.port}/`);

    expect(opened.inside.hits.length).toBeGreaterThan(0);
  });

  test('is refused everything that lies inside, and says so', { timeout: 60_000 }, async () => {
    await using opened = await HostileWorld.open();
    await using egress = await opened.openEgress();
    const silent: [string, string][] = [];
    for (const { name, url, isRedirect, isNoUrl, changesItsMind } of destinations) {
      const target = url(opened.inside.port);
      if (changesItsMind) {
        await attempt(egress, target);
      }
      const report = await attempt(egress, target);
      expect(opened.inside.hits, `${name}: ${report}`).toEqual([]);
      if (!isNoUrl && !(isRedirect ? notFollowed : refused).test(report)) {
        silent.push([name, report]);
      }
    }
    expect(silent).toEqual([]);
  });
});

describe('ffmpeg', () => {
  const lists: [string, (url: string) => string][] = [
    ['a playlist', (url) => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${url}\n#EXT-X-ENDLIST\n`],
    ['a list of files', (url) => `ffconcat version 1.0\nfile '${url}'\n`],
    [
      'a key of a playlist',
      (url) => `#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="${url}"\n#EXTINF:1,\n/etc/hostname\n#EXT-X-ENDLIST\n`,
    ],
    [
      'a manifest',
      (url) =>
        `<MPD type="static"><Period><BaseURL>${url}</BaseURL><AdaptationSet mimeType="video/mp4"><Representation id="1"/></AdaptationSet></Period></MPD>`,
    ],
    [
      'a description of a session',
      (url) => `v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video ${new URL(url).port} RTP/AVP 96\n`,
    ],
  ];

  test.each(lists)('goes nowhere for %s that lies in a file', async (_what, write) => {
    await using world = await HostileWorld.open();
    const decoder = await findVideoDecoder(signal);
    const path = join(folder, 'list');
    await writeFile(path, write(`http://127.0.0.1:${world.inside.port}/list`));

    expect(await decoder?.inspect(path, AbortSignal.timeout(20_000))).toHaveProperty('unsound');
    expect(world.inside.hits).toEqual([]);
  });
});
