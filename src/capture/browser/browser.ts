import type { Page } from 'playwright';
import type { ProxyCredentials } from '#egress/egress.ts';
import type { LoginState } from '../logins/storage-state.ts';

export interface BrowserSession {
  /** In a fresh context of its own; closed with the session. */
  readonly page: Page;
  /** e.g. `HeadlessChrome/156.0.8078.79 (headless shell)`. */
  readonly browserVersion: string;
  readonly userAgent: string;
  /** Whether the renderer runs under seccomp. */
  readonly sandboxed: boolean;
  /** Aborted as soon as the session ends otherwise than by its work's end: time-out, abort, crash. */
  readonly signal: AbortSignal;
}

export interface SessionOptions {
  /** Null means no network at all (for our own cards). */
  proxy: ProxyCredentials | null;
  viewport: { width: number; height: number };
  /** Everything inside ends by then; the browser's process group is killed where it does not. */
  timeoutMs: number;
  /** Cookies and local storage that the session starts with; gone with it. */
  login?: LoginState | null;
}

/** A few persistent Chromium processes, one capture at a time in each. */
export interface BrowserPool extends AsyncDisposable {
  /**
   * Lends a fresh page. Whatever the work did, the browser is clean or dead afterwards. Rejects with
   * `BrowserTimeoutError`, `BrowserCrashedError`, `BrowserUnavailableError`, `NavigationRefusedError`, the abort
   * reason, or what `work` threw. The time begins when a browser is free.
   */
  withPage<T>(
    options: SessionOptions,
    signal: AbortSignal,
    work: (session: BrowserSession) => Promise<T>,
  ): Promise<T>;
  /** Starts one browser if none runs; rejects with a sentence for /readyz. */
  probe(): Promise<{ version: string; sandboxed: boolean }>;
  /**
   * `browsers` run now; since the start so many were `launched`, `recycled` for age or memory, `killed` by force or found
   * dead. Launched is the sum of the others.
   */
  stats(): { browsers: number; launched: number; recycled: number; killed: number };
}
