import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bluesky } from '#platforms/bluesky/index.ts';
import { nameInAtUri, postIdOf } from '#platforms/bluesky/urls.ts';
import { haveRecordings, recordedJson, recordedText } from '../recordings.ts';
import { sources } from '../sources.ts';
import { judgeUrlVectors, recordingsOf } from '../vectors.ts';
import { target } from './synthetic.ts';

const pageTruth = z.object({
  atUri: z.string(),
  did: z.string(),
  handle: z.string(),
  displayName: z.string(),
  text: z.string(),
  indexedAt: z.string(),
  ogImage: z.string(),
});
const threadTruth = z.object({
  uri: z.string(),
  did: z.string(),
  handle: z.string(),
  text: z.string(),
  createdAt: z.string(),
  images: z.array(z.string()),
  quotedUri: z.string().optional(),
});
const never = new AbortController().signal;

describe.skipIf(!haveRecordings)('against what Bluesky really answered', () => {
  const recordings = haveRecordings ? recordingsOf('bluesky') : [];
  const files = (part: string) => recordings.filter(({ file }) => file.includes(part));
  console.info(`bluesky: recordings judged: ${recordings.length}`);

  it.each(files('/page-'))('$file', async ({ file, groundTruth }) => {
    const truth = pageTruth.parse(groundTruth);
    const fetch = sources({ getPostThread: [503, ''], '/profile/': [200, recordedText(file)] });
    const { conclusion } = await bluesky.look(targetOf(truth.atUri), fetch, never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        author: { id: truth.did, handle: truth.handle, name: truth.displayName },
        publishedAt: truth.indexedAt,
      },
    });
    if (conclusion.kind !== 'live') return;
    expect(folded(conclusion.record.text)).toBe(folded(truth.text));
    const urls = conclusion.record.media.flatMap(({ variants }) => variants.map(({ url }) => url));
    // The picture of a post without one is its author's.
    if (truth.ogImage.includes('/avatar/')) expect(urls).toEqual([]);
    else expect(urls).toContain(truth.ogImage);
  });

  it.each(files('/getPostThread'))('$file', async ({ file, groundTruth }) => {
    const truth = threadTruth.parse(groundTruth);
    const answered = z.record(z.string(), z.unknown()).parse(recordedJson(file));
    const fetch = sources({ getPostThread: [200, answered] });
    const { conclusion } = await bluesky.look(targetOf(truth.uri), fetch, never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        author: { id: truth.did, handle: truth.handle },
        text: truth.text,
        publishedAt: truth.createdAt,
      },
    });
    if (conclusion.kind !== 'live') return;
    expect(conclusion.record.media.map(({ variants }) => variants[0]?.url)).toEqual(truth.images);
    const { quoted } = conclusion.record;
    if (truth.quotedUri !== undefined) expect(quoted).toMatchObject(targetOf(truth.quotedUri));
  });

  it.each(files('/error-'))('$file', async ({ file, httpStatus }) => {
    const answered = z.record(z.string(), z.unknown()).parse(recordedJson(file));
    const fetch = sources({ getPostThread: [httpStatus ?? 400, answered] });
    const { conclusion } = await bluesky.look(target, fetch, never);
    expect(conclusion).toMatchObject({ kind: 'absent', absence: 'account-gone' });
  });

  it('the URL vectors: id, kind and canonical URL', () => {
    expect(judgeUrlVectors(bluesky).wrong).toEqual([]);
  });
});

function targetOf(atUri: string) {
  const name = nameInAtUri(atUri);
  if (name === null) throw new Error(`${atUri} names no post`);
  const postId = postIdOf(name);
  return { postId, canonicalUrl: bluesky.canonicalUrl(postId) };
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
