import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Catalogue } from '#catalogue/catalogue.ts';
import {
  CatalogueAwayError,
  GiveUpError,
  LeaseLostError,
  StopWorkerError,
  StorageAwayError,
  TryLaterError,
} from '#domain/errors.ts';
import { HandedBackError, QueueUnavailableError } from '#queue/queue.ts';
import { captureJob } from '../../src/workers/capture-job.ts';
import type { WorkerDependencies } from '../../src/workers/dependencies.ts';
import { maxLostClaims } from '../../src/workers/lost-claims.ts';
import { startWorkers, type Workers } from '../../src/workers/main.ts';
import { aborted, Gate, Tally, until } from '../contracts/queue.ts';
import { type Archive, openArchive, overriding, smallCapture } from './archive.ts';

let stack: AsyncDisposableStack;
let archive: Archive;

beforeAll(async () => {
  archive = await openArchive();
});
afterAll(() => archive[Symbol.asyncDispose]());
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  await archive.reset();
});
afterEach(() => stack.disposeAsync());

async function work(given: Partial<WorkerDependencies> = {}): Promise<Workers> {
  return stack.use(await startWorkers(archive.dependencies(given)));
}

function withCaptures(overrides: Partial<Catalogue['captures']>): Catalogue {
  return overriding(archive.catalogue, { captures: overriding(archive.catalogue.captures, overrides) });
}

/** How often the submission heard that this capture ended. */
async function endsTold(submissionId: string, captureId: string): Promise<number> {
  const events = await archive.catalogue.events.forSubmission(submissionId, null, 1000);
  return events.filter(
    ({ type, captureId: of, data }) => type === 'capture' && of === captureId && data.status === 'complete',
  ).length;
}

async function logEntries(captureId: string): Promise<string[]> {
  const entries = await archive.catalogue.log.entries(0, 1000);
  return entries.filter((entry) => entry.captureId === captureId).map(({ sha256 }) => sha256);
}

const signal = new AbortController().signal;

describe('a capture', () => {
  test('is made, committed and pointed at', async () => {
    const { submissionId, captureIds } = await archive.submit(['x:1', 'x:2', 'x:3']);
    await work();
    for (const captureId of captureIds) {
      await archive.ends(captureId, 'complete');
      await until(async () => (await archive.pointer(captureId)) !== null);
      const capture = await archive.catalogue.captures.get(captureId);
      expect(await archive.pointer(captureId)).toMatchObject({
        captureId,
        manifestSha256: capture?.manifestSha256,
      });
      expect(await endsTold(submissionId, captureId)).toBe(1);
    }
    expect((await archive.catalogue.submissions.get(submissionId))?.status).toBe('done');
  });

  test('that runs twice at a time commits once', async () => {
    const { submissionId, captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    const gate = new Gate();
    const started = new Tally();
    // This worker believes that it holds the lease; nothing but the token stops it.
    const slow = captureJob(
      archive.dependencies({
        catalogue: withCaptures({ renew: async () => true }),
        timing: { leaseMs: 50 },
        async capture(job) {
          started.add('slow');
          await gate.opened;
          return smallCapture(archive.storage, job);
        },
      }),
    );
    const first = slow(captureId, signal);
    await started.reaches(1);
    const quick = captureJob(archive.dependencies());
    await until(() =>
      quick(captureId, signal).then(
        () => true,
        (error: unknown) => !(error instanceof TryLaterError),
      ),
    );
    await archive.ends(captureId, 'complete');
    const committed = await archive.catalogue.captures.get(captureId);
    const pointer = await archive.pointer(captureId);

    gate.open();
    await first;

    expect(await archive.catalogue.captures.get(captureId)).toEqual(committed);
    expect(await archive.pointer(captureId)).toEqual(pointer);
    expect(pointer).toMatchObject({ captureId, manifestSha256: committed?.manifestSha256 });
    expect(await logEntries(captureId)).toEqual([committed?.manifestSha256]);
    expect(await endsTold(submissionId, captureId)).toBe(1);
  });

  test('that another worker holds is tried when that lease ends', async () => {
    const { captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    await archive.catalogue.captures.claim(captureId, 60_000);
    const met = captureJob(archive.dependencies())(captureId, signal);
    await expect(met).rejects.toBeInstanceOf(TryLaterError);
    await expect(met).rejects.toSatisfy(
      (error) => error instanceof TryLaterError && error.retryAfterMs > 0 && error.retryAfterMs < 61_000,
    );
  });

  test('that is over or unknown is nothing to do', async () => {
    const { captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    const job = captureJob(archive.dependencies());
    await job(captureId, signal);
    const made = await archive.catalogue.captures.get(captureId);
    await job(captureId, signal);
    await job('00000000-0000-7000-8000-000000000000', signal);
    expect(await archive.catalogue.captures.get(captureId)).toEqual(made);
  });

  test('is aborted when its lease is lost, and left to who has it', async () => {
    const { captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    const reasons = new Tally();
    await captureJob(
      archive.dependencies({
        catalogue: withCaptures({ renew: async () => false }),
        timing: { leaseMs: 60 },
        async capture(_job, leased) {
          return aborted(leased).catch((reason: unknown) => {
            reasons.add(reason instanceof LeaseLostError ? 'lease lost' : String(reason));
            throw new Error('the browser was closed');
          });
        },
      }),
    )(captureId, signal);
    expect(reasons.seen).toEqual(['lease lost']);
    const capture = await archive.catalogue.captures.get(captureId);
    expect(capture).toMatchObject({ outcome: null, attempts: 0 });
  });

  test('loses its right to go on with a rung that somebody else may take', async () => {
    const { captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    await captureJob(
      archive.dependencies({
        catalogue: withCaptures({ saveRung: async () => false }),
      }),
    )(captureId, signal);
    expect(await archive.catalogue.captures.get(captureId)).toMatchObject({ outcome: null, attempts: 0 });
  });

  test('that fails five times ends as failed, and says why', async () => {
    const { captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    const tries = new Tally();
    await work({
      async capture() {
        tries.add('try');
        throw new Error('the page made no sense');
      },
    });
    await archive.ends(captureId, 'failed');
    expect(tries.count('try')).toBe(5);
    const capture = await archive.catalogue.captures.get(captureId);
    expect(capture?.missing[0]?.reason).toContain('the page made no sense');
    await until(async () => (await archive.pointer(captureId)) !== null);
  });

  test('that is to be tried later is, at the cost of no attempt', async () => {
    const { captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    const tries = new Tally();
    await work({
      async capture(job) {
        tries.add('try');
        if (tries.count('try') <= 7) {
          throw new TryLaterError('rate limited', 1);
        }
        return smallCapture(archive.storage, job);
      },
    });
    await archive.ends(captureId, 'complete');
    expect((await archive.catalogue.captures.get(captureId))?.attempts).toBe(0);
  });

  test('waits as long as it was told, but not beyond patience, and then ends as blocked', async () => {
    const { captureIds } = await archive.submit(['x:1', 'x:2']);
    const [patient = '', impatient = ''] = captureIds;
    const walled: WorkerDependencies['capture'] = async () => {
      throw new TryLaterError('a login wall', 3_600_000);
    };
    await captureJob(archive.dependencies({ capture: walled }))(patient, signal);
    expect(await archive.catalogue.captures.admit(10)).toEqual([expect.objectContaining({ id: impatient })]);
    expect(await archive.catalogue.captures.get(patient)).toMatchObject({
      outcome: null,
      lastError: 'a login wall',
    });

    await captureJob(archive.dependencies({ capture: walled, patienceMs: 0 }))(impatient, signal);
    const ended = await archive.catalogue.captures.get(impatient);
    expect(ended?.outcome).toBe('blocked');
    expect(ended?.missing[0]?.reason).toBe('a login wall');
  });

  test('that our own storage keeps from going on waits for it beyond patience', async () => {
    const { captureIds } = await archive.submit(['x:1', 'x:2']);
    const [untouched = '', unfinished = ''] = captureIds;
    const away = async () => {
      throw new StorageAwayError('the storage does not answer', 3_600_000);
    };
    const never = async () => {
      throw new GiveUpError('the address is private');
    };
    await captureJob(archive.dependencies({ capture: away, patienceMs: 0 }))(untouched, signal);
    // It is over, and storage takes no manifest that says so.
    await captureJob(archive.dependencies({ capture: never, giveUp: away }))(unfinished, signal);
    for (const id of captureIds) {
      expect(await archive.catalogue.captures.get(id)).toMatchObject({
        ...{ status: 'waiting', outcome: null, attempts: 0 },
        lastError: 'the storage does not answer',
      });
    }
  });

  test('that the catalogue was away for costs no attempt, and is tried again soon', async () => {
    const { captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    const away = async () => {
      throw new CatalogueAwayError('The database does not answer (Connection terminated unexpectedly).');
    };
    for (let time = 0; time < 6; time += 1) {
      await archive.catalogue.captures.admit(10);
      await captureJob(archive.dependencies({ capture: away, patienceMs: 0, timing: { firstBackoffMs: 0 } }))(
        captureId,
        signal,
      );
    }
    expect(await archive.catalogue.captures.get(captureId)).toMatchObject({
      ...{ status: 'waiting', outcome: null, attempts: 0 },
      lastError: expect.stringContaining('The database does not answer'),
    });
  });

  test('that can never work ends at the first try', async () => {
    const { captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    await captureJob(
      archive.dependencies({
        async capture() {
          throw new GiveUpError('the address is private');
        },
      }),
    )(captureId, signal);
    expect(await archive.catalogue.captures.get(captureId)).toMatchObject({
      outcome: 'failed',
      missing: expect.arrayContaining([{ role: 'record', reason: 'the address is private' }]),
    });
  });

  test('is handed back as it was by a worker that drains, and another makes it', async () => {
    const { captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    const started = new Tally();
    const reasons = new Tally();
    const draining = await work({
      async capture(_job, leased) {
        started.add('draining');
        return aborted(leased).catch((reason: unknown) => {
          reasons.add(reason instanceof HandedBackError ? 'handed back' : String(reason));
          throw reason;
        });
      },
    });
    await started.reaches(1);
    await draining.drain(0);
    expect(reasons.seen).toEqual(['handed back']);
    expect(await archive.catalogue.captures.get(captureId)).toMatchObject({ status: 'waiting', attempts: 0 });
    await work({ queues: await archive.openQueues() });
    await archive.ends(captureId, 'complete');
  });

  test('that runs when the worker drains may end within its grace', async () => {
    const { captureIds } = await archive.submit(['x:1', 'x:2', 'x:3', 'x:4']);
    const gate = new Gate();
    const started = new Tally();
    const draining = await work({
      concurrency: 2,
      async capture(job) {
        started.add(job.work.captureId);
        await gate.opened;
        return smallCapture(archive.storage, job);
      },
    });
    await started.reaches(2);
    const drained = draining.drain(30_000);
    gate.open();
    await drained;
    const outcomes = await Promise.all(captureIds.map((id) => archive.catalogue.captures.get(id)));
    expect(outcomes.filter((capture) => capture?.outcome === 'complete')).toHaveLength(2);
    expect(started.seen).toHaveLength(2);
  });

  test('is untouched by a worker that cannot go on, which asks to be stopped', async () => {
    const { captureIds } = await archive.submit(['x:1', 'x:2']);
    const stops = new Tally();
    const failing = await work({
      concurrency: 1,
      async capture() {
        throw new StopWorkerError('the disk is full');
      },
      stop: (reason) => stops.add(reason.message),
    });
    await stops.reaches(1);
    await failing.drain(0);
    expect(stops.seen).toEqual(['the disk is full']);
    for (const captureId of captureIds) {
      expect(await archive.catalogue.captures.get(captureId)).toMatchObject({
        status: 'waiting',
        attempts: 0,
      });
    }
  });

  test('that no worker lives through ends as failed, and is tried no more', async () => {
    const { captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    for (let lost = 0; lost < maxLostClaims; lost += 1) {
      expect((await archive.catalogue.captures.claim(captureId, 0)).kind).toBe('claimed');
    }
    const tried = new Tally();
    await work({
      async capture(job) {
        tried.add(job.work.captureId);
        return smallCapture(archive.storage, job);
      },
    });
    await archive.ends(captureId, 'failed');
    expect(tried.seen).toEqual([]);
    const { missing } = (await archive.catalogue.captures.get(captureId)) ?? {};
    expect(missing?.[0]?.reason).toContain('went away without a word');
  });

  test('is not lost when the queue is emptied in the middle', async () => {
    // More than run and wait in the queue at a time.
    const { captureIds } = await archive.submit(Array.from({ length: 12 }, (_, index) => `x:${index + 1}`));
    const started = new Tally();
    const gate = new Gate();
    await work({
      concurrency: 2,
      async capture(job) {
        started.add(job.work.captureId);
        if (started.seen.length <= 4) {
          await gate.opened;
        }
        return smallCapture(archive.storage, job);
      },
    });
    await started.reaches(2);
    await archive.emptyQueue();
    gate.open();
    await Promise.all(captureIds.map((captureId) => archive.ends(captureId, 'complete')));
  });

  test('waits for a queue that could not be reached', async () => {
    const { captureIds } = await archive.submit(['x:1', 'x:2']);
    let refusals = 0;
    await work({
      queues: overriding(archive.queues, {
        async enqueue(queue, jobs) {
          if (jobs.length > 0 && refusals < 3) {
            refusals += 1;
            throw new QueueUnavailableError('the queue does not answer');
          }
          await archive.queues.enqueue(queue, jobs);
        },
      }),
    });
    await Promise.all(captureIds.map((captureId) => archive.ends(captureId, 'complete')));
    expect(refusals).toBe(3);
  });

  test('whose pointer could not be written gets it from the sweep', async () => {
    const { captureIds } = await archive.submit(['x:1']);
    const [captureId = ''] = captureIds;
    const { publishOutbox, ...dependencies } = archive.dependencies();
    await captureJob({
      ...dependencies,
      async publishOutbox() {
        throw new Error('storage is away');
      },
    })(captureId, signal);
    await archive.ends(captureId, 'complete');
    expect(await archive.pointer(captureId)).toBeNull();
    await work({ publishOutbox });
    await until(async () => (await archive.pointer(captureId)) !== null);
  });

  test('of a provisional post is made as the post that it turned out to be', async () => {
    const { captureIds } = await archive.submit(['x:short:abc']);
    const [captureId = ''] = captureIds;
    await work({
      async capture(job) {
        const resolved = { postId: 'x:42', canonicalUrl: 'https://x.com/i/status/42' };
        await job.onIdentified(resolved);
        return smallCapture(archive.storage, { ...job, work: { ...job.work, ...resolved } });
      },
    });
    await archive.ends(captureId, 'complete');
    const post = await archive.catalogue.posts.get('x:short:abc');
    expect(post).toMatchObject({ postId: 'x:42', aliases: ['x:short:abc'], currentCaptureId: captureId });
  });
});

describe('workers', () => {
  test('are seen while they live', async () => {
    const workers = await work({
      describeBrowser: () => ({ browser: 'HeadlessChrome/156', sandboxed: true }),
    });
    await until(async () => (await archive.catalogue.workers.alive(60_000)).length === 1);
    expect(await archive.catalogue.workers.alive(60_000)).toEqual([
      expect.objectContaining({ browser: 'HeadlessChrome/156', sandboxed: true }),
    ]);
    await workers.drain(0);
    expect(await archive.catalogue.workers.alive(60_000)).toEqual([]);
  });
});
