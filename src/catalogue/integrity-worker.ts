import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { amcheck } from '@electric-sql/pglite/contrib/amcheck';
import { pageinspect } from '@electric-sql/pglite/contrib/pageinspect';
import { checkIntegrity } from './integrity.ts';

/** The body of the thread of inspect-directory.ts: says `null`, or what is wrong. */
async function main(directory: string): Promise<string | null> {
  try {
    const pglite = await PGlite.create(directory, { extensions: { amcheck, pageinspect } });
    await checkIntegrity(pglite);
    await pglite.close();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

parentPort?.postMessage(await main(String(workerData)));
