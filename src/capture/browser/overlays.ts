import type { ElementHandle, Frame, Page } from 'playwright';
import type { Verdict } from '#domain/capture.ts';
import { isConsentPage } from '#platforms/seeing/overlays.ts';
import {
  answerOf,
  askFrame,
  askLater,
  askPage,
  type FoundOverlay,
  isGone,
  wordsFor,
} from './ask-overlays.ts';

export interface OverlayOptions {
  /** The page that was asked for. */
  url: string;
  /** CSS selector of the post; null where the post is the page. */
  postSelector: string | null;
  /** For all that is done about overlays; undoing what a button did comes on top. */
  budgetMs?: number;
}

/** What became of the overlays of a page, in words for the verdict. */
export interface Overlays {
  /** e.g. `consent banner of OneTrust (“Reject All”)` */
  closed: string[];
  /** Buttons that led elsewhere, whereupon the page was opened again. */
  undone: string[];
}

const standardBudgetMs = 5_000;
const roundsAtMost = 6;
const loadedWithinMs = 2_000;
/** A page that loads a product which asks for consent gets so long to ask. */
const expectedWithinMs = 1_500;
const clickTimeoutMs = 1_000;
const goneWithinMs = 1_000;
const navigatedWithinMs = 3_000;

/**
 * Closes what a reader would close before reading: consent banners, refusing where that is offered, sheets to log in,
 * banners for apps and newsletters. What costs money is left alone. Ends within the budget whatever the page does; where
 * a button led away, the page is opened again.
 */
export async function dismissOverlays(page: Page, options: OverlayOptions): Promise<Overlays> {
  const endsAt = performance.now() + (options.budgetMs ?? standardBudgetMs);
  const leftMs = () => Math.max(0, endsAt - performance.now());
  await answerOf(page.waitForLoadState('domcontentloaded'), Math.min(leftMs(), loadedWithinMs));
  const attempt: Attempt = { page, leftMs, spent: new Set(), closed: [], undone: [], here: page.url() };
  for (let round = 0; round < roundsAtMost && leftMs() > 0; round += 1) {
    const overlay = await findDismissible(attempt, options, round === 0 ? expectedWithinMs : 0);
    if (overlay === null) {
      break;
    }
    await dismiss(attempt, overlay);
  }
  if (attempt.spent.size > 0) {
    await stayHere(attempt, attempt.closed.at(-1) ?? 'a button');
  }
  return { closed: attempt.closed, undone: attempt.undone };
}

/** From which share of the post's box on, or of the page's window, something hides it. */
const hidingShares = {
  /** What keeps the reader from the post on purpose. */
  barrier: { post: 0.1, page: 0.3 },
  offer: { post: 0.3, page: 0.3 },
  /** What says nothing of itself may be part of the page's own design. */
  unknown: { post: 0.5, page: 0.5 },
};
const classOf = {
  consent: 'barrier',
  login: 'barrier',
  paywall: 'barrier',
  app: 'offer',
  newsletter: 'offer',
  dialog: 'unknown',
} as const;

/** What of the overlays that stay hides the post, as a verdict; null where the post can be seen. */
export async function coveringOverlay(page: Page, options: OverlayOptions): Promise<Verdict | null> {
  if (isInterstitial(page, options)) {
    return { shows: 'consent', detail: `asks for consent at ${hostOf(page.url())}` };
  }
  const survey = await askPage(page, { postSelector: options.postSelector, isWhole: false, spent: [] });
  const shown = options.postSelector === null ? 'page' : 'post';
  for (const overlay of survey?.overlays ?? []) {
    const inside = await askInside(overlay, page, []);
    const { kind, says, isModal } = inside?.facts ?? overlay.facts;
    const { share } = overlay.facts;
    const least = hidingShares[kind === null ? 'unknown' : classOf[kind]][shown];
    const mayHide = kind !== null || isModal || shown === 'post';
    if (mayHide && share >= least) {
      const what = `covered by a ${wordsFor(inside ?? overlay)}`;
      const detail = says === '' ? what : `${what}: ${says}`;
      return { shows: kind === 'consent' ? 'consent' : 'wall', detail };
    }
  }
  return null;
}

interface Attempt {
  page: Page;
  leftMs(): number;
  /** Labels of buttons that are not pressed again, and `Escape`. */
  spent: Set<string>;
  closed: string[];
  undone: string[];
  /** The address that the page is to stay at. */
  here: string;
}

/** An overlay with what a reader would do about it: press its button, or Escape where it has none. */
interface Dismissible {
  overlay: FoundOverlay;
  button: ElementHandle<Element> | null;
  label: string;
  /** What is to be gone afterwards. */
  layer: ElementHandle<Element>;
}

async function findDismissible(
  { page, spent, leftMs }: Attempt,
  options: OverlayOptions,
  expectedMs: number,
): Promise<Dismissible | null> {
  const isWhole = isInterstitial(page, options);
  const question = { postSelector: options.postSelector, isWhole, spent: [...spent] };
  let survey = await askPage(page, question);
  if (survey?.isExpected && !survey.overlays.some(isDismissible)) {
    const withinMs = Math.min(expectedMs, leftMs());
    survey = (await askLater(page, question, { layers: survey.layers, withinMs })) ?? survey;
  }
  for (const overlay of survey?.overlays ?? []) {
    const asked = (await askInside(overlay, page, question.spent)) ?? overlay;
    const { label, kind, isModal } = asked.facts;
    const layer = await overlay.layer();
    const button = label === null ? null : await asked.button();
    if (layer !== null && label !== null && button !== null) {
      return { overlay: asked, button, label, layer };
    }
    const yieldsToEscape = isModal && kind !== null && kind !== 'paywall' && kind !== 'consent';
    if (layer !== null && yieldsToEscape && !spent.has('Escape')) {
      return { overlay: asked, button: null, label: 'Escape', layer };
    }
  }
  return null;
}

function isDismissible({ facts }: FoundOverlay): boolean {
  return facts.label !== null || facts.hasFrame;
}

/** What a frame over the page is, it alone can tell; null where there is none. */
async function askInside(overlay: FoundOverlay, page: Page, spent: string[]): Promise<FoundOverlay | null> {
  const frame: Frame | null = overlay.facts.hasFrame ? await overlay.frame() : null;
  if (frame === null || frame === page.mainFrame()) {
    return null;
  }
  const survey = await askFrame(frame, { postSelector: null, isWhole: true, spent });
  const [found] = survey?.overlays ?? [];
  return found?.facts.kind ? found : null;
}

async function dismiss(attempt: Attempt, { overlay, button, label, layer }: Dismissible): Promise<void> {
  const { page, spent, leftMs, closed } = attempt;
  spent.add(label);
  using navigation = watchNavigation(page);
  const limit = () => ({ timeout: Math.max(1, Math.min(clickTimeoutMs, leftMs())), noWaitAfter: true });
  const press = button === null ? page.keyboard.press('Escape') : button.click(limit());
  const pressed = await answerOf(
    press.then(() => true),
    clickTimeoutMs + 200,
  );
  const gone = await answerOf(
    page
      .waitForFunction(isGone, layer, { timeout: Math.max(1, Math.min(goneWithinMs, leftMs())) })
      .then(() => true),
    goneWithinMs + 200,
  );
  const words = `${wordsFor(overlay)} (${button === null ? label : `“${label}”`})`;
  if (navigation.began()) {
    await answerOf(navigation.done, navigatedWithinMs);
    await answerOf(page.waitForLoadState('domcontentloaded'), Math.max(leftMs(), 1));
  }
  const stayed = await stayHere(attempt, words);
  if (stayed && (gone || navigation.began()) && pressed) {
    closed.push(words);
  }
}

/** Back to the page, where a button led away from it. A page that asked for consent in its place is not gone back to. */
async function stayHere(attempt: Attempt, words: string): Promise<boolean> {
  const { page, here, undone } = attempt;
  const url = page.url();
  if (isSamePage(url, here) || isConsentPage(here)) {
    attempt.here = url;
    return true;
  }
  undone.push(`${words} leads to ${hostOf(url)}`);
  await answerOf(
    page.goto(here, { waitUntil: 'domcontentloaded', timeout: navigatedWithinMs }),
    navigatedWithinMs + 200,
  );
  return false;
}

interface NavigationWatch extends Disposable {
  began(): boolean;
  done: Promise<void>;
}

function watchNavigation(page: Page): NavigationWatch {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let hasBegun = false;
  const onRequest = (request: { isNavigationRequest(): boolean; frame(): Frame }) => {
    hasBegun ||= request.isNavigationRequest() && request.frame() === page.mainFrame();
  };
  const onNavigated = (frame: Frame) => {
    if (frame === page.mainFrame()) {
      hasBegun = true;
      resolve();
    }
  };
  page.on('request', onRequest);
  page.on('framenavigated', onNavigated);
  return {
    began: () => hasBegun,
    done,
    [Symbol.dispose]() {
      page.off('request', onRequest);
      page.off('framenavigated', onNavigated);
    },
  };
}

function isInterstitial(page: Page, { url }: OverlayOptions): boolean {
  return isConsentPage(page.url()) && !isConsentPage(url);
}

/** More parameters, such as that consent was given, make no other page. */
function isSamePage(one: string, other: string): boolean {
  const [url, wanted] = [URL.parse(one), URL.parse(other)];
  if (url === null || wanted === null || url.origin !== wanted.origin || url.pathname !== wanted.pathname) {
    return one === other;
  }
  return [...wanted.searchParams].every(([name, value]) => url.searchParams.getAll(name).includes(value));
}

function hostOf(url: string): string {
  return URL.parse(url)?.host || url.slice(0, 50);
}
