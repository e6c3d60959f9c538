import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A message as it came; signatures are over its bytes. */
export interface SignedMessage {
  headers: IncomingHttpHeaders;
  body: Buffer;
  now: Date;
}

/** A message may be so old, or so far ahead, that it is taken for a replay. */
const toleranceMs = 5 * 60_000;

export function header({ headers }: SignedMessage, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function isTimely({ now }: SignedMessage, sentAtMs: number): boolean {
  return Math.abs(now.getTime() - sentAtMs) <= toleranceMs;
}

export function hmac(secret: string | Buffer, ...parts: (string | Buffer)[]): Buffer {
  const made = createHmac('sha256', secret);
  for (const part of parts) {
    made.update(part);
  }
  return made.digest();
}

/** In constant time. */
export function isSame(expected: Buffer, given: Buffer): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}
