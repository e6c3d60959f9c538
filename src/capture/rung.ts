import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EgressScope } from '#egress/egress.ts';
import { canonicalJson } from '#evidence/canonical-json.ts';
import type { CaptureJob, CaptureTools } from './job.ts';
import type { Recordings } from './traffic/recordings.ts';

/** What a rung stands on. */
export interface Footing {
  job: CaptureJob;
  tools: CaptureTools;
  scope: EgressScope;
  /** What the pages of this run showed, for the page archive. */
  recordings: Recordings;
  signal: AbortSignal;
}

/** A step whose result is kept. What it resolves to is durable: its bytes are in storage. */
export interface Rung<Input, Result> {
  name: string;
  result: z.ZodType<Result>;
  /** What of the input the result hangs on: a result of other input is taken anew. */
  dependsOn(input: Input): unknown;
  take(input: Input, footing: Footing): Promise<Result>;
}

/** A retry keeps younger results: the page is still the same, for all anyone can tell. */
export const freshForMs = 15 * 60_000;

/** The kept result where there is a fresh one, else a new one, told to the job before anything builds on it. */
export async function takeRung<Input, Result>(
  rung: Rung<Input, Result>,
  input: Input,
  footing: Footing,
): Promise<Result> {
  const { job, tools, signal } = footing;
  signal.throwIfAborted();
  const fingerprint = hashOf(rung.dependsOn(input));
  const kept = findKept(rung, footing, fingerprint, freshForMs);
  if (kept !== null) {
    tools.logger.debug({ rung: rung.name }, 'capture.rung-kept');
    return kept;
  }
  job.onProgress(rung.name, null);
  tools.logger.debug({ rung: rung.name }, 'capture.rung-begun');
  const startedAt = performance.now();
  const { aroundRung = takeBare } = tools;
  const result = await aroundRung({ name: rung.name, postId: job.work.postId }, () =>
    rung.take(input, footing),
  );
  signal.throwIfAborted();
  await job.onRung({
    name: rung.name,
    finishedAt: tools.clock.now().toISOString(),
    result: { fingerprint, value: result },
  });
  tools.logger.info(
    { rung: rung.name, durationMs: Math.round(performance.now() - startedAt) },
    'capture.rung-taken',
  );
  return result;
}

function takeBare<T>(_rung: unknown, take: () => Promise<T>): Promise<T> {
  return take();
}

/** The newest kept result, whatever its age and input, for a capture that ends where it stands. */
export function lastOf<Input, Result>(
  rung: Rung<Input, Result>,
  footing: Pick<Footing, 'job' | 'tools'>,
): Result | null {
  return findKept(rung, footing, null, Number.POSITIVE_INFINITY);
}

function findKept<Input, Result>(
  rung: Rung<Input, Result>,
  { job, tools }: Pick<Footing, 'job' | 'tools'>,
  fingerprint: string | null,
  maxAgeMs: number,
): Result | null {
  const youngest = tools.clock.now().getTime() - maxAgeMs;
  const saved = job.work.rungs
    .filter(({ name, finishedAt }) => name === rung.name && Date.parse(finishedAt) > youngest)
    .at(-1);
  const envelope = z.object({ fingerprint: z.string(), value: rung.result }).safeParse(saved?.result);
  // A result that no longer parses is of an older version of this program: it is taken anew.
  if (!envelope.success || (fingerprint !== null && envelope.data.fingerprint !== fingerprint)) {
    return null;
  }
  return envelope.data.value;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
