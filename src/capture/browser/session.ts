import type { Browser, BrowserContext } from 'playwright';
import { settlesWithin, succeedsWithin, unlessAborted } from './bounded.ts';
import type { BrowserSession, SessionOptions } from './browser.ts';
import { answerDialogs, closePopups, keepToWebPages } from './guards.ts';
import { deadProxy, type RunningBrowser } from './launch.ts';
import { watchSession } from './session-watch.ts';

/** What every page is told of its reader. */
export const display = { deviceScaleFactor: 1, locale: 'en-US', timezone: 'UTC' } as const;

const closeGraceMs = 3_000;
const workGraceMs = 2_000;

export type SessionEnd<T> = SessionAfterwards &
  ({ kind: 'done'; value: T } | { kind: 'failed'; error: unknown });

interface SessionAfterwards {
  /** False: the browser was killed. */
  clean: boolean;
  /** Whether `work` was called at all; a browser may turn out to have died while nobody looked. */
  workBegan: boolean;
  /** False where the work waits on for something that neither its signal nor the death of its page ended. */
  workEnded: boolean;
}

/**
 * Lends a fresh page of `running` to `work` and ends with it, or at the first of time-out, abort and crash. Never
 * rejects.
 */
export async function runSession<T>(
  running: RunningBrowser,
  options: SessionOptions & { killAboveBytes: number },
  signal: AbortSignal,
  work: (session: BrowserSession) => Promise<T>,
): Promise<SessionEnd<T>> {
  let workBegan = false;
  using watch = watchSession(running, options, signal);
  const opening = openContext(running.browser, options);
  const working = opening.then(async (context) => {
    const page = await context.newPage();
    watch.page(page);
    closePopups(context, page);
    answerDialogs(context);
    keepToWebPages(page, watch.end);
    const { version: browserVersion, userAgent, sandboxed } = running;
    workBegan = true;
    return work({ page, browserVersion, userAgent, sandboxed, signal: watch.signal });
  });

  const end = await unlessAborted(working, watch.signal).then(
    (value) => ({ kind: 'done' as const, value }),
    (error: unknown) => ({ kind: 'failed' as const, error }),
  );
  watch.over();
  const closed = await succeedsWithin(
    opening.then((context) => context.close()),
    closeGraceMs,
  );
  const clean = closed && running.browser.isConnected();
  const explained = end.kind === 'done' ? end : { ...end, error: watch.explain(end.error) };
  if (!clean) {
    // Ends whatever the work still waits for in the page, too.
    await running.kill();
  }
  return { ...explained, clean, workBegan, workEnded: await settlesWithin(working, workGraceMs) };
}

/** Cookies, storage and cache of its own, and one way out. */
async function openContext(
  browser: Browser,
  { proxy, viewport, timeoutMs, login = null }: SessionOptions,
): Promise<BrowserContext> {
  let context: BrowserContext;
  try {
    context = await browser.newContext({
      // Naming the loopback addresses here, rather than trusting to Playwright's default, holds whatever its environment says.
      proxy: proxy ? { ...proxy, bypass: deadProxy.bypass } : deadProxy,
      offline: proxy === null,
      viewport,
      deviceScaleFactor: display.deviceScaleFactor,
      locale: display.locale,
      timezoneId: display.timezone,
      permissions: [],
      serviceWorkers: 'block',
      acceptDownloads: false,
      ...(login && { storageState: login }),
    });
  } catch (error) {
    throw login === null ? error : loginRefused(browser, error);
  }
  context.setDefaultTimeout(timeoutMs);
  return context;
}

/** Playwright's own message may quote a cookie, so it goes no further. */
function loginRefused(browser: Browser, error: unknown): Error {
  return browser.isConnected()
    ? new Error('The browser did not take the login that it was given')
    : asError(error);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
