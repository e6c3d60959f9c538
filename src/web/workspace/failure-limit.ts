const allowedFailures = 20;
/** One more failure is forgiven in so long. */
const forgiveAfterMs = 30_000;
/** Addresses that are remembered; who comes from more than these has other ways than guessing keys. */
const rememberedAddresses = 10_000;

/** Keeps an address from guessing on: some failures at once, then two a minute. */
export class FailureLimit {
  /** When all failures of an address are forgiven. */
  readonly #forgivenAt = new Map<string, number>();

  /** Seconds to wait before the next try; 0 where it may be made. */
  secondsToWait(address: string, nowMs: number): number {
    const owedMs = (this.#forgivenAt.get(address) ?? 0) - nowMs;
    return Math.max(0, Math.ceil((owedMs - (allowedFailures - 1) * forgiveAfterMs) / 1000));
  }

  note(address: string, nowMs: number): void {
    const from = Math.max(nowMs, this.#forgivenAt.get(address) ?? 0);
    this.#forgivenAt.delete(address);
    this.#forgivenAt.set(address, from + forgiveAfterMs);
    const [oldest] = this.#forgivenAt.keys();
    if (this.#forgivenAt.size > rememberedAddresses && oldest !== undefined) {
      this.#forgivenAt.delete(oldest);
    }
  }
}
