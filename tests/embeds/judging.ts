import { z } from 'zod';
import type { Embed } from '#domain/embed.ts';
import { decodeText } from '#domain/text-encoding.ts';
import { findEmbeds } from '#embeds/find-embeds.ts';
import { recordedBytes, recordedJson } from '../platforms/recordings.ts';
import { asFeed } from './as-feed.ts';
import { Tally } from './tally.ts';

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
type Page = z.infer<typeof pagesSchema>['pages'][number];
const snippetsSchema = z.object({ snippets: z.array(expectedSchema.extend({ markup: z.string() })) });
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

/** What was found of what is truly there; `wrong` names each difference. */
export class Judgement {
  judged = 0;
  readonly wrong: string[] = [];
  readonly byPlatform = new Tally();
  readonly byForm = new Tally();

  toString(): string {
    return [`judged: ${this.judged}`, this.byPlatform, 'by form', this.byForm].join('\n');
  }
}

/** The recorded articles as pages: their embeds in their order, with the handles that the pages carry, and nothing else. */
export function judgePages(): Judgement {
  const judgement = new Judgement();
  for (const page of recordedPages()) {
    const body = recordedBytes(page.file);
    const { embeds } = findEmbeds({ body, mediaType: 'text/html', baseUrl: page.pageUrl ?? null });
    const pairs = judgeEmbeds(judgement, page.file, embeds, page.embeds);
    judgeOrder(judgement, page, pairs);
    for (const { truth, embed } of pairs) judgeHandle(judgement, page, truth, embed);
  }
  return judgement;
}

/** The same articles as items of feeds: RSS, Atom and JSON Feed by turns. */
export function judgeFeeds(): Judgement {
  const judgement = new Judgement();
  for (const [index, page] of recordedPages().entries()) {
    const url = page.pageUrl ?? 'https://news.example/article';
    const feed = asFeed(index, url, decodeText(recordedBytes(page.file), 'text/html'));
    const { embeds } = findEmbeds({ ...feed, baseUrl: 'https://news.example/feed' });
    judgeEmbeds(judgement, `${feed.mediaType} of ${page.file}`, embeds, page.embeds);
  }
  return judgement;
}

/** The embed codes of all platforms, as pasted. */
export function judgeSnippets(): Judgement {
  const judgement = new Judgement();
  const { snippets } = snippetsSchema.parse(recordedJson('articles/embed-snippets.json'));
  for (const truth of snippets) {
    const { embeds } = findEmbeds({ body: truth.markup, mediaType: 'text/html', baseUrl: null });
    judgeEmbeds(judgement, truth.markup.slice(0, 80), embeds, [truth]);
  }
  return judgement;
}

/** Posts that were flattened into text: handle, author, date and words of each. */
export function judgeFlattened(): Judgement {
  const judgement = new Judgement();
  for (const { excerpt, expect: truth } of itemsSchema.parse(recordedJson('articles/plain-text-tweets.json'))
    .items) {
    judgement.judged += 1;
    const date = new Date(`${truth.dateText} UTC`).toISOString().slice(0, 10);
    const { embeds } = findEmbeds({ body: excerpt, mediaType: 'text/plain', baseUrl: null });
    const embed = embeds.find(
      ({ quotation: found }) =>
        found?.authorHandle === truth.handle &&
        found.authorName === truth.author &&
        found.date === date &&
        folded(found.text) === folded(truth.tweetText),
    );
    judgement.byPlatform.add('all', embed === undefined ? 'missed' : 'found');
    judgement.byForm.add(embed?.form ?? 'none', embed === undefined ? 'missed' : 'found');
    if (embed === undefined) {
      judgement.wrong.push(`${truth.author} (@${truth.handle}) ${date}: ${JSON.stringify(embeds)}`);
    }
  }
  return judgement;
}

function recordedPages(): Page[] {
  return pagesSchema.parse(recordedJson('articles/expected.json')).pages;
}

/** Counts what was found, missed and claimed; a mere link claims nothing. */
function judgeEmbeds(
  judgement: Judgement,
  name: string,
  embeds: readonly Embed[],
  truths: readonly Expected[],
): { truth: Expected; embed: Embed }[] {
  const { wrong, byPlatform, byForm } = judgement;
  const ours = embeds.filter(({ form }) => form !== 'link');
  const pairs: { truth: Expected; embed: Embed }[] = [];
  judgement.judged += 1;
  for (const truth of truths) {
    const platform = ourName(truth.platform);
    const embed = ours.find((candidate) => isSame(candidate, truth));
    for (const each of ['all', platform]) byPlatform.add(each, embed === undefined ? 'missed' : 'found');
    if (embed === undefined) {
      wrong.push(`${name} lacks ${platform} ${truth.id}`);
      continue;
    }
    byForm.add(embed.form, 'found');
    pairs.push({ truth, embed });
  }
  for (const embed of ours.filter((each) => !pairs.some((pair) => pair.embed === each))) {
    for (const each of ['all', embed.platform]) byPlatform.add(each, 'extra');
    byForm.add(embed.form, 'extra');
    wrong.push(`${name} claims ${embed.postId} (${embed.form}, ${embed.foundUrl})`);
  }
  return pairs;
}

function judgeOrder(judgement: Judgement, page: Page, pairs: { embed: Embed }[]): void {
  const positions = pairs.map(({ embed }) => embed.position);
  if (positions.some((position, index) => position < (positions[index - 1] ?? 0))) {
    judgement.wrong.push(`${page.file} is out of order: ${positions.join(', ')}`);
  }
}

function judgeHandle(judgement: Judgement, page: Page, truth: Expected, { quotation }: Embed): void {
  if (truth.handleFrom !== 'text') return;
  const { authorHandle, authorName } = quotation ?? {};
  if (authorHandle?.toLowerCase() !== truth.handle?.toLowerCase() || authorName !== truth.author) {
    judgement.wrong.push(`${page.file} ${truth.id}: ${authorName} (@${authorHandle})`);
  }
}

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
