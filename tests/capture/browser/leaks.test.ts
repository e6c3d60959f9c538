import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { BrowserSession } from '#capture/browser/browser.ts';
import {
  BrowserCrashedError,
  BrowserTimeoutError,
  BrowserUnavailableError,
  NothingToShowError,
} from '#capture/browser/errors.ts';
import { groupMembers } from '#capture/browser/process-group.ts';
import { screenshotElement } from '#capture/browser/screenshot.ts';
import { settle } from '#capture/browser/settle.ts';
import { killRenderers, openRig, type Rig, readGroups, renderersOf } from './support/pool.ts';

/** 200 in `npm run soak`, which takes a minute more. */
const sessions = Number(process.env.LEAK_SESSIONS ?? 80);
const hostilePaths = [
  '/alerts',
  '/popups-at-once',
  '/endless',
  '/tall',
  '/leave-not',
  '/download',
  '/redirects',
];

test(`nothing is left of ${sessions} sessions, the worst among them`, { timeout: 300_000 }, async () => {
  const ownTmp = await usePrivateTemporaryFolder();
  await using rig = await openRig({ size: 2, recycleAfterCaptures: 6 });
  const groups = new Set<number>();
  const ends = { done: 0, failed: 0 };
  const memory: number[] = [];
  const unexpected: unknown[] = [];

  const one = async (index: number) => {
    const work = workOf(rig, index);
    const noted = async (session: BrowserSession) => {
      for (const group of await rig.groups()) {
        groups.add(group);
      }
      return work(session);
    };
    try {
      await rig.withPage(noted, { timeoutMs: isStuck(index) ? 600 : 20_000 });
      ends.done += 1;
    } catch (error) {
      ends.failed += 1;
      if (!isExpected(error)) {
        unexpected.push(error);
      }
    }
    memory[index] = process.memoryUsage().rss;
  };
  let next = 0;
  const lane = async () => {
    while (next < sessions) {
      await one(next++);
    }
  };
  await Promise.all([lane(), lane()]);

  const { browsers, launched, recycled, killed } = rig.pool.stats();
  expect(ends.done + ends.failed).toBe(sessions);
  expect(unexpected).toEqual([]);
  // A tenth is stuck, crashed or killed, and a killed browser's neighbour with it.
  expect(ends.done).toBeGreaterThan(sessions * 0.7);
  expect(ends.failed).toBeGreaterThan(sessions * 0.05);
  expect(browsers).toBeLessThanOrEqual(2);
  expect(launched).toBe(browsers + recycled + killed);
  expect(recycled).toBeGreaterThan(sessions / 100);
  expect(killed).toBeGreaterThan(sessions / 100);
  // One that is killed while it starts counts as none.
  expect(groups.size).toBeGreaterThanOrEqual(launched);
  expect(await readGroups(rig.temporaryDir)).toHaveLength(browsers);

  for (const group of await rig.groups()) {
    // Its own blank page's, and perhaps one that it keeps ready; none of those that were busy for ever.
    await expect.poll(() => renderersOf(group), { timeout: 20_000 }).toSatisfy((pids) => pids.length <= 2);
  }

  await rig.pool[Symbol.asyncDispose]();
  for (const group of groups) {
    expect(groupMembers(group)).toEqual([]);
  }
  expect(await readdir(rig.temporaryDir)).toEqual([]);
  expect(await readdir(ownTmp)).toEqual([basename(rig.temporaryDir)]);
  const early = Math.max(...memory.slice(sessions / 10, sessions / 4));
  const late = Math.max(...memory.slice(-sessions / 5));
  expect(late).toBeLessThan(early * 1.5 + 100_000_000);
});

/** Every end has a name; a download, and a page that goes on and on, have only Playwright's. */
function isExpected(error: unknown): boolean {
  const named = [BrowserTimeoutError, BrowserCrashedError, BrowserUnavailableError, NothingToShowError];
  return (
    named.some((kind) => error instanceof kind) ||
    /Download is starting|because of a navigation/.test(String(error))
  );
}

const isStuck = (index: number) => index % 20 === 7;

function workOf(rig: Rig, index: number): (session: BrowserSession) => Promise<unknown> {
  const look = (path: string) => visit(rig.site.url(path));
  switch (index % 20) {
    case 3:
      return look(hostilePaths[Math.floor(index / 20) % hostilePaths.length] ?? '/calm');
    case 7:
      return async ({ page }) => {
        await page.goto(rig.site.url('/forever'));
      };
    case 11:
      return async (session) => {
        await look('/calm')(session);
        const [group = 0] = await rig.groups();
        await killRenderers(group);
        await session.page.evaluate('1');
      };
    case 15:
      return async (session) => {
        await look('/calm')(session);
        for (const group of await rig.groups()) {
          process.kill(-group, 'SIGKILL');
        }
        await session.page.evaluate('1');
      };
    default:
      return look('/calm');
  }
}

const visit =
  (url: string) =>
  async ({ page }: BrowserSession) => {
    await page.goto(url, { waitUntil: 'commit' });
    await settle(page, ['#post'], { postSelector: '#post', timeoutMs: 1_000 });
    await screenshotElement(page, '#post', { maxHeight: 16_384 });
  };

/** The temporary folder of this process alone, so that what Playwright leaves there is ours. */
async function usePrivateTemporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'ea-leaks-'));
  await chmod(path, 0o755);
  vi.stubEnv('TMPDIR', path);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(path, { recursive: true, force: true });
  });
  return path;
}
