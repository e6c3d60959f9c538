import type { Pressure, PressureReading } from '#domain/pressure.ts';
import type { Logger } from '#logger.ts';
import { type Place, readPlace } from './disk.ts';
import { EventLoopLag } from './event-loop.ts';
import { holdBy } from './holds.ts';
import { availableMemory } from './memory.ts';

/** A disk that is written to at full speed loses some hundred megabytes meanwhile. */
const usualEveryMs = 1000;

export interface PressureOptions {
  /** What this process writes to. */
  places: readonly Place[];
  /** Null lets the size of each file system decide. */
  diskReserveBytes: number | null;
  logger: Logger;
  everyMs?: number;
}

/** Watches what this process may run short of; says in the log when it begins and ceases to be short. */
export async function openPressure(options: PressureOptions): Promise<Pressure & AsyncDisposable> {
  const watch = new PressureWatch(options);
  await watch.read();
  watch.start(options.everyMs ?? usualEveryMs);
  return watch;
}

class PressureWatch implements Pressure, AsyncDisposable {
  readonly #options: PressureOptions;
  readonly #lag = new EventLoopLag();
  #reading: Omit<PressureReading, 'rssBytes'> = {
    ...{ eventLoopLagMs: 0, availableMemoryBytes: Number.POSITIVE_INFINITY, places: [], holds: null },
  };
  #timer: NodeJS.Timeout | undefined;
  #reads = Promise.resolve();

  constructor(options: PressureOptions) {
    this.#options = options;
  }

  now(): PressureReading {
    return { ...this.#reading, rssBytes: process.memoryUsage.rss() };
  }

  start(everyMs: number): void {
    let isReading = false;
    this.#timer = setInterval(() => {
      if (!isReading) {
        isReading = true;
        this.#reads = this.read().finally(() => {
          isReading = false;
        });
      }
    }, everyMs);
    this.#timer.unref();
  }

  async read(): Promise<void> {
    const { places, diskReserveBytes, logger } = this.#options;
    this.#lag.sample();
    try {
      const readings = await Promise.all(places.map((place) => readPlace(place, diskReserveBytes)));
      const availableMemoryBytes = await availableMemory();
      const reading = { eventLoopLagMs: this.#lag.meanMs, availableMemoryBytes, places: readings };
      this.#take({ ...reading, holds: holdBy(reading, this.#reading.holds) });
    } catch (error) {
      // What was read before goes on to count; a disk that is away is told by whoever writes to it.
      logger.warn({ err: error }, 'pressure not read');
    }
  }

  #take(reading: Omit<PressureReading, 'rssBytes'>): void {
    const { logger } = this.#options;
    const before = this.#reading.holds;
    this.#reading = reading;
    if (reading.holds !== null && reading.holds.kind !== before?.kind) {
      logger.warn({ hold: reading.holds }, 'under pressure');
    } else if (reading.holds === null && before !== null) {
      logger.info({ held: before.kind }, 'pressure is over');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#reads;
    this.#lag[Symbol.dispose]();
  }
}
