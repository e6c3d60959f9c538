import { readManifest } from '#evidence/manifest.ts';
import { readAttestations } from '#evidence/statement.ts';
import type { WorkerDependencies } from './dependencies.ts';

/** A turn ends then, so that fresh captures need not wait long for a browser. */
const atATurn = 5;
const firstBackoffMs = 60_000;
/** A browser that fails over one archive so often will not play it. */
const mostAttempts = 4;

type ReplayDependencies = Pick<
  WorkerDependencies,
  'catalogue' | 'storage' | 'notary' | 'checkReplay' | 'clock' | 'logger'
>;

/**
 * Opens page archives again with no network, soon after they were made, and attests what they showed. A verdict that storage
 * holds already is not made again: a catalogue that was lost learns it from there.
 */
export function replayTick(dependencies: ReplayDependencies): (signal: AbortSignal) => Promise<void> {
  const { catalogue, logger } = dependencies;
  return async (signal) => {
    for (const due of await catalogue.replays.due(atATurn)) {
      if (signal.aborted) {
        return;
      }
      try {
        const verdict = await attestReplay(due, dependencies, signal);
        await catalogue.replays.finish(due.captureId, verdict);
        logger.info({ captureId: due.captureId, replay: verdict.replay }, 'archive played again');
      } catch (error) {
        signal.throwIfAborted();
        logger.warn({ err: error, captureId: due.captureId }, 'archive not played again');
        await catalogue.replays.postpone(due.captureId, firstBackoffMs * 2 ** due.attempts);
      }
    }
  };
}

interface Verdict {
  replay: string;
  at: string;
}

async function attestReplay(
  { captureId, manifestSha256, attempts }: { captureId: string; manifestSha256: string; attempts: number },
  { storage, notary, checkReplay, clock, logger }: ReplayDependencies,
  signal: AbortSignal,
): Promise<Verdict> {
  const held = await heldVerdict(storage, manifestSha256);
  if (held !== null) {
    return held;
  }
  const manifest = await readManifest(storage, captureId, manifestSha256);
  if (manifest === null) {
    throw new Error(`Storage does not hold the manifest ${manifestSha256}`);
  }
  const at = clock.now().toISOString();
  if (attempts >= mostAttempts) {
    return { replay: 'unplayed', at };
  }
  const verdict = await checkReplay(manifest, signal);
  if (verdict === null) {
    return { replay: 'unplayed', at };
  }
  await notary.attest(manifestSha256, 'replay', { ...verdict });
  logger.debug({ captureId }, 'replay attested');
  return { replay: verdict.replay, at };
}

async function heldVerdict(
  storage: ReplayDependencies['storage'],
  manifestSha256: string,
): Promise<Verdict | null> {
  const attestations = await readAttestations(storage, manifestSha256);
  const bytes = attestations.find(({ kind }) => kind === 'replay')?.bytes;
  if (bytes === undefined) {
    return null;
  }
  const { replay, at } = JSON.parse(new TextDecoder().decode(bytes));
  return { replay, at };
}
