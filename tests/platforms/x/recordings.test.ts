import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PostRecord } from '#domain/record.ts';
import { x } from '#platforms/x/index.ts';
import { timeOfId } from '#platforms/x/snowflake.ts';
import { answer } from '../../contracts/platform.ts';
import { haveRecordings, recordedBytes, recordedJson } from '../recordings.ts';
import { graphql, type Said, sources, tweet, unhelpful } from './synthetic.ts';

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

const graphqlTruthSchema = z.object({
  id: z.string(),
  authorHandle: z.string(),
  createdAt: z.string(),
  snowflakeTime: z.string().nullable(),
  text: z.string(),
  fullNoteText: z.string().nullish(),
  media: z.array(z.tuple([z.string(), z.string(), z.string().nullable()])).optional(),
  poll: z.record(z.string(), z.string()).nullish(),
});
const pageTruthSchema = z.object({
  id: z.string(),
  authorHandle: z.string(),
  snowflakeTime: z.string(),
  ogTitle: z.string(),
  ogDescription: z.string().nullable(),
  ogImage: z.string(),
  renderedText: z.string().nullable(),
  renderedTime: z.string().nullable(),
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
    const { conclusion } = await x.look(target, sources([200, answered], [404, ''], unhelpful), never);
    expect(conclusion.kind).toBe('live');
    if (conclusion.kind !== 'live') return;
    compare(conclusion.record, truth);
  });

  it.each(files('/graphql-'))('$file', async ({ file, groundTruth }) => {
    const truth = graphqlTruthSchema.parse(groundTruth);
    const answered = z.record(z.string(), z.unknown()).parse(recordedJson(file));
    // Some recordings are the post alone, cut out of a longer answer.
    const whole = 'data' in answered ? answered : graphql(answered);
    const record = await recordFrom(truth.id, { graphql: [200, whole] });
    compareGraphql(record, truth);
    if (file.includes('-poll-'))
      expect(record.poll?.options.map(({ label }) => label)).toEqual(['Yes', 'No']);
  });

  it('a long post is cut in the one answer and whole in the other', async () => {
    const [note] = files('/graphql-tweet-note');
    const truth = graphqlTruthSchema.parse(note?.groundTruth);
    const cut = tweet({ id_str: truth.id, text: truth.text, note_tweet: {}, display_text_range: [0, 275] });
    const whole: Said = [200, graphql(recordedJson(note?.file ?? ''))];
    const fetch = sources([200, cut], [404, ''], { graphql: whole });
    const { conclusion } = await x.look(targetOf(truth.id), fetch, never);
    if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
    compareGraphql(conclusion.record, truth);
  });

  it.each(files('/page-x-post'))('$file', async ({ file, groundTruth }) => {
    const truth = pageTruthSchema.parse(groundTruth);
    const page = new TextDecoder().decode(recordedBytes(file));
    const record = await recordFrom(truth.id, { ...unhelpful, page: [200, page] });
    expect(record.author).toMatchObject({ handle: truth.authorHandle });
    expect(truth.ogTitle).toContain(record.author.name);
    expect(record.idTime).toBe(truth.snowflakeTime);
    expect(record.publishedAt).toBe(truth.renderedTime ?? `${truth.snowflakeTime.slice(0, 19)}.000Z`);
    if (truth.ogDescription !== null) expect(record.text).toBe(truth.ogDescription);
    if (truth.renderedText !== null) expect(folded(record.text)).toContain(folded(truth.renderedText));
    const isPostPicture = truth.ogImage.includes('pbs.twimg.com/media/');
    const pictures = record.media.map(({ variants }) => variants.map(({ url }) => url));
    expect(pictures).toEqual(isPostPicture ? [expect.arrayContaining([truth.ogImage])] : []);
    expect(record.labels).toEqual(['partial']);
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
    const fetch = sources([500, ''], [httpStatus ?? 200, answered], unhelpful);
    const { signals } = await x.look(target, fetch, never);
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
    const fetch = sources([200, page], [200, page], { guest: [200, page], page: [200, page] });
    const { conclusion, signals } = await x.look(target, fetch, never);
    expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'unreadable' });
    expect(signals.at(-1)).toMatchObject({ source: 'x/page', says: 'walled' });
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

function targetOf(id: string) {
  return { postId: `x:${id}`, canonicalUrl: `https://x.com/i/status/${id}` };
}

/** What is read where syndication has nothing that can be read. */
async function recordFrom(id: string, further: Parameters<typeof sources>[2]): Promise<PostRecord> {
  const { conclusion } = await x.look(targetOf(id), sources([200, '<p>'], [500, ''], further), never);
  if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
  return conclusion.record;
}

function compareGraphql(record: PostRecord, truth: z.infer<typeof graphqlTruthSchema>): void {
  expect(record.author.handle).toBe(truth.authorHandle);
  expect(record.publishedAt).toBe(new Date(truth.createdAt).toISOString());
  expect(record.idTime).toBe(truth.snowflakeTime);
  expect(record.textTruncated).toBe(false);
  const media = truth.media ?? [];
  const text = truth.fullNoteText ?? truth.text;
  const shown = media.length > 0 ? text.replace(/https:\/\/t\.co\/\w+\s*$/, '') : text;
  expect(wordsOf(record.text, record.links)).toBe(wordsOf(unescaped(shown), []));
  for (const { url, start, end } of record.links) expect(record.text.slice(start, end)).toBe(url);
  if (truth.media !== undefined) {
    expect(record.media.map(({ kind, posterUrl, variants }) => [kind, posterUrl, variants[0]?.url])).toEqual(
      media,
    );
  }
  const polled = Object.fromEntries(
    (record.poll?.options ?? []).flatMap(({ label, count }, index) => [
      [`choice${index + 1}_label`, label],
      [`choice${index + 1}_count`, String(count)],
    ]),
  );
  if (truth.poll !== undefined) expect(polled).toEqual(truth.poll ?? {});
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

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
