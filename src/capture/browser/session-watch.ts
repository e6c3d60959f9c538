import type { Page } from 'playwright';
import type { SessionOptions } from './browser.ts';
import { BrowserCrashedError, BrowserTimeoutError, PageTooHeavyError } from './errors.ts';
import type { RunningBrowser } from './launch.ts';

const memoryCheckEveryMs = 1_000;
const rendererCrashed = "The page's renderer crashed";

/** Knows why a session ends before its work does. */
export interface SessionWatch extends Disposable {
  /** Aborted with the reason. */
  readonly signal: AbortSignal;
  readonly end: (reason: unknown) => void;
  /** The session has its page: from here on its crash ends the session. */
  page(page: Page): void;
  /** The work has ended: from here on nothing ends it, and the page may close. */
  over(): void;
  /**
   * What really happened, where the work only met its consequence. To be asked once the page is closed, when its crash
   * has been told, and before the browser is killed.
   */
  explain(error: unknown): unknown;
}

export function watchSession(
  running: RunningBrowser,
  { timeoutMs, killAboveBytes }: SessionOptions & { killAboveBytes: number },
  outer: AbortSignal,
): SessionWatch {
  const ending = new AbortController();
  let isOver = false;
  let watched: Page | null = null;
  let pageWentAway = false;
  const end = (reason: unknown) => {
    if (!isOver) {
      ending.abort(reason);
    }
  };
  let crashed: string | null = null;
  const crash = (what: string) => {
    crashed ??= what;
    end(new BrowserCrashedError(what));
  };

  const onAbort = () => end(outer.reason);
  const onDisconnect = () => crash('The browser died under the work');
  const onTimeout = () => end(new BrowserTimeoutError(`The page was not done within ${timeoutMs} ms`));
  const checkMemory = () => {
    if (running.memoryBytes() > killAboveBytes) {
      const limit = `${Math.round(killAboveBytes / 1e6)} MB`;
      end(new PageTooHeavyError(`The page made the browser use more than ${limit}`));
    }
  };
  const timer = setTimeout(onTimeout, timeoutMs);
  const memoryTimer = setInterval(checkMemory, memoryCheckEveryMs);
  outer.addEventListener('abort', onAbort, { once: true });
  if (outer.aborted) {
    onAbort();
  }
  running.browser.on('disconnected', onDisconnect);

  return {
    signal: ending.signal,
    end,
    page(page) {
      watched = page;
      page.on('crash', () => crash(rendererCrashed));
    },
    over() {
      isOver = true;
      pageWentAway = watched?.isClosed() ?? false;
    },
    explain(error) {
      if (ending.signal.aborted) {
        return ending.signal.reason;
      }
      // The pending calls of a dying page may reject before it is known to be dead.
      const what =
        crashed ??
        (pageWentAway ? 'The page went away under the work' : null) ??
        (saysCrashed(error) ? rendererCrashed : null);
      return what === null ? error : new BrowserCrashedError(what, { cause: error });
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      clearInterval(memoryTimer);
      outer.removeEventListener('abort', onAbort);
      running.browser.off('disconnected', onDisconnect);
    },
  };
}

/** A page whose renderer dies while it opens is not there yet to tell of its crash. */
function saysCrashed(error: unknown): boolean {
  return error instanceof Error && /\b(Target|Page) crashed\b/.test(error.message);
}
