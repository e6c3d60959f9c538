import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PostRecord } from '#domain/record.ts';
import { x } from '#platforms/x/index.ts';
import { timeOfId } from '#platforms/x/snowflake.ts';
import { answer } from '../../contracts/platform.ts';
import { haveRecordings, recordedBytes, recordedJson } from '../recordings.ts';
import { sources } from './synthetic.ts';

const indexSchema = z.object({
  recordings: z.array(
    z.object({
      platform: z.string(),
      file: z.string(),
      httpStatus: z.number().optional(),
      groundTruth: z.record(z.string(), z.unknown()),
    }),
  ),
});
const vectorSchema = z.object({
  url: z.string(),
  platform: z.string(),
  kind: z.string(),
  id: z.string().nullable(),
  canonicalUrl: z.string().nullable(),
});
const timeSchema = z.object({ platform: z.string(), id: z.string(), fromId: z.string().nullable() });
const truthSchema = z.object({
  id: z.string(),
  authorHandle: z.string(),
  authorName: z.string(),
  createdAt: z.string(),
  snowflakeTime: z.string(),
  text: z.string(),
  media: z.array(z.tuple([z.string(), z.string()])),
  bestVideo: z.string().nullish(),
  truncated: z.boolean().optional(),
});

const never = new AbortController().signal;

describe.skipIf(!haveRecordings)('against what X really answered', () => {
  const recordings = haveRecordings
    ? indexSchema
        .parse(recordedJson('index.json'))
        .recordings.filter(({ platform }) => platform === 'twitter')
    : [];
  const files = (part: string) => recordings.filter(({ file }) => file.includes(part));

  it.each(files('syndication-tweet-result'))('$file', async ({ file, groundTruth }) => {
    const truth = truthSchema.parse(groundTruth);
    const target = { postId: `x:${truth.id}`, canonicalUrl: `https://x.com/i/status/${truth.id}` };
    const answered = z.record(z.string(), z.unknown()).parse(recordedJson(file));
    const { conclusion } = await x.look(target, sources([200, answered], [404, '']), never);
    expect(conclusion.kind).toBe('live');
    if (conclusion.kind !== 'live') return;
    compare(conclusion.record, truth);
  });

  it.each(files('syndication-tombstone'))('$file', async ({ file }) => {
    const target = { postId: 'x:20', canonicalUrl: 'https://x.com/i/status/20' };
    const answered = z.record(z.string(), z.unknown()).parse(recordedJson(file));
    const { conclusion } = await x.look(target, sources([200, answered], [404, '']), never);
    expect(conclusion).toMatchObject({ kind: 'absent', absence: 'deleted' });
  });

  it.each(files('/oembed-'))('$file', async ({ file, groundTruth, httpStatus }) => {
    const id = typeof groundTruth.id === 'string' ? groundTruth.id : '702136612822634496';
    const target = { postId: `x:${id}`, canonicalUrl: `https://x.com/i/status/${id}` };
    const answered = z.record(z.string(), z.unknown()).parse(recordedJson(file));
    const { signals } = await x.look(target, sources([500, ''], [httpStatus ?? 200, answered]), never);
    const signal = signals.find(({ source }) => source === 'x/oembed');
    const isError = groundTruth.id === undefined;
    expect(signal?.says).toBe(isError ? 'unreadable' : 'live');
    if (!isError) expect(signal?.detail).toBe(`by @${groundTruth.authorHandle}`);
  });

  it.each(files('/t.co-'))('$file', async ({ file, groundTruth }) => {
    const fetch = async (url: string) => ({ ...answer(url, 200, ''), body: recordedBytes(file) });
    expect(await x.resolve('x:short:4DK3Jc2BTt', fetch, never)).toMatchObject({
      leadsTo: groundTruth.expandsTo,
    });
  });

  it.each(files('interstitial'))('$file is no answer', async ({ file }) => {
    const page = new TextDecoder().decode(recordedBytes(file));
    const target = {
      postId: 'x:436461658601713664',
      canonicalUrl: 'https://x.com/i/status/436461658601713664',
    };
    const { conclusion } = await x.look(target, sources([200, page], [200, page]), never);
    expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'unreadable' });
  });

  it('the URL vectors: id, kind and canonical URL', () => {
    const { vectors } = z
      .object({ vectors: z.array(vectorSchema) })
      .parse(recordedJson('urls/url-vectors.json'));
    const wrong: string[] = [];
    let judged = 0;
    for (const vector of vectors) {
      const url = URL.parse(vector.url) ?? URL.parse(`https://${vector.url}`);
      if (url === null) continue;
      judged += 1;
      const identity = x.identify(url);
      if (vector.platform !== 'twitter') {
        if (identity !== null) wrong.push(`${vector.url} is not of X`);
        continue;
      }
      const isPost = vector.kind === 'post';
      const isKind = isPost || vector.kind === 'not-a-post' || identity?.kind === vector.kind;
      const canonical = vector.canonicalUrl?.replace(/x\.com\/[^/]+\//, 'x.com/i/') ?? null;
      const isSame =
        identity?.postId === (isPost ? `x:${vector.id}` : null) &&
        identity.canonicalUrl === canonical &&
        isKind;
      if (!isSame) wrong.push(`${vector.url}: ${JSON.stringify(identity)}`);
    }
    console.info(`URL vectors judged: ${judged}`);
    expect(wrong).toEqual([]);
  });

  it('the times of ids', () => {
    const all = z.object({ vectors: z.array(timeSchema) }).parse(recordedJson('urls/id-time-vectors.json'));
    const ours = all.vectors.filter(({ platform }) => platform === 'twitter');
    console.info(`id times judged: ${ours.length}`);
    expect(ours.length).toBeGreaterThan(0);
    for (const { id, fromId } of ours) expect([id, timeOfId(id)]).toEqual([id, fromId]);
  });
});

function compare(record: PostRecord, truth: z.infer<typeof truthSchema>): void {
  expect(record.author).toMatchObject({ handle: truth.authorHandle, name: truth.authorName });
  expect(record.publishedAt).toBe(truth.createdAt);
  expect(record.idTime).toBe(truth.snowflakeTime);
  expect(record.textTruncated).toBe(truth.truncated ?? false);
  const shown = truth.media.length > 0 ? truth.text.replace(/https:\/\/t\.co\/\w+\s*$/, '') : truth.text;
  expect(wordsOf(record.text, record.links)).toBe(wordsOf(unescaped(shown), []));
  expect(record.media.map(({ kind }) => kind)).toEqual(truth.media.map(([kind]) => kind));
  for (const [index, [kind, url]] of truth.media.entries()) {
    const medium = record.media[index];
    const urls = kind === 'photo' ? medium?.variants.map((variant) => variant.url) : [medium?.posterUrl];
    expect(urls).toContain(url);
  }
  if (truth.bestVideo) expect(record.media[0]?.variants[0]?.url).toBe(truth.bestVideo);
}

/** Folded, and with links as one sign, since the truth has short links where the record has what they lead to. */
function wordsOf(text: string, links: PostRecord['links']): string {
  let plain = text;
  for (const { start, end } of links.toReversed()) plain = `${plain.slice(0, start)}§${plain.slice(end)}`;
  return plain
    .replace(/https:\/\/t\.co\/\w+/g, '§')
    .replace(/\s+/g, ' ')
    .trim();
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
