import { chown, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright';
import type { Logger } from '#logger.ts';
import { settlesWithin, unlessAborted } from './bounded.ts';
import { BrowserUnavailableError } from './errors.ts';
import type { FoundChromium } from './find-chromium.ts';
import { readGroupId } from './home.ts';
import { groupMemoryBytes, killGroup, renderersAreFiltered } from './process-group.ts';

const startScript = fileURLToPath(new URL('./start-browser.sh', import.meta.url));
const launchTimeoutMs = 30_000;
const closeGraceMs = 5_000;
/** Nobody listens there: what belongs to no session reaches no network. */
export const deadProxy = { server: 'http://127.0.0.1:9', bypass: '<-loopback>' };
const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** How far the browser can be locked in here; the first that starts is the one. */
export interface Confinement {
  /** Null keeps our own user. */
  user: { uid: number; gid: number } | null;
  sandbox: boolean;
}

export interface LaunchOptions {
  chromium: FoundChromium;
  confinement: Confinement;
  /** Does not exist yet; everything of the browser is in it, but for `<folder>.pid`, which it cannot write. */
  folder: string;
  switches: readonly string[];
  logger: Logger;
}

/** A browser process with all its children, and everything it has on disk. */
export interface RunningBrowser {
  readonly browser: Browser;
  /** e.g. `HeadlessChrome/156.0.8078.79 (headless shell)` */
  readonly version: string;
  readonly userAgent: string;
  readonly sandboxed: boolean;
  readonly groupId: number;
  memoryBytes(): number;
  /** Ends it gently, by force where that takes too long. Resolves to whether it took force. */
  close(): Promise<{ killed: boolean }>;
  /** At once. Never rejects. */
  kill(): Promise<void>;
}

/** Rejects with `BrowserUnavailableError`, or the abort reason; leaves no process and no folder then. */
export async function launchBrowser(options: LaunchOptions, signal: AbortSignal): Promise<RunningBrowser> {
  signal.throwIfAborted();
  const pidFile = `${options.folder}.pid`;
  const starting = makeFolder(options).then(() => start(options, pidFile));
  try {
    return await unlessAborted(starting, AbortSignal.any([signal, AbortSignal.timeout(launchTimeoutMs)]));
  } catch (error) {
    // What has begun dies, which ends the start; what had not begun yet when it was looked for dies after it.
    await disposeOf(options, pidFile);
    await settlesWithin(starting, launchTimeoutMs);
    await disposeOf(options, pidFile);
    signal.throwIfAborted();
    const problem = `Chromium (${options.chromium.path}) does not start: ${tellingLine(error)}`;
    throw new BrowserUnavailableError(problem, { cause: error });
  }
}

/** What cannot be removed now is removed with the whole home, or swept at the next start. */
async function disposeOf({ folder, logger }: LaunchOptions, pidFile: string): Promise<void> {
  try {
    const groupId = await readGroupId(pidFile);
    if (groupId !== null && !(await killGroup(groupId))) {
      throw new Error(`The browser's process group ${groupId} outlives SIGKILL`);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    await rm(pidFile, { force: true });
  } catch (error) {
    logger.error({ err: error, folder }, 'browser.leftovers');
  }
}

async function makeFolder({ folder, confinement: { user } }: LaunchOptions): Promise<void> {
  for (const path of [folder, profileOf(folder), temporaryOf(folder)]) {
    await mkdir(path, { mode: 0o700 });
    if (user) {
      await chown(path, user.uid, user.gid);
    }
  }
  await mkdir(artifactsOf(folder), { mode: 0o700 });
}

const profileOf = (folder: string) => join(folder, 'p');
const temporaryOf = (folder: string) => join(folder, 't');
const artifactsOf = (folder: string) => join(folder, 'a');

/**
 * As a persistent context, because only then does Playwright make no folders of its own in the temporary folder of this
 * process, which a `kill -9` would leave behind. Sessions do not use that context but fresh ones beside it.
 */
async function startWithPlaywright(options: LaunchOptions, pidFile: string): Promise<Browser> {
  const { folder, confinement } = options;
  const context = await chromium.launchPersistentContext(profileOf(folder), {
    executablePath: startScript,
    headless: true,
    chromiumSandbox: confinement.sandbox,
    args: [...options.switches],
    artifactsDir: artifactsOf(folder),
    env: environmentOf(options, pidFile),
    proxy: deadProxy,
    acceptDownloads: false,
    serviceWorkers: 'block',
    timeout: launchTimeoutMs,
    // Stopping is the composition root's to decide; it disposes of the pool.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const browser = context.browser();
  if (browser === null) {
    throw new Error('Playwright gives no browser with its persistent context');
  }
  return browser;
}

/** All the browser gets to see of the environment; ours holds secrets. */
function environmentOf(
  { chromium, confinement, folder }: LaunchOptions,
  pidFile: string,
): Record<string, string> {
  const temporary = temporaryOf(folder);
  return {
    PATH: standardPath,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    HOME: temporary,
    TMPDIR: temporary,
    EMBED_ARCHIVER_BROWSER: chromium.path,
    EMBED_ARCHIVER_PID_FILE: pidFile,
    ...(confinement.user && {
      EMBED_ARCHIVER_UID: String(confinement.user.uid),
      EMBED_ARCHIVER_GID: String(confinement.user.gid),
    }),
  };
}

async function start(options: LaunchOptions, pidFile: string): Promise<RunningBrowser> {
  const browser = await startWithPlaywright(options, pidFile);
  const groupId = await readGroupId(pidFile);
  if (groupId === null) {
    throw new Error(`${startScript} wrote no process id`);
  }
  const session = await browser.newBrowserCDPSession();
  const { product, userAgent } = await session.send('Browser.getVersion');
  await session.detach();
  const { kind } = options.chromium;
  return {
    browser,
    version: `${product} (${kind === 'headless-shell' ? 'headless shell' : 'full Chromium'})`,
    userAgent,
    // The persistent context's blank page has a renderer by now. A container's own filter must not pass for Chromium's.
    sandboxed: options.confinement.sandbox && (await renderersAreFiltered(groupId)),
    groupId,
    memoryBytes: () => groupMemoryBytes(groupId),
    async close() {
      const closed = await settlesWithin(browser.close(), closeGraceMs);
      await disposeOf(options, pidFile);
      return { killed: !closed };
    },
    kill: () => disposeOf(options, pidFile),
  };
}

/** The browser's own first complaint, where it made one; the whole of it is in the cause. */
function tellingLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const complaint = /^.*\[err\] (.*)$/m.exec(text)?.[1];
  return complaint ?? text.split('\n', 1).join();
}
