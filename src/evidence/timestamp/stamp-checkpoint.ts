import { createHash } from 'node:crypto';
import type { Certificate } from 'pkijs';
import { z } from 'zod';
import type { Clock } from '#domain/clock.ts';
import type { Fetch } from '#domain/fetch.ts';
import { logKeys } from '#domain/log.ts';
import type { Logger } from '#logger.ts';
import type { Storage } from '#storage/storage.ts';
import { digestedDocument } from '../digested-document.ts';
import { askAuthority } from './ask-authority.ts';

/** A token over the bytes of `log/checkpoints/<size>`, at `log/timestamps/<size>/<name>.json`. */
export const storedTimestampSchema = z.object({
  size: z.number().int(),
  /** Its URL. */
  authority: z.string(),
  /** By its clock. */
  at: z.iso.datetime(),
  signer: z.string(),
  root: z.object({ subject: z.string(), trusted: z.boolean() }),
  /** Base64 of the raw time stamp response (RFC 3161). */
  response: z.string(),
  chainPem: z.string(),
});
export type StoredTimestamp = z.infer<typeof storedTimestampSchema>;

export interface AuthorityState {
  dueAt: string;
  failures: number;
  failuresInAll: number;
  lastError: string | null;
  lastErrorAt: string | null;
  stampedSize: number;
}

/** What the catalogue remembers of it. */
export interface TimestampIndex {
  authority(url: string): Promise<AuthorityState>;
  setAuthority(url: string, state: Omit<AuthorityState, 'stampedSize'>): Promise<void>;
  addTimestamp(timestamp: { size: number; name: string; authority: string; at: string }): Promise<void>;
}

export interface Stamping {
  authorities: readonly string[];
  index: TimestampIndex;
  storage: Storage;
  fetch: Fetch;
  anchors: () => readonly Certificate[];
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** Authorities are others' machines: a busy log asks once a minute, and the last token covers what came before. */
const successEveryMs = 60_000;
const firstBackoffMs = 10_000;
const longestBackoffMs = 3_600_000;

/**
 * Has every authority that is due stamp the checkpoint of that size, unless it stamped it. One that fails is asked again,
 * later and later, for as long as it takes; its failures are counted and said, and stop nothing.
 */
export async function stampCheckpoint(size: number, stamping: Stamping): Promise<void> {
  const { authorities, storage, clock, signal } = stamping;
  for (const url of authorities) {
    const state = await stamping.index.authority(url);
    if (signal.aborted || state.stampedSize >= size || Date.parse(state.dueAt) > clock.now().getTime()) {
      continue;
    }
    const checkpoint = await storage.getDocument(logKeys.checkpoint(size));
    if (checkpoint !== null) {
      await stampWith(url, state, { size, checkpoint }, stamping);
    }
  }
}

async function stampWith(
  url: string,
  state: AuthorityState,
  { size, checkpoint }: { size: number; checkpoint: Uint8Array },
  { index, storage, fetch, anchors, clock, logger, signal }: Stamping,
): Promise<void> {
  try {
    const asking = { fetch, anchors: anchors(), now: clock.now(), signal };
    const { at, response, ...rest } = await askAuthority(url, checkpoint, asking);
    const stored = {
      size,
      authority: publicNameOf(url),
      at: at.toISOString(),
      response: Buffer.from(response).toString('base64'),
      ...rest,
    } satisfies StoredTimestamp;
    const name = timestampName(url);
    await storage.putDocument(logKeys.timestamp(size, name), digestedDocument(stored));
    await index.addTimestamp({ size, name, authority: stored.authority, at: stored.at });
    await index.setAuthority(url, { ...state, failures: 0, dueAt: later(clock, successEveryMs) });
    logger.info({ authority: stored.authority, size, root: rest.root }, 'checkpoint timestamped');
  } catch (error) {
    signal.throwIfAborted();
    const failures = state.failures + 1;
    const waitMs = Math.min(longestBackoffMs, firstBackoffMs * 2 ** (failures - 1));
    await index.setAuthority(url, {
      dueAt: later(clock, waitMs),
      failures,
      failuresInAll: state.failuresInAll + 1,
      lastError: error instanceof Error ? error.message : String(error),
      lastErrorAt: clock.now().toISOString(),
    });
    logger.warn(
      { authority: publicNameOf(url), size, failures, waitMs, err: error },
      'checkpoint not timestamped',
    );
  }
}

function later(clock: Clock, milliseconds: number): string {
  return new Date(clock.now().getTime() + milliseconds).toISOString();
}

/** An authority's address without what may be a key to it: proofs are handed on to others. */
export function publicNameOf(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
}

/** An authority stamps a checkpoint once. */
export function timestampName(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 16);
}
