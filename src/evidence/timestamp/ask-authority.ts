import { createHash } from 'node:crypto';
import type { Certificate } from 'pkijs';
import type { Fetch } from '#domain/fetch.ts';
import { checkTimestamp, type Timestamp, WrongTimestampError } from './check-timestamp.ts';
import { timestampRequest } from './request.ts';

/** How far an authority's clock and ours may lie apart; past it one of the two is wrong, and a person must look. */
const maxClockDifferenceMs = 10 * 60_000;
const maxResponseBytes = 100_000;
const timeoutMs = 15_000;

export interface Asking {
  fetch: Fetch;
  anchors: readonly Certificate[];
  now: Date;
  signal: AbortSignal;
}

/** A checked token over `data` from one authority, with its raw response. Rejects with what was wrong. */
export async function askAuthority(
  url: string,
  data: Uint8Array,
  { fetch, anchors, now, signal }: Asking,
): Promise<Timestamp & { response: Uint8Array }> {
  const { der, nonce } = timestampRequest(createHash('sha256').update(data).digest());
  const { status, body } = await fetch(
    url,
    {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: der,
      ...{ maxBytes: maxResponseBytes, timeoutMs, maxRedirects: 0 },
    },
    signal,
  );
  if (status !== 200) {
    throw new WrongTimestampError(`The authority answered ${status}`);
  }
  const timestamp = await checkTimestamp(body, { data, nonce, anchors });
  if (Math.abs(timestamp.at.getTime() - now.getTime()) > maxClockDifferenceMs) {
    throw new WrongTimestampError(
      `The authority says ${timestamp.at.toISOString()} where it is ${now.toISOString()} here`,
    );
  }
  return { ...timestamp, response: body };
}
