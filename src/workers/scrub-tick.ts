import { setTimeout as delay } from 'node:timers/promises';
import { checkFact } from '#catalogue/check-fact.ts';
import { auditStorage } from '#evidence/audit/audit-storage.ts';
import type { Damage } from '#evidence/audit/ground.ts';
import { repairFrom } from '#evidence/audit/repair.ts';
import type { WorkerDependencies } from './dependencies.ts';

/** A turn through all of storage begins so long after the last began, or later where it takes longer. */
const turnEveryMs = 24 * 3_600_000;
/** What opening a file costs, in bytes that could be read instead. */
const bytesOfAnOpening = 4096;
/** The place is written down so often: a death repeats that much. */
const secondsOfATick = 20;

type ScrubDependencies = Pick<
  WorkerDependencies,
  'catalogue' | 'storage' | 'replica' | 'scrubBytesPerSecond' | 'clock' | 'logger'
>;

/**
 * Reads storage back, a stretch at a time and at a set rate, and goes on at the next tick, in whatever process that is. What is
 * damaged is noted, told, and made good from the second storage where there is one.
 */
export function scrubTick(dependencies: ScrubDependencies): (signal: AbortSignal) => Promise<void> {
  const { catalogue, storage, clock, scrubBytesPerSecond } = dependencies;
  return async (signal) => {
    const { place, startedAt, last } = await catalogue.audits.turn();
    const isRunning = startedAt !== null;
    if (scrubBytesPerSecond === 0 || !(isRunning || isDue(last, clock.now()))) {
      return;
    }
    if (!isRunning) {
      await catalogue.audits.advance('', { files: 0, bytes: 0 });
    }
    const budget = new Budget(scrubBytesPerSecond, signal);
    const options = { storage, checkFact, signal, onBytes: (bytes: number) => budget.spend(bytes) };
    let files = 0;
    let at: string | null = place;
    for await (const step of auditStorage(options, place)) {
      files += 1;
      at = step.place;
      for (const damage of step.damage) {
        await note(damage, dependencies, signal);
      }
      if (budget.isSpent) {
        await catalogue.audits.advance(at, { files, bytes: budget.bytes });
        return;
      }
    }
    await catalogue.audits.advance(at ?? '', { files, bytes: budget.bytes });
    await catalogue.audits.endTurn();
  };
}

function isDue(last: { startedAt: string } | null, now: Date): boolean {
  return last === null || now.getTime() - Date.parse(last.startedAt) >= turnEveryMs;
}

async function note(
  damage: Damage,
  { catalogue, storage, replica, logger }: ScrubDependencies,
  signal: AbortSignal,
): Promise<void> {
  const repair = replica === null ? null : await repairFrom(replica, damage, { storage, checkFact, signal });
  const repaired = repair?.kind === 'repaired';
  const reason = repair?.kind === 'not-repaired' ? repair.reason : null;
  await catalogue.audits.found({ ...damage, repaired, reason });
  logger.error({ ...damage, repaired, ...(reason !== null && { reason }) }, 'storage damaged');
}

/** Lets nobody read faster than the rate; spent after a tick's worth. */
class Budget {
  bytes = 0;
  readonly #bytesPerSecond: number;
  readonly #signal: AbortSignal;
  readonly #startedAt = performance.now();

  constructor(bytesPerSecond: number, signal: AbortSignal) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#signal = signal;
  }

  get isSpent(): boolean {
    return this.bytes >= this.#bytesPerSecond * secondsOfATick;
  }

  async spend(bytes: number): Promise<void> {
    this.bytes += Math.max(bytes, bytesOfAnOpening);
    const aheadMs = (this.bytes / this.#bytesPerSecond) * 1000 - (performance.now() - this.#startedAt);
    if (aheadMs > 100) {
      await delay(aheadMs, undefined, { signal: this.#signal });
    }
  }
}
