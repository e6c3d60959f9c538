import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GiveUpError, StopWorkerError, TryLaterError } from '#domain/errors.ts';
import { newId } from '#domain/ids.ts';
import type { Consumer, JobHandler, QueueName, Queues } from '#queue/queue.ts';

export interface QueueBackend extends AsyncDisposable {
  /** As one process would; called more than once it stands for several processes. */
  open(options?: { lockMs: number }): Promise<Queues>;
  /** Everything in the queue is gone: FLUSHALL, or its like. */
  empty(): Promise<void>;
}

/** What every implementation of `Queues` promises. */
export function describeQueues(name: string, start: () => Promise<QueueBackend>): void {
  describe(name, () => {
    let stack: AsyncDisposableStack;
    let backend: QueueBackend;
    let queues: Queues;

    beforeEach(async () => {
      stack = new AsyncDisposableStack();
      backend = stack.use(await start());
      queues = stack.use(await backend.open());
    }, 60_000);
    afterEach(() => stack.disposeAsync(), 60_000);

    async function consume(
      handler: JobHandler,
      { queue = 'capture', concurrency = 4, from = queues }: Partial<ConsumeOptions> = {},
    ): Promise<Consumer> {
      return stack.use(await from.consume(queue, concurrency, handler));
    }

    test('runs every job once, under the id it was given', async () => {
      const ids = [
        newId(),
        'x:1072857',
        'mastodon:mastodon.social:113',
        '12345',
        '-7',
        '100%25',
        'a%3Ab',
        'a:b',
      ];
      const ran = new Tally();
      await consume(async (id) => ran.add(id));
      await queues.enqueue(
        'capture',
        ids.map((id) => ({ id, priority: 1 })),
      );
      await ran.reaches(ids.length);
      await settled(queues, 'capture');
      expect(ran.seen.toSorted()).toEqual(ids.toSorted());
    });

    test('adding a job that waits or runs is a no-op, and adding a finished one runs it again', async () => {
      const gate = new Gate();
      const ran = new Tally();
      await queues.enqueue('capture', [{ id: 'same', priority: 1 }]);
      await queues.enqueue('capture', [{ id: 'same', priority: 1 }]);
      expect(await queues.counts('capture')).toEqual({ waiting: 1, active: 0 });
      await consume(async (id) => {
        ran.add(id);
        await gate.opened;
      });
      await ran.reaches(1);
      await queues.enqueue('capture', [{ id: 'same', priority: 1 }]);
      expect(await queues.counts('capture')).toEqual({ waiting: 0, active: 1 });
      gate.open();
      await settled(queues, 'capture');
      expect(ran.seen).toEqual(['same']);
      await queues.enqueue('capture', [{ id: 'same', priority: 1 }]);
      await ran.reaches(2);
    });

    test('runs the lower priority number first', async () => {
      await queues.enqueue('capture', [
        { id: 'bulk', priority: 30 },
        { id: 'normal', priority: 20 },
        { id: 'now', priority: 10 },
      ]);
      const ran = new Tally();
      await consume(async (id) => ran.add(id), { concurrency: 1 });
      await ran.reaches(3);
      expect(ran.seen).toEqual(['now', 'normal', 'bulk']);
    });

    test('runs no more at a time than asked for', async () => {
      let running = 0;
      let most = 0;
      const ran = new Tally();
      await queues.enqueue(
        'capture',
        Array.from({ length: 12 }, (_, index) => ({ id: `job-${index}`, priority: 1 })),
      );
      await consume(
        async (id) => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          ran.add(id);
        },
        { concurrency: 3 },
      );
      await ran.reaches(12);
      expect(most).toBeLessThanOrEqual(3);
    });

    test('says which jobs are present: waiting, delayed or running, and no others', async () => {
      const gate = new Gate();
      const started = new Tally();
      await consume(
        async (id) => {
          started.add(id);
          if (id === 'delayed:1') {
            throw new TryLaterError('not yet', 60_000);
          }
          await gate.opened;
        },
        { concurrency: 2 },
      );
      await queues.enqueue('capture', [{ id: 'delayed:1', priority: 1 }]);
      await started.reaches(1);
      await until(async () => (await queues.counts('capture')).active === 0);
      const ids = ['running:1', 'running:2', 'waiting:1'];
      await queues.enqueue(
        'capture',
        ids.map((id, index) => ({ id, priority: index + 1 })),
      );
      await started.reaches(3);
      expect(await queues.present('capture', [...ids, 'delayed:1', 'never:1'])).toEqual(
        new Set([...ids, 'delayed:1']),
      );
      expect(await queues.present('article', ids)).toEqual(new Set());
      gate.open();
      await until(async () => (await queues.present('capture', ids)).size === 0);
    });

    test('a job that failed for an unknown reason is tried again; one that gave up is not', async () => {
      const ran = new Tally();
      await consume(async (id) => {
        ran.add(id);
        if (id === 'hopeless') {
          throw new GiveUpError('never');
        }
        if (ran.count('flaky') === 1) {
          throw new Error('unexpected');
        }
      });
      await queues.enqueue('capture', [
        { id: 'hopeless', priority: 1 },
        { id: 'flaky', priority: 1 },
      ]);
      await until(() => ran.count('flaky') === 2);
      await settled(queues, 'capture');
      expect(ran.count('hopeless')).toBe(1);
      expect(await queues.present('capture', ['hopeless', 'flaky'])).toEqual(new Set());
    });

    test('a job that is to be tried later comes back, as often as it asks', async () => {
      const ran = new Tally();
      await consume(async (id) => {
        ran.add(id);
        if (ran.count(id) < 8) {
          throw new TryLaterError('not yet', 1);
        }
      });
      await queues.enqueue('capture', [{ id: 'patient', priority: 1 }]);
      await ran.reaches(8);
      await settled(queues, 'capture');
      expect(ran.count('patient')).toBe(8);
    });

    test('drain waits for what runs and takes nothing more', async () => {
      const gate = new Gate();
      const started = new Tally();
      const finished = new Tally();
      const consumer = await consume(
        async (id) => {
          started.add(id);
          await gate.opened;
          finished.add(id);
        },
        { concurrency: 1 },
      );
      await queues.enqueue('capture', [
        { id: 'first', priority: 1 },
        { id: 'second', priority: 2 },
      ]);
      await started.reaches(1);
      const drained = consumer.drain(30_000);
      gate.open();
      await drained;
      expect(finished.seen).toEqual(['first']);
      expect(await queues.counts('capture')).toEqual({ waiting: 1, active: 0 });
    });

    test('drain aborts what does not end in time and hands it to another consumer', async () => {
      const started = new Tally();
      const first = await consume(async (id, signal) => {
        started.add(id);
        await aborted(signal);
      });
      await queues.enqueue('capture', [{ id: 'long', priority: 1 }]);
      await started.reaches(1);
      await first.drain(0);
      expect(await queues.counts('capture')).toEqual({ waiting: 1, active: 0 });
      const other = stack.use(await backend.open());
      const again = new Tally();
      await consume(async (id) => again.add(id), { from: other });
      await again.reaches(1);
      expect(again.seen).toEqual(['long']);
    });

    test('a consumer that must stop takes no more, and its job goes to another', async () => {
      const ran = new Tally();
      await consume(
        async (id) => {
          ran.add(`first ${id}`);
          throw new StopWorkerError('disk full');
        },
        { concurrency: 1 },
      );
      await queues.enqueue('capture', [
        { id: 'a', priority: 1 },
        { id: 'b', priority: 2 },
      ]);
      await ran.reaches(1);
      await until(async () => (await queues.counts('capture')).waiting === 2);
      const other = stack.use(await backend.open());
      await consume(async (id) => ran.add(`other ${id}`), { from: other, concurrency: 1 });
      await ran.reaches(3);
      expect(ran.seen.slice(1).toSorted()).toEqual(['other a', 'other b']);
    });

    test('emptied in the middle, it goes on: what runs ends, and what is put back runs', async () => {
      const gate = new Gate();
      const started = new Tally();
      const finished = new Tally();
      await consume(
        async (id) => {
          started.add(id);
          await gate.opened;
          finished.add(id);
        },
        { concurrency: 2 },
      );
      const ids = Array.from({ length: 6 }, (_, index) => `job:${index}`);
      const jobs = ids.map((id) => ({ id, priority: 1 }));
      await queues.enqueue('capture', jobs);
      await started.reaches(2);
      await backend.empty();
      expect(await queues.present('capture', ids)).toEqual(new Set());
      gate.open();
      await finished.reaches(2);
      const lost = jobs.filter(({ id }) => !finished.seen.includes(id));
      await queues.enqueue('capture', lost);
      await finished.reaches(6);
      expect(new Set(finished.seen)).toEqual(new Set(ids));
    });

    test('a job that the queue lost is told so, by its signal', async () => {
      const quick = stack.use(await backend.open({ lockMs: 300 }));
      const started = new Tally();
      const reasons = new Tally();
      await consume(
        async (id, signal) => {
          started.add(id);
          await aborted(signal).catch((reason: Error) => reasons.add(reason.name));
        },
        { from: quick },
      );
      await quick.enqueue('capture', [{ id: 'lost', priority: 1 }]);
      await started.reaches(1);
      await backend.empty();
      await reasons.reaches(1);
      expect(reasons.seen).toEqual(['LeaseLostError']);
    });

    test('a schedule repeats, also after the queue was emptied, and never twice at a time', async () => {
      const other = stack.use(await backend.open());
      let running = 0;
      let most = 0;
      const turns = new Tally();
      const turn = async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 50));
        running -= 1;
        turns.add('turn');
      };
      const mine = stack.use(await queues.schedule('sweep', 100, turn));
      const theirs = stack.use(await other.schedule('sweep', 100, turn));
      await turns.reaches(3);
      expect(most).toBe(1);
      await backend.empty();
      // One that was running then was lost with the queue, and the next need not wait for it.
      await turns.reaches(5);
      most = running;
      await turns.reaches(8);
      await Promise.all([mine.drain(1000), theirs.drain(1000)]);
      expect(most).toBe(1);
      const count = turns.seen.length;
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(turns.seen.length).toBe(count);
    });

    test('answers the probe', async () => {
      await expect(queues.probe()).resolves.toBeUndefined();
    });
  });
}

interface ConsumeOptions {
  queue: QueueName;
  concurrency: number;
  from: Queues;
}

/** What was seen, and a wait for so many of it. */
export class Tally {
  readonly seen: string[] = [];
  #waiting: { count: number; wake: () => void }[] = [];

  add(item: string): void {
    this.seen.push(item);
    for (const waiting of this.#waiting) {
      if (this.seen.length >= waiting.count) {
        waiting.wake();
      }
    }
  }

  count(item: string): number {
    return this.seen.filter((seen) => seen === item).length;
  }

  reaches(count: number): Promise<void> {
    if (this.seen.length >= count) {
      return Promise.resolve();
    }
    return new Promise((wake) => this.#waiting.push({ count, wake }));
  }
}

export class Gate {
  readonly #resolvers = Promise.withResolvers<void>();

  get opened(): Promise<void> {
    return this.#resolvers.promise;
  }

  open(): void {
    this.#resolvers.resolve();
  }
}

/** Rejects with the abort reason. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
    }
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

/** Asks again until it is so; the test's own time limit ends it otherwise. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function settled(queues: Queues, queue: QueueName): Promise<void> {
  return until(async () => {
    const { waiting, active } = await queues.counts(queue);
    return waiting + active === 0;
  });
}
