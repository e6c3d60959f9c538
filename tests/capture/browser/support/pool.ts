import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserPool, BrowserSession, SessionOptions } from '#capture/browser/browser.ts';
import { type BrowserPoolOptions, openBrowserPool } from '#capture/browser/pool.ts';
import { groupMembers } from '#capture/browser/process-group.ts';
import { chromiumNetworkSwitches } from '#egress/chromium-switches.ts';
import { createLogger } from '#logger.ts';
import { type HostileSite, openHostileSite } from './hostile-site.ts';
import { openTestProxy, type TestProxy } from './proxy.ts';

export interface Rig extends AsyncDisposable {
  pool: BrowserPool;
  site: HostileSite;
  proxy: TestProxy;
  temporaryDir: string;
  /** A session through the proxy; what is not said is usual. */
  withPage<T>(
    work: (session: BrowserSession) => Promise<T>,
    options?: Partial<SessionOptions>,
    signal?: AbortSignal,
  ): Promise<T>;
  /** Ids of the process groups of the browsers that run now. */
  groups(): Promise<number[]>;
}

export async function openRig(options: Partial<BrowserPoolOptions> = {}): Promise<Rig> {
  await using stack = new AsyncDisposableStack();
  const temporaryDir = await openTemporaryDir();
  stack.defer(() => rm(temporaryDir, { recursive: true, force: true }));
  const site = stack.use(await openHostileSite());
  const proxy = stack.use(await openTestProxy());
  const pool = stack.use(await openBrowserPool({ ...usualOptions(temporaryDir), ...options }));
  const opened = stack.move();
  return {
    pool,
    site,
    proxy,
    temporaryDir,
    withPage: (work, session = {}, signal = new AbortController().signal) =>
      pool.withPage(
        { proxy: proxy.credentials, viewport: { width: 800, height: 600 }, timeoutMs: 15_000, ...session },
        signal,
        work,
      ),
    groups: () => readGroups(temporaryDir),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Short, and open to other users, as the browsers' folder must be. */
export async function openTemporaryDir(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'ea-test-'));
  await chmod(path, 0o755);
  return path;
}

export function usualOptions(temporaryDir: string): BrowserPoolOptions {
  return {
    executablePath: null,
    size: 1,
    recycleAfterCaptures: 1_000,
    recycleAboveBytes: 2_000_000_000,
    extraCaSpki: null,
    networkSwitches: chromiumNetworkSwitches,
    temporaryDir,
    logger: createLogger({ level: 'silent', pretty: false }),
  };
}

export async function readGroups(temporaryDir: string): Promise<number[]> {
  const homes = (await readdir(temporaryDir)).filter((name) => name.startsWith('ea-'));
  const perHome = homes.map(async (home) => {
    const names = (await readdir(join(temporaryDir, home))).filter((name) => name.endsWith('.pid'));
    return Promise.all(names.map((name) => readFile(join(temporaryDir, home, name), 'utf8').catch(() => '')));
  });
  const written = (await Promise.all(perHome)).flat();
  return written.map(Number).filter((groupId) => groupId > 1);
}

export async function renderersOf(groupId: number): Promise<number[]> {
  const pids = groupMembers(groupId);
  const commandOf = (pid: number) => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
  const commands = await Promise.all(pids.map(commandOf));
  return pids.filter((_, index) => commands[index]?.includes('--type=renderer'));
}

/** Kills the renderers of a browser as a bug in them would. */
export async function killRenderers(groupId: number): Promise<void> {
  for (const pid of await renderersOf(groupId)) {
    process.kill(pid, 'SIGKILL');
  }
}
