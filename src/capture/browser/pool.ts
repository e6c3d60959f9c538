import type { Logger } from '#logger.ts';
import type { BrowserPool, BrowserSession, SessionOptions } from './browser.ts';
import { BrowserCrashedError, BrowserUnavailableError } from './errors.ts';
import { type BrowserHome, openBrowserHome } from './home.ts';
import type { RunningBrowser } from './launch.ts';
import { Launcher } from './launcher.ts';
import { runSession } from './session.ts';
import { Turnstile } from './turnstile.ts';

export interface BrowserPoolOptions {
  /** Null looks for one; see `findChromium`. */
  executablePath: string | null;
  /** Browsers at most, each with one session at a time. */
  size: number;
  recycleAfterCaptures: number;
  /** Anonymous and shared memory of the process group after a session; a fresh browser has about 0.1 GB. */
  recycleAboveBytes: number;
  /** The same during a session: the browser is killed, the session crashed. Default 3 GB. */
  killAboveBytes?: number;
  /** Base64 SHA-256 of the public key of the CA that EGRESS_CA_FILE holds. */
  extraCaSpki: string | null;
  /** What keeps Chromium's connections inside the proxy. */
  networkSwitches: readonly string[];
  /** Of at most 46 bytes, and as root one that other users may pass through. Made where it does not exist. */
  temporaryDir: string;
  logger: Logger;
}

const defaultKillAboveBytes = 3_000_000_000;

/** Starts no browser yet. Clears away what dead processes have left in `temporaryDir`. */
export async function openBrowserPool(options: BrowserPoolOptions): Promise<BrowserPool> {
  return new ChromiumPool(options, await openBrowserHome(options.temporaryDir, options.logger));
}

class ChromiumPool implements BrowserPool {
  readonly #options: BrowserPoolOptions;
  readonly #home: BrowserHome;
  readonly #launcher: Launcher;
  readonly #turnstile: Turnstile;
  readonly #closing = new AbortController();
  readonly #sessions = new Set<Promise<unknown>>();
  /** Every browser that has not been ended; the idle ones are `#warm`, the last used last. */
  readonly #browsers = new Set<RunningBrowser>();
  readonly #warm: RunningBrowser[] = [];
  readonly #uses = new WeakMap<RunningBrowser, number>();
  #launched = 0;
  #recycled = 0;
  #killed = 0;

  constructor(options: BrowserPoolOptions, home: BrowserHome) {
    this.#options = options;
    this.#home = home;
    this.#launcher = new Launcher(options, home.path);
    this.#turnstile = new Turnstile(options.size);
  }

  async withPage<T>(
    options: SessionOptions,
    signal: AbortSignal,
    work: (session: BrowserSession) => Promise<T>,
  ): Promise<T> {
    const { killAboveBytes = defaultKillAboveBytes, logger } = this.#options;
    for (;;) {
      const end = await this.#lend(signal, async (browser, stop) => {
        const end = await runSession(browser, { ...options, killAboveBytes }, stop, work);
        const wasWarm = this.#uses.has(browser);
        await this.#giveBack(browser, end.clean);
        return { ...end, wasWarm };
      });
      if (!end.workEnded) {
        logger.warn('browser.work-goes-on');
      }
      if (end.kind === 'done') {
        return end.value;
      }
      const diedUnnoticed = end.wasWarm && !end.workBegan && end.error instanceof BrowserCrashedError;
      if (!diedUnnoticed) {
        throw end.error;
      }
    }
  }

  async probe(): Promise<{ version: string; sandboxed: boolean }> {
    const running = [...this.#browsers].find(isAlive);
    if (running) {
      return { version: running.version, sandboxed: running.sandboxed };
    }
    return this.#lend(new AbortController().signal, async (browser) => {
      await this.#giveBack(browser, true);
      return { version: browser.version, sandboxed: browser.sandboxed };
    });
  }

  stats(): { browsers: number; launched: number; recycled: number; killed: number } {
    const [launched, recycled, killed] = [this.#launched, this.#recycled, this.#killed];
    return { browsers: this.#browsers.size, launched, recycled, killed };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new BrowserUnavailableError('The browser pool is closed'));
    await Promise.allSettled(this.#sessions);
    await Promise.all([...this.#browsers].map((browser) => browser.close()));
    this.#browsers.clear();
    await this.#home[Symbol.asyncDispose]();
  }

  /** A browser for `use`, when there is one free; `use` says what becomes of it. */
  async #lend<T>(
    signal: AbortSignal,
    use: (browser: RunningBrowser, stop: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    const leave = await this.#turnstile.enter(stop);
    const session = this.#warmBrowser(stop).then((browser) => use(browser, stop));
    this.#sessions.add(session);
    try {
      return await session;
    } finally {
      this.#sessions.delete(session);
      leave();
    }
  }

  async #warmBrowser(signal: AbortSignal): Promise<RunningBrowser> {
    for (let warm = this.#warm.pop(); warm; warm = this.#warm.pop()) {
      if (isAlive(warm)) {
        return warm;
      }
      await this.#kill(warm);
    }
    const browser = await this.#launcher.launch(signal);
    this.#launched += 1;
    this.#browsers.add(browser);
    return browser;
  }

  async #giveBack(browser: RunningBrowser, clean: boolean): Promise<void> {
    if (!clean) {
      return this.#kill(browser);
    }
    const uses = (this.#uses.get(browser) ?? 0) + 1;
    this.#uses.set(browser, uses);
    const { recycleAfterCaptures, recycleAboveBytes, logger } = this.#options;
    const memoryBytes = browser.memoryBytes();
    if (uses < recycleAfterCaptures && memoryBytes <= recycleAboveBytes) {
      this.#warm.push(browser);
      return;
    }
    const { killed } = await browser.close();
    this.#browsers.delete(browser);
    this.#recycled += killed ? 0 : 1;
    this.#killed += killed ? 1 : 0;
    logger.debug({ groupId: browser.groupId, uses, memoryBytes, killed }, 'browser.recycled');
  }

  async #kill(browser: RunningBrowser): Promise<void> {
    await browser.kill();
    this.#browsers.delete(browser);
    this.#killed += 1;
    this.#options.logger.warn({ groupId: browser.groupId }, 'browser.killed');
  }
}

function isAlive({ browser }: RunningBrowser): boolean {
  return browser.isConnected();
}
