import { createHash } from 'node:crypto';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** After which each attempt follows the one that failed before it, as Standard Webhooks publishes it; some 75 hours in all. */
export const retryDelaysMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** So that what failed together does not come back together; always later, never sooner than published. */
const jitterShare = 0.1;
/** Whatever a server asks for. */
const longestWaitMs = 24 * hour;

/** Milliseconds to wait after the `failed`th failure (1 for the first); null where that was the last attempt. */
export function waitAfter(failed: number, deliveryId: string): number | null {
  const delay = retryDelaysMs[failed - 1];
  return delay === undefined ? null : Math.round(delay * (1 + jitterShare * chance(deliveryId, failed)));
}

/** 0 to 1, the same for the same attempt. */
function chance(deliveryId: string, failed: number): number {
  const hash = createHash('sha256').update(`${deliveryId} ${failed}`).digest();
  return hash.readUInt32BE(0) / 2 ** 32;
}

/** Of a `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3); null where there is none or it makes no sense. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  const text = header?.trim() ?? '';
  const ms = /^\d{1,10}$/.test(text) ? Number(text) * second : Date.parse(text) - now.getTime();
  return text === '' || Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), longestWaitMs);
}
