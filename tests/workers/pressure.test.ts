import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Hold, PlaceReading, Pressure } from '#domain/pressure.ts';
import { createLogger } from '#logger.ts';
import { holdBy } from '#pressure/holds.ts';
import { openPressure } from '#pressure/open-pressure.ts';
import { startWorkers } from '#workers/main.ts';
import { startTimeoutMs } from '../api/service.ts';
import { until } from '../contracts/queue.ts';
import { unpressed } from '../support/pressure.ts';
import { type Archive, openArchive, smallCapture } from './archive.ts';

let archive: Archive;
beforeAll(async () => {
  archive = await openArchive();
}, startTimeoutMs);
afterAll(() => archive[Symbol.asyncDispose]());
beforeEach(() => archive.reset());

/** Of a machine whose state the test says. */
function pressureOf(state: { holds: Hold | null }): Pressure {
  return { now: () => ({ ...unpressed.now(), holds: state.holds }) };
}

test('a worker whose disk is nearly full ends what it makes, takes nothing, says so, and goes on by itself', {
  timeout: 120_000,
}, async () => {
  const state: { holds: Hold | null } = { holds: null };
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  await using _workers = await startWorkers(
    archive.dependencies({
      pressure: pressureOf(state),
      concurrency: 1,
      capture: async (job) => {
        begun.resolve();
        await mayEnd.promise;
        return smallCapture(archive.storage, job);
      },
      timing: { pressureEveryMs: 10, heartbeatEveryMs: 20 },
    }),
  );
  const { catalogue } = archive;
  const first = (await archive.submit(['x:1'])).captureIds[0] ?? '';
  await begun.promise;
  state.holds = { kind: 'disk', reason: 'full in a test' };
  await until(async () => (await catalogue.workers.alive(60_000))[0]?.holds?.kind === 'disk');
  const second = (await archive.submit(['x:2'])).captureIds[0] ?? '';
  mayEnd.resolve();
  await archive.ends(first, 'complete');
  await until(async () => (await archive.queues.counts('capture')).waiting === 1);
  expect((await catalogue.captures.get(second))?.status).toBe('waiting');

  state.holds = null;
  await archive.ends(second, 'complete');
});

test('a worker short of memory makes one capture at a time', async () => {
  const state: { holds: Hold | null } = { holds: { kind: 'memory', reason: 'short in a test' } };
  let running = 0;
  let most = 0;
  await using _workers = await startWorkers(
    archive.dependencies({
      pressure: pressureOf(state),
      capture: async (job) => {
        running += 1;
        most = Math.max(most, running);
        const finished = await smallCapture(archive.storage, job);
        running -= 1;
        return finished;
      },
    }),
  );
  const { captureIds } = await archive.submit(['x:1', 'x:2', 'x:3', 'x:4']);
  for (const id of captureIds) {
    await archive.ends(id, 'complete');
  }
  expect(most).toBe(1);
});

test('a disk with less than its reserve holds, until there is a little more than that', () => {
  const disk = (freeBytes: number): PlaceReading[] => [
    { place: 'storage', directory: '/archive', freeBytes, totalBytes: 1e12, reserveBytes: 1e9 },
  ];
  const enough = { availableMemoryBytes: 8e9, eventLoopLagMs: 0 };
  const full = holdBy({ ...enough, places: disk(0.9e9) }, null);
  expect(full).toMatchObject({ kind: 'disk' });
  expect(full?.reason).toContain('/archive');
  expect(holdBy({ ...enough, places: disk(1.05e9) }, full)).toMatchObject({ kind: 'disk' });
  expect(holdBy({ ...enough, places: disk(1.05e9) }, null)).toBeNull();
  expect(holdBy({ ...enough, places: disk(1.2e9) }, full)).toBeNull();
  expect(holdBy({ ...enough, availableMemoryBytes: 1e8, places: [] }, null)).toMatchObject({
    kind: 'memory',
  });
  expect(holdBy({ ...enough, eventLoopLagMs: 900, places: [] }, null)).toMatchObject({ kind: 'event-loop' });
});

test('this machine is read: room on its disk, memory, its event loop', async () => {
  const logger = createLogger({ level: 'silent', pretty: false });
  const places = [{ place: 'data', directory: '/made/later' }] as const;
  await using roomy = await openPressure({ places, diskReserveBytes: 0, logger });
  const {
    places: [data],
    rssBytes,
    availableMemoryBytes,
  } = roomy.now();
  expect(data?.freeBytes).toBeGreaterThan(0);
  expect(Math.min(rssBytes, availableMemoryBytes)).toBeGreaterThan(0);
  await using full = await openPressure({ places, diskReserveBytes: 1e18, logger });
  expect(full.now().holds).toMatchObject({ kind: 'disk' });
});
