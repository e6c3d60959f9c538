import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findEmbeds } from '#embeds/find-embeds.ts';
import { haveRecordings, recordedBytes, recordedJson } from '../platforms/recordings.ts';

const itemsSchema = z.object({
  items: z.array(
    z.object({
      excerpt: z.string(),
      expect: z.object({
        author: z.string(),
        handle: z.string(),
        dateText: z.string(),
        tweetText: z.string(),
      }),
    }),
  ),
});
const pagesSchema = z.object({
  pages: z.array(
    z.object({
      file: z.string(),
      pageUrl: z.string().nullish(),
      embeds: z.array(
        z.object({
          platform: z.string(),
          id: z.string().nullish(),
          handle: z.string().nullish(),
          author: z.string().nullish(),
          handleFrom: z.string().nullish(),
        }),
      ),
    }),
  ),
});

/** White space and the media link at the end do not count. */
function folded(text: string | null | undefined): string {
  return (text ?? '')
    .replace(/\s+/g, '')
    .replace(/pic\.twitter\.com\/\w+$/, '')
    .replaceAll('http:', 'https:');
}

describe.skipIf(!haveRecordings)('flattened posts of real articles', () => {
  it('handle, author, date and words of each', () => {
    const { items } = itemsSchema.parse(recordedJson('articles/plain-text-tweets.json'));
    const wrong: unknown[] = [];
    let withWords = 0;
    for (const { excerpt, expect: truth } of items) {
      const date = new Date(`${truth.dateText} UTC`).toISOString().slice(0, 10);
      const { embeds } = findEmbeds({ body: excerpt, mediaType: 'text/plain', baseUrl: null });
      const embed = embeds.find(
        ({ quotation: found }) =>
          found?.authorHandle === truth.handle && found.authorName === truth.author && found.date === date,
      );
      if (embed === undefined) wrong.push([truth, embeds]);
      else if (folded(embed.quotation?.text) === folded(truth.tweetText)) withWords += 1;
    }
    console.info(`flattened posts judged: ${items.length}; with the very words: ${withWords}`);
    expect(items.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
    expect(withWords).toBe(items.length);
  });
});

describe.skipIf(!haveRecordings)('embeds of X in real pages', () => {
  it('all of them, and nothing else', () => {
    const { pages } = pagesSchema.parse(recordedJson('articles/expected.json'));
    const wrong: string[] = [];
    const count = { found: 0, missed: 0, extra: 0, handles: 0 };
    for (const page of pages) {
      const body = recordedBytes(page.file);
      const { embeds } = findEmbeds({ body, mediaType: 'text/html', baseUrl: page.pageUrl ?? null });
      const ours = new Map(
        embeds
          .filter(({ platform, form }) => platform === 'x' && form !== 'link')
          .map((embed) => [embed.postId, embed]),
      );
      const truth = page.embeds.filter(({ platform }) => platform === 'twitter');
      for (const { id, handle, author, handleFrom } of truth) {
        const embed = ours.get(`x:${id}`);
        if (embed === undefined) {
          count.missed += 1;
          wrong.push(`${page.file} lacks ${id}`);
          continue;
        }
        count.found += 1;
        if (handleFrom !== 'text') continue;
        count.handles += 1;
        const { authorHandle, authorName } = embed.quotation ?? {};
        if (authorHandle?.toLowerCase() !== handle?.toLowerCase() || authorName !== author) {
          wrong.push(`${page.file} ${id}: ${authorName} (@${authorHandle})`);
        }
      }
      for (const postId of ours.keys()) {
        if (truth.some(({ id }) => postId === `x:${id}`)) continue;
        count.extra += 1;
        wrong.push(`${page.file} claims ${postId}`);
      }
    }
    const recall = count.found / (count.found + count.missed);
    const precision = count.found / (count.found + count.extra);
    console.info(
      `pages: ${pages.length}; embeds of X: ${JSON.stringify(count)}; recall ${recall}, precision ${precision}`,
    );
    expect(wrong).toEqual([]);
  });
});
