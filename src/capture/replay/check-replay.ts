import type { Page } from 'playwright';
import type { Manifest, Verdict } from '#domain/capture.ts';
import { openWacz } from '#page-archive/read/wacz.ts';
import { objectSource } from '#storage/object-source.ts';
import { NetworkRest } from '../browser/network-rest.ts';
import { settle } from '../browser/settle.ts';
import { settlePage } from '../browser/settle-page.ts';
import type { CaptureTools } from '../job.ts';
import { answerOffline } from './answer-offline.ts';

/** What a page archive showed when it was opened again with no network. */
export interface ReplayVerdict {
  /** `replayable`: the post with its words and pictures. `incomplete`: the post, not all of it. `not-replayable`: not the post. */
  replay: 'replayable' | 'incomplete' | 'not-replayable';
  shows: Verdict['shows'];
  detail: string | null;
  /** Share of the post's words that were found on the page, 0 to 1; null where it has none. */
  words: number | null;
  pictures: { shown: number; broken: string[] };
  /** What the page asked for and the archive does not hold. */
  missing: string[];
  browser: string;
  durationMs: number;
}

export type ReplayTools = Pick<CaptureTools, 'storage' | 'browsers' | 'platformFor' | 'limits'>;

const settleTimeoutMs = 15_000;
const restWithinMs = 6_000;
/** Fewer of the words than that are another text. */
const enoughWords = 0.9;
const mostNamed = 20;

/** Null where the capture has no page archive that showed its post: there is nothing to play again. */
export async function checkReplay(
  manifest: Manifest,
  { storage, browsers, platformFor, limits }: ReplayTools,
  signal: AbortSignal,
): Promise<ReplayVerdict | null> {
  const { postId, canonicalUrl, record } = manifest;
  const archive = manifest.artifacts.find(({ role }) => role === 'wacz');
  const target = { postId, canonicalUrl };
  const view = platformFor(postId)
    .views(target, record)
    .find(({ url }) => url === archive?.sourceUrl);
  if (archive?.verdict.shows !== 'expected' || view === undefined) {
    return null;
  }
  const startedAt = performance.now();
  const wacz = await openWacz(objectSource(storage, archive));
  const [archivedPage] = await wacz.pages();
  const options = { proxy: null, viewport: view.viewport, timeoutMs: limits.browserTimeoutMs };
  return await browsers.withPage(options, signal, async ({ page, browserVersion, signal: ended }) => {
    using rest = new NetworkRest(page);
    await using answers = await answerOffline(page, wacz, new Date(archive.takenAt));
    await page.goto(view.url, { waitUntil: 'commit', timeout: settleTimeoutMs });
    await settle(page, view.settledSelectors, {
      postSelector: view.postSelector,
      timeoutMs: settleTimeoutMs,
    });
    if (view.postSelector === null) {
      await settlePage(page, rest, { budgetMs: restWithinMs, signal: ended });
    }
    const seen = await view.judge(page, { target, record });
    const shown = await readShown(page, view.postSelector);
    const words = shareOfWords(archivedPage?.text ?? '', shown.text);
    return {
      replay: verdictOf(seen, words, shown.broken, answers.damaged),
      shows: seen.shows,
      detail: [seen.detail, ...answers.damaged].filter(Boolean).join(' ') || null,
      words,
      pictures: { shown: shown.pictures, broken: shown.broken },
      missing: [...new Set(answers.missing)].slice(0, mostNamed),
      browser: browserVersion,
      durationMs: Math.round(performance.now() - startedAt),
    };
  });
}

function verdictOf(
  { shows }: Verdict,
  words: number | null,
  broken: string[],
  damaged: string[],
): ReplayVerdict['replay'] {
  if (shows !== 'expected') {
    return 'not-replayable';
  }
  const isWhole = (words ?? 1) >= enoughWords && broken.length === 0 && damaged.length === 0;
  return isWhole ? 'replayable' : 'incomplete';
}

/** What a reader sees, and which pictures of the post came to nothing; those that wait to be scrolled to did before, too. */
async function readShown(
  page: Page,
  postSelector: string | null,
): Promise<{ text: string; pictures: number; broken: string[] }> {
  return await page.evaluate((selector) => {
    const post = (selector === null ? null : document.querySelector(selector)) ?? document;
    const pictures = [...post.querySelectorAll('img')].filter(
      ({ currentSrc, complete }) => complete && currentSrc.startsWith('http'),
    );
    return {
      text: document.body?.innerText ?? '',
      pictures: pictures.filter(({ naturalWidth }) => naturalWidth > 0).length,
      broken: pictures.filter(({ naturalWidth }) => naturalWidth === 0).map(({ currentSrc }) => currentSrc),
    };
  }, postSelector);
}

/** How many of the different words that the page had then it has now. */
function shareOfWords(then: string, now: string): number | null {
  const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const wanted = wordsOf(then);
  const found = wordsOf(now);
  return wanted.size === 0 ? null : [...wanted].filter((word) => found.has(word)).length / wanted.size;
}
