import type { Page } from 'playwright';
import { z } from 'zod';
import { type Artifact, displaySchema, serverClockSchema, tlsSchema, type Verdict } from '#domain/capture.ts';
import { platformOf } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import { refusalIn } from '#egress/refusal.ts';
import type { Target, View } from '#platforms/platform.ts';
import { storeArtifact } from './artifacts.ts';
import type { BrowserSession } from './browser/browser.ts';
import {
  BrowserCrashedError,
  BrowserTimeoutError,
  BrowserUnavailableError,
  PageTooHeavyError,
} from './browser/errors.ts';
import { NetworkRest } from './browser/network-rest.ts';
import { coveringOverlay, dismissOverlays, type Overlays } from './browser/overlays.ts';
import { screenshotElement } from './browser/screenshot.ts';
import { display } from './browser/session.ts';
import { settle } from './browser/settle.ts';
import { settlePage } from './browser/settle-page.ts';
import { compareClocks, redirectsTo, watchTls } from './page-provenance.ts';
import { inspectPicture } from './pictures.ts';
import type { Footing } from './rung.ts';
import { recordVisit } from './traffic/record-visit.ts';
import { reasonOf, waitUnlessPatienceEnded } from './trouble.ts';

export const browserFactsSchema = z.object({
  version: z.string(),
  userAgent: z.string(),
  sandboxed: z.boolean(),
  finalUrl: z.string().nullable(),
  httpStatus: z.number().nullable(),
  /** The address that the page's host was really reached at; null behind a proxy. */
  serverAddress: z.string().nullable(),
  /** Whether the session had an operator's login. */
  login: z.boolean().optional(),
  redirects: z.array(z.string()).optional(),
  display: displaySchema.optional(),
  tls: tlsSchema.nullable().optional(),
  serverClock: serverClockSchema.nullable().optional(),
});
export type BrowserFacts = z.infer<typeof browserFactsSchema>;

export type Viewed =
  /** `isConfirmed`: the expected post is in it, by id and author. */
  | { kind: 'seen'; artifacts: Artifact[]; isConfirmed: boolean; browser: BrowserFacts }
  | { kind: 'not-seen'; reason: string; browser: BrowserFacts | null };

/** A page that shows neither post nor wall by then will not. */
const settleTimeoutMs = 30_000;
/** A page that is itself the post gets so much longer to render what its scripts bring. */
const restWithinMs = 6_000;
/** At most, of the time that a browser rung has: what the page shows is still to be judged and pictured. */
const settleShare = 1 / 3;
/** Posts are shorter; threads and pages that are longer are cut, and the verdict says so. */
const maxPostHeight = 8_000;
const maxPageHeight = 10_000;
const maxTextLength = 1_000_000;

/** What a page held while it was open; judged and stored after it was closed. */
interface Sight {
  verdict: Verdict;
  picture: Picture | null;
  /** The whole page and its words, where the post is the page. */
  page: { picture: Picture; text: string } | null;
  browser: BrowserFacts;
}
type Picture = Awaited<ReturnType<typeof screenshotElement>>;

/** Opens one of the post's pages and takes its picture where the expected post is in it. */
export async function viewPost(
  view: View,
  expected: { target: Target; record: PostRecord | null },
  footing: Footing,
): Promise<Viewed> {
  const { tools, scope, signal } = footing;
  const login = (await tools.logins?.of(platformOf(expected.target.postId))) ?? null;
  const options = {
    proxy: scope.proxy,
    viewport: view.viewport,
    timeoutMs: tools.limits.browserTimeoutMs,
    login,
  };
  const takenAt = tools.clock.now().toISOString();
  footing.recordings.tried = true;
  let sight: Sight;
  try {
    sight = await tools.browsers.withPage(options, signal, (session) =>
      recordVisit(session, view.url, footing, () => see(session, view, expected, footing)),
    );
  } catch (error) {
    return { kind: 'not-seen', reason: `${hostOf(view.url)}: ${troubleOf(error, footing)}`, browser: null };
  }
  const { verdict, picture } = sight;
  const browser: BrowserFacts = login === null ? sight.browser : { ...sight.browser, login: true };
  if (picture === null) {
    return { kind: 'not-seen', reason: `${hostOf(view.url)} showed ${inWords(verdict)}`, browser };
  }
  const facts = await inspectPicture(picture.png);
  if (facts.isBlank) {
    return { kind: 'not-seen', reason: `${hostOf(view.url)} showed a blank picture`, browser };
  }
  const common = {
    mediaType: 'image/png',
    source: 'browser',
    sourceUrl: browser.finalUrl ?? view.url,
    takenAt,
  } as const;
  const artifacts = [
    await storeArtifact(footing, picture.png, {
      ...common,
      ...facts,
      name: 'screenshot.png',
      role: 'screenshot',
      verdict: noteClipping(verdict, picture),
    }),
  ];
  if (sight.page !== null) {
    artifacts.push(...(await storePage(sight.page, verdict, common, footing)));
  }
  return { kind: 'seen', artifacts, isConfirmed: verdict.shows === 'expected', browser };
}

async function see(
  { page, browserVersion, userAgent, sandboxed, signal }: BrowserSession,
  view: View,
  expected: { target: Target; record: PostRecord | null },
  { tools, scope }: Footing,
): Promise<Sight> {
  const { browserTimeoutMs } = tools.limits;
  using rest = new NetworkRest(page);
  const tlsWatch = await watchTls(page);
  const response = await page.goto(view.url, {
    waitUntil: 'commit',
    timeout: Math.min(settleTimeoutMs, browserTimeoutMs),
  });
  const serverClock = compareClocks(response, tools.clock.now());
  const refusal = refusalIn(response?.headers() ?? {});
  if (refusal !== null) {
    throw refusal;
  }
  const timeoutMs = Math.min(settleTimeoutMs, browserTimeoutMs * settleShare);
  const settled = async () => {
    await settle(page, view.settledSelectors, { postSelector: view.postSelector, timeoutMs });
    if (view.postSelector === null) {
      await settlePage(page, rest, { budgetMs: Math.min(restWithinMs, timeoutMs), signal });
    }
  };
  await settled();
  const overlays = await dismissOverlays(page, view);
  if (overlays.closed.length + overlays.undone.length > 0) {
    await settled();
  }
  const verdict = await judge(page, view, expected, overlays);
  const browser: BrowserFacts = {
    version: browserVersion,
    userAgent,
    sandboxed,
    finalUrl: page.url(),
    httpStatus: response?.status() ?? null,
    serverAddress: addressOf(page.url(), scope.connections()),
    redirects: redirectsTo(response),
    display: { ...view.viewport, ...display },
    tls: await tlsWatch.finish(response),
    serverClock,
  };
  if (verdict.shows !== 'expected' && verdict.shows !== 'unchecked') {
    return { verdict, picture: null, page: null, browser };
  }
  const isPage = view.postSelector === null || platformOf(expected.target.postId) === 'web';
  // Of a page that is itself the post: what is seen without scrolling, beside the whole of it.
  const maxHeight = view.postSelector === null ? view.viewport.height : maxPostHeight;
  const picture = await screenshotElement(page, view.postSelector, { maxHeight });
  return { verdict, picture, page: isPage ? await seeWholePage(page) : null, browser };
}

/** What the page shows, and what was done about what lay over it. */
async function judge(
  page: Page,
  view: View,
  expected: { target: Target; record: PostRecord | null },
  { closed, undone }: Overlays,
): Promise<Verdict> {
  const judged = await view.judge(page, expected);
  const isSeen = judged.shows === 'expected' || judged.shows === 'unchecked';
  const verdict = (isSeen ? await coveringOverlay(page, view) : null) ?? judged;
  const told = [
    verdict.detail,
    closed.length === 0 ? null : `Closed: ${closed.join('; ')}.`,
    undone.length === 0 ? null : `Gone back: ${undone.join('; ')}.`,
  ];
  return { shows: verdict.shows, detail: told.filter(Boolean).join(' ') || null };
}

async function seeWholePage(page: Page): Promise<{ picture: Picture; text: string }> {
  const text = await page.evaluate(
    // The words as a reader sees them, hidden ones left out
    (maxLength) => (document.body?.innerText ?? '').slice(0, maxLength),
    maxTextLength,
  );
  return { picture: await screenshotElement(page, null, { maxHeight: maxPageHeight }), text };
}

async function storePage(
  { picture, text }: { picture: Picture; text: string },
  verdict: Verdict,
  common: { mediaType: string; source: 'browser'; sourceUrl: string; takenAt: string },
  footing: Footing,
): Promise<Artifact[]> {
  const { width, height, perceptualHash } = await inspectPicture(picture.png);
  const whole = await storeArtifact(footing, picture.png, {
    ...common,
    width,
    height,
    perceptualHash,
    name: 'page-screenshot.png',
    role: 'page-screenshot',
    verdict: noteClipping(verdict, picture),
  });
  if (text.trim() === '') {
    return [whole];
  }
  const words = await storeArtifact(footing, new TextEncoder().encode(text.toWellFormed()), {
    ...common,
    name: 'text.txt',
    role: 'text',
    mediaType: 'text/plain; charset=utf-8',
    verdict,
  });
  return [whole, words];
}

/** A browser that does not start says nothing about the post: that is worth waiting for. */
function troubleOf(error: unknown, footing: Footing): string {
  if (error instanceof BrowserUnavailableError) {
    footing.signal.throwIfAborted();
    waitUnlessPatienceEnded(footing.job, footing.tools, { detail: error.message, retryAfterMs: null });
  }
  if (mayBeTheMachines(error) && (footing.job.work.attempts ?? 0) < secondChances) {
    footing.signal.throwIfAborted();
    throw error;
  }
  const reason = reasonOf(error, footing);
  return reason.includes(downloadMark) ? 'gave a file to save, not a page to look at' : reason;
}

/** A capture is tried so often again because its browser failed: what the machine did passes, what the page does comes back. */
const secondChances = 2;

/** A browser is killed where memory is short, and hangs with its machine. */
function mayBeTheMachines(error: unknown): boolean {
  return (
    (error instanceof BrowserCrashedError && !(error instanceof PageTooHeavyError)) ||
    error instanceof BrowserTimeoutError
  );
}

/** How Playwright says that an address is no page. */
const downloadMark = 'Download is starting';

function addressOf(url: string, connections: { host: string; address: string | null }[]): string | null {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return (
    connections.findLast((connection) => connection.host === host && connection.address)?.address ?? null
  );
}

function noteClipping(verdict: Verdict, { clipped, height }: Picture): Verdict {
  const cut = clipped ? `Cut at ${height} pixels.` : null;
  return { shows: verdict.shows, detail: [verdict.detail, cut].filter(Boolean).join(' ') || null };
}

const words: Record<Verdict['shows'], string> = {
  expected: 'the post',
  'wrong-post': 'another post',
  wall: 'a wall',
  challenge: 'a challenge',
  consent: 'a consent banner',
  blank: 'nothing',
  absence: 'that the post is not there',
  unchecked: 'something that could not be told',
};

function inWords({ shows, detail }: Verdict): string {
  return detail ? `${words[shows]} (${detail})` : words[shows];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
