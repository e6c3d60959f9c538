import { inParallel } from '#domain/in-parallel.ts';
import { type Copied, Copier, type CopyProblem } from '#moving/copier.ts';
import { copyStorage } from '#moving/copy-storage.ts';
import type { Storage } from '#storage/storage.ts';
import type { WorkerDependencies } from './dependencies.ts';

const filesAtATime = 4;
const documentsAtATime = 64;
/** A turn ends then, and the next goes on where it was. */
const secondsOfATick = 20;
/** Everything is compared so often, for what nobody noted: an archive from before, another hand. */
const turnEveryMs = 7 * 24 * 3_600_000;
/** What was noted and is not written then never was: whoever was about to has died. */
const writtenWithinMs = 3_600_000;

type ReplicaDependencies = Pick<WorkerDependencies, 'catalogue' | 'storage' | 'replica' | 'clock' | 'logger'>;

/**
 * Copies to the second storage what was written to the first. Nothing waits for it: while the second does not answer, what
 * it lacks is noted, and brought when it does.
 */
export function replicaTick(dependencies: ReplicaDependencies): (signal: AbortSignal) => Promise<void> {
  const { catalogue, storage, replica, clock, logger } = dependencies;
  return async (signal) => {
    if (replica === null) {
      return;
    }
    const until = AbortSignal.timeout(secondsOfATick * 1000);
    try {
      await bringWaiting(dependencies, replica, { signal, until });
      const { turn, lastTurn } = await catalogue.replica.state();
      const isDue =
        lastTurn === null || clock.now().getTime() - Date.parse(lastTurn.startedAt) >= turnEveryMs;
      if (turn !== null || isDue) {
        await compare(dependencies, {
          from: storage,
          to: replica,
          after: turn?.place ?? null,
          signal,
          until,
        });
      }
      await catalogue.replica.failed(null);
    } catch (error) {
      signal.throwIfAborted();
      logger.warn({ err: error }, 'second storage not written');
      await catalogue.replica.failed(error instanceof Error ? error.message : String(error));
    }
  };
}

interface Span {
  signal: AbortSignal;
  /** When the tick has lasted long enough. */
  until: AbortSignal;
}

async function bringWaiting(
  { catalogue, storage, clock, logger }: ReplicaDependencies,
  replica: Storage,
  { signal, until }: Span,
): Promise<void> {
  const copier = new Copier({ from: storage, to: replica, signal });
  while (!until.aborted) {
    const waiting = await catalogue.replica.waiting(documentsAtATime);
    const brought = await inParallel(waiting, filesAtATime, signal, async ({ key, notedAt }) => {
      const copied = await copier.document(key);
      const mayCome = clock.now().getTime() - Date.parse(notedAt) < writtenWithinMs;
      return { key, copied, isEarly: copied.kind === 'gone' && mayCome };
    });
    tell(
      brought.map(({ copied }) => copied),
      logger,
    );
    const keysOf = (early: boolean) =>
      brought.filter(({ isEarly }) => isEarly === early).map(({ key }) => key);
    await catalogue.replica.settled(keysOf(false));
    await catalogue.replica.putOff(keysOf(true));
    // What is left is not written yet.
    if (waiting.length < documentsAtATime || keysOf(false).length === 0) {
      return;
    }
  }
}

async function compare(
  { catalogue, logger }: ReplicaDependencies,
  { from, to, after, signal, until }: Span & { from: Storage; to: Storage; after: string | null },
): Promise<void> {
  await catalogue.replica.advance(after ?? '');
  let problems = 0;
  const options = { from, to, concurrency: filesAtATime, signal };
  for await (const { place, files } of copyStorage(options, after)) {
    problems += tell(files, logger).length;
    await catalogue.replica.advance(place);
    if (until.aborted) {
      return;
    }
  }
  await catalogue.replica.endTurn(problems);
}

/** What is damaged at the source is for the audit to mend, and what differs for a person. */
function tell(files: readonly Copied[], logger: ReplicaDependencies['logger']): CopyProblem[] {
  const problems = files.flatMap((file) => file.problems);
  for (const problem of problems) {
    logger.error({ ...problem }, 'not copied to the second storage');
  }
  return problems;
}
