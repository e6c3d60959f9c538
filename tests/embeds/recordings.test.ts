import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Embed } from '#domain/embed.ts';
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
const expectedSchema = z.object({
  platform: z.string(),
  id: z.string(),
  handle: z.string().nullish(),
  author: z.string().nullish(),
  handleFrom: z.string().nullish(),
});
type Expected = z.infer<typeof expectedSchema>;
const pagesSchema = z.object({
  pages: z.array(
    z.object({ file: z.string(), pageUrl: z.string().nullish(), embeds: z.array(expectedSchema) }),
  ),
});
const snippetsSchema = z.object({ snippets: z.array(expectedSchema.extend({ markup: z.string() })) });

/** Platforms that the truth names and that have no adapter here, each with the reason. */
const withoutAdapter: Readonly<Record<string, string>> = {
  vine: 'closed in 2017; its player frames are pages of the web',
};

/** White space and the media link at the end do not count. */
function folded(text: string | null | undefined): string {
  return (text ?? '')
    .replace(/\s+/g, '')
    .replace(/pic\.twitter\.com\/\w+$/, '')
    .replaceAll('http:', 'https:');
}

/** Theirs to ours: no slash in ids, `twitter` is `x`, and of ids with a server or an account the last part decides. */
function isSame(embed: Embed, { platform, id }: Expected): boolean {
  if (embed.platform !== ourName(platform)) return false;
  const key = id.split('?')[0]?.split('/').at(-1) ?? id;
  // Ours says of VK's ids what they are of: `video-1_2`.
  const own = embed.postId.slice(embed.platform.length + 1).replace(/^(?:video|clip|wall|photo)(?=-?\d)/, '');
  return (
    own === id.replaceAll('/', ':') ||
    embed.postId.endsWith(`:${key}`) ||
    embed.postId.split(/[:_]/).includes(key)
  );
}

function ourName(platform: string): string {
  return platform === 'twitter' ? 'x' : platform;
}

class Tally {
  readonly #counts = new Map<string, { found: number; missed: number; extra: number }>();

  add(name: string, kind: 'found' | 'missed' | 'extra'): void {
    const count = this.#counts.get(name) ?? { found: 0, missed: 0, extra: 0 };
    count[kind] += 1;
    this.#counts.set(name, count);
  }

  toString(): string {
    return [...this.#counts]
      .toSorted()
      .map(([name, { found, missed, extra }]) => {
        const recall = ratio(found, found + missed);
        return `  ${name.padEnd(24)} found ${found}, missed ${missed}, extra ${extra}; recall ${recall}, precision ${ratio(found, found + extra)}`;
      })
      .join('\n');
  }
}

function ratio(part: number, whole: number): string {
  return whole === 0 ? '–' : (part / whole).toFixed(3);
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

describe.skipIf(!haveRecordings)('embeds of real pages', () => {
  it('all of them, in their order, with the handles that the pages carry, and nothing else', () => {
    const { pages } = pagesSchema.parse(recordedJson('articles/expected.json'));
    const wrong: string[] = [];
    const total = new Tally();
    const byForm = new Tally();
    const exceptions: string[] = [];
    let handles = 0;
    for (const page of pages) {
      const body = recordedBytes(page.file);
      const { embeds } = findEmbeds({ body, mediaType: 'text/html', baseUrl: page.pageUrl ?? null });
      const ours = embeds.filter(({ form }) => form !== 'link');
      const explained = new Set<Embed>();
      const positions: number[] = [];
      for (const truth of page.embeds) {
        const platform = ourName(truth.platform);
        if (withoutAdapter[platform] !== undefined) {
          exceptions.push(`${page.file} ${platform} ${truth.id}: ${withoutAdapter[platform]}`);
          continue;
        }
        const embed = ours.find((candidate) => isSame(candidate, truth));
        total.add('all', embed === undefined ? 'missed' : 'found');
        total.add(platform, embed === undefined ? 'missed' : 'found');
        if (embed === undefined) {
          wrong.push(`${page.file} lacks ${platform} ${truth.id}`);
          continue;
        }
        byForm.add(embed.form, 'found');
        explained.add(embed);
        positions.push(embed.position);
        if (truth.handleFrom !== 'text') continue;
        handles += 1;
        const { authorHandle, authorName } = embed.quotation ?? {};
        if (authorHandle?.toLowerCase() !== truth.handle?.toLowerCase() || authorName !== truth.author) {
          wrong.push(`${page.file} ${truth.id}: ${authorName} (@${authorHandle})`);
        }
      }
      if (positions.some((position, index) => position < (positions[index - 1] ?? 0))) {
        wrong.push(`${page.file} is out of order: ${positions.join(', ')}`);
      }
      for (const embed of ours) {
        if (explained.has(embed)) continue;
        for (const [tally, name] of [
          [total, 'all'],
          [total, embed.platform],
          [byForm, embed.form],
        ] as const) {
          tally.add(name, 'extra');
        }
        wrong.push(`${page.file} claims ${embed.postId} (${embed.form}, ${embed.foundUrl})`);
      }
    }
    console.info(`pages judged: ${pages.length}; handles judged: ${handles}\n${total}\nby form\n${byForm}`);
    console.info(`exceptions:\n  ${exceptions.join('\n  ')}`);
    expect(pages.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('the embed codes of all platforms, as pasted', () => {
    const { snippets } = snippetsSchema.parse(recordedJson('articles/embed-snippets.json'));
    const wrong: unknown[] = [];
    const total = new Tally();
    for (const truth of snippets) {
      const platform = ourName(truth.platform);
      const { embeds } = findEmbeds({ body: truth.markup, mediaType: 'text/html', baseUrl: null });
      const ours = embeds.filter(({ form }) => form !== 'link');
      const embed = ours.find((candidate) => isSame(candidate, truth));
      total.add(platform, embed === undefined ? 'missed' : 'found');
      for (let extra = embed === undefined ? 0 : 1; extra < ours.length; extra += 1)
        total.add(platform, 'extra');
      if (embed === undefined || ours.length > 1) wrong.push([truth, embeds]);
    }
    console.info(`embed codes judged: ${snippets.length}\n${total}`);
    expect(snippets.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});
