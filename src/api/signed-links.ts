import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#domain/clock.ts';

const dayMs = 24 * 3_600_000;
/** Long enough to hand a link on; whoever asks again on the same day gets the same one. */
const lastsForDays = 7;

/** Addresses that open for whoever holds them, until they expire: HMAC-SHA256 over path and expiry. */
export class SignedLinks {
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  constructor(key: Uint8Array, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
  }

  /** The path with `expires` (seconds since 1970) and `signature`. */
  sign(path: string): string {
    const today = Math.floor(this.#clock.now().getTime() / dayMs);
    const expires = String(((today + lastsForDays + 1) * dayMs) / 1000);
    return `${path}?${new URLSearchParams({ expires, signature: this.#signature(path, expires).toString('base64url') })}`;
  }

  holds(path: string, { expires, signature }: { expires: string; signature: string }): boolean {
    const expected = this.#signature(path, expires);
    const given = Buffer.from(signature, 'base64url');
    // Compared before the time is, so that nothing is told of links that were never made.
    const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
    return isOurs && Number(expires) * 1000 > this.#clock.now().getTime();
  }

  #signature(path: string, expires: string): Buffer {
    return createHmac('sha256', this.#key).update(`${path}\n${expires}`).digest();
  }
}
