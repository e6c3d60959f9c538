import { availableParallelism } from 'node:os';
import { captureNeedsBytes } from './holds.ts';
import { availableMemory } from './memory.ts';

/** As CAPTURE_CONCURRENCY may at most be. */
const most = 64;
/** For this process, with a database inside it. */
const ownBytes = 500_000_000;

/** Captures at a time where nobody chose: one a core, as far as memory reaches for their browsers. */
export async function usualConcurrency(): Promise<number> {
  const browsers = Math.floor(((await availableMemory()) - ownBytes) / captureNeedsBytes);
  return Math.max(1, Math.min(availableParallelism(), browsers, most));
}
