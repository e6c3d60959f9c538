import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright';
import { answerOf } from './ask-overlays.ts';
import type { NetworkRest } from './network-rest.ts';
import { decodePicturesOf } from './settle.ts';

export interface SettlePageOptions {
  /** For all of it; a page that never rests is taken as it is then. */
  budgetMs: number;
  signal: AbortSignal;
}

/** So long nothing may happen for a page to count as rendered. */
const restMs = 400;
/** After scrolling: what it set off takes a moment to begin, and headers to come back. */
const afterScrollMs = 150;
const sampleEveryMs = 50;
/** Longer posts than that are cut in the picture anyway. */
const screensAtMost = 20;
const scrollingMs = 3_000;
const decodingMs = 2_000;

/**
 * Waits for a page that is itself the post, and that may render itself: until nothing has been on its way and its text has not changed
 * for a moment; scrolled through once on the way, so that what waits to be seen is loaded. Ends at its top, within the budget whatever
 * the page does. Watches what `rest` has seen since before the page was opened.
 */
export async function settlePage(
  page: Page,
  rest: NetworkRest,
  { budgetMs, signal }: SettlePageOptions,
): Promise<void> {
  const endsAt = performance.now() + budgetMs;
  const text = new TextRest(page);
  let scrolledTo = 0;
  while (performance.now() < endsAt) {
    await text.sample();
    // What is rendered late makes a page longer: the new part is gone through, too.
    const height = await scrollThrough(page, scrolledTo, Math.min(scrollingMs, endsAt - performance.now()));
    if (height !== null && height <= scrolledTo) {
      break;
    }
    scrolledTo = height ?? scrolledTo;
    if (!(await bothRest(text, rest, endsAt, signal))) {
      break;
    }
  }
  await decodePicturesOf(page, null, decodingMs);
}

/** How the text of a page changes, by its length and that of its tree: enough to see it grow, and cheap. */
class TextRest {
  readonly #page: Page;
  #last: string | null = null;
  #changedAt = performance.now();

  constructor(page: Page) {
    this.#page = page;
  }

  async sample(): Promise<void> {
    // Null from a page that is between two documents, or busy.
    const size = await answerOf(this.#page.evaluate(sizeOfPage), 1_000);
    if (size === null || size !== this.#last) {
      this.#last = size;
      this.#changedAt = performance.now();
    }
  }

  restingMs(): number {
    return performance.now() - this.#changedAt;
  }
}

/** False where the time is over before. */
async function bothRest(
  text: TextRest,
  rest: NetworkRest,
  endsAt: number,
  signal: AbortSignal,
): Promise<boolean> {
  const since = performance.now();
  for (;;) {
    await text.sample();
    const leftToRestMs = restMs - Math.min(text.restingMs(), rest.restingMs());
    const waitMs = Math.max(leftToRestMs, afterScrollMs - (performance.now() - since));
    if (waitMs <= 0) {
      return true;
    }
    if (performance.now() + waitMs > endsAt) {
      return false;
    }
    await pause(Math.min(waitMs, sampleEveryMs), undefined, { signal });
  }
}

/** From `fromTop` on, down to the end, and back to the top; resolves with the height that it came to, null where the page does not say. */
async function scrollThrough(page: Page, fromTop: number, withinMs: number): Promise<number | null> {
  const question = { fromTop, screensAtMost, withinMs };
  const reached = await answerOf(page.evaluate(scrollDown, question), Math.max(withinMs, 1) + 500);
  await answerOf(
    page.evaluate(() => scrollTo({ top: 0, left: 0, behavior: 'instant' })),
    500,
  );
  return reached;
}

/* What follows runs in the page and may use nothing from here. */

function sizeOfPage(): string {
  const length = document.body?.textContent?.length ?? 0;
  return `${location.href} ${length} ${document.getElementsByTagName('*').length}`;
}

async function scrollDown({
  fromTop,
  screensAtMost,
  withinMs,
}: {
  fromTop: number;
  screensAtMost: number;
  withinMs: number;
}): Promise<number> {
  const endsAt = performance.now() + withinMs;
  const heightOf = () => Math.max(document.documentElement.scrollHeight, document.body?.scrollHeight ?? 0);
  const furthest = screensAtMost * innerHeight;
  let bottom = Math.max(fromTop, innerHeight);
  while (bottom < Math.min(heightOf(), furthest) && performance.now() < endsAt) {
    scrollTo({ top: bottom, left: 0, behavior: 'instant' });
    bottom += innerHeight;
    // Observers are told once a frame is drawn.
    await new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }
  return Math.min(bottom, heightOf());
}
