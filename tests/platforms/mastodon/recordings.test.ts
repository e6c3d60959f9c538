import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseHtml, textWithin } from '#domain/html.ts';
import { mastodon } from '#platforms/mastodon/index.ts';
import { timeOfId } from '#platforms/mastodon/snowflake.ts';
import { always } from '../../contracts/platform.ts';
import { haveRecordings, recordedJson } from '../recordings.ts';
import { judgeIdTimes, judgeUrlVectors, recordingsOf } from '../vectors.ts';
import { target } from './synthetic.ts';

const truthSchema = z.object({
  id: z.string(),
  acct: z.string(),
  displayName: z.string(),
  createdAt: z.string(),
  editedAt: z.string().nullable(),
  idTime: z.string(),
  uri: z.string(),
  contentHtml: z.string(),
  sensitive: z.boolean(),
  media: z.array(z.tuple([z.string(), z.string(), z.string()])),
  poll: z.boolean(),
});
const kinds: Record<string, string> = { image: 'photo', gifv: 'gif', audio: 'audio', video: 'video' };
const never = new AbortController().signal;
const body = z.record(z.string(), z.unknown());

describe.skipIf(!haveRecordings)('against what Mastodon really answered', () => {
  const recordings = haveRecordings ? recordingsOf('mastodon') : [];
  const posts = recordings.filter(({ groundTruth }) => 'contentHtml' in groundTruth);
  console.info(
    `mastodon: recordings judged: ${posts.length + 1} of ${recordings.length} (a history of edits is not asked for)`,
  );

  it.each(posts)('$file', async ({ file, groundTruth }) => {
    const truth = truthSchema.parse(groundTruth);
    const postId = `mastodon:mastodon.social:${truth.id}`;
    const asked = { postId, canonicalUrl: mastodon.canonicalUrl(postId) };
    const { conclusion } = await mastodon.look(asked, always(200, body.parse(recordedJson(file))), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        author: { handle: truth.acct, name: truth.displayName },
        publishedAt: truth.createdAt,
        editedAt: truth.editedAt,
        idTime: truth.idTime,
      },
    });
    if (conclusion.kind !== 'live') return;
    const { record } = conclusion;
    expect(folded(record.text)).toBe(folded(wordsOf(truth.contentHtml)));
    expect(record.media.map(({ kind }) => kind)).toEqual(truth.media.map(([kind]) => kinds[kind]));
    for (const [index, [, url, remoteUrl]] of truth.media.entries()) {
      expect(record.media[index]?.variants.map((variant) => variant.url)).toEqual([url, remoteUrl]);
    }
    expect(record.poll !== null).toBe(truth.poll);
    expect(record.labels.includes('sensitive')).toBe(truth.sensitive);
    const origin = new URL(truth.uri);
    const isCopy = origin.hostname !== 'mastodon.social';
    const id = truth.uri.slice(truth.uri.lastIndexOf('/') + 1);
    expect(record.labels.includes(`copy-of:mastodon:${origin.hostname}:${id}`)).toBe(isCopy);
  });

  it('a post that is not there', async () => {
    const { conclusion } = await mastodon.look(
      target,
      always(404, body.parse(recordedJson('mastodon/status-404.json'))),
      never,
    );
    expect(conclusion).toMatchObject({ kind: 'absent', absence: 'not-found' });
  });

  it('the URL vectors: id, kind and canonical URL, whose author’s name no id tells', () => {
    const { wrong } = judgeUrlVectors(mastodon, (url, id) => {
      const [host, status = ''] = id.split('/');
      return url.includes('/notice/') ? url : mastodon.canonicalUrl(`mastodon:${host}:${status}`);
    });
    expect(wrong).toEqual([]);
  });

  it('the times of ids', () => {
    const { judged, wrong } = judgeIdTimes('mastodon', timeOfId);
    expect(judged).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});

function wordsOf(html: string): string {
  const document = parseHtml(html);
  return textWithin(document, 0, document.nodes.length);
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
