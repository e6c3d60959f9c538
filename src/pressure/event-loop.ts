import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 20;
/** Samples that are looked at together: one long task is no pressure. */
const remembered = 5;

/** How late timers come, in the mean over the last samples. */
export class EventLoopLag implements Disposable {
  readonly #delays = monitorEventLoopDelay({ resolution: resolutionMs });
  readonly #samplesMs: number[] = [];

  constructor() {
    this.#delays.enable();
  }

  /** Takes a sample of the time since the last. */
  sample(): void {
    const { mean } = this.#delays;
    this.#delays.reset();
    // No timer came in that time: then it was not a sample at all.
    if (Number.isFinite(mean)) {
      this.#samplesMs.push(Math.max(0, mean / 1e6 - resolutionMs));
      this.#samplesMs.splice(0, this.#samplesMs.length - remembered);
    }
  }

  get meanMs(): number {
    return this.#samplesMs.length === 0
      ? 0
      : this.#samplesMs.reduce((sum, each) => sum + each, 0) / this.#samplesMs.length;
  }

  [Symbol.dispose](): void {
    this.#delays.disable();
  }
}
