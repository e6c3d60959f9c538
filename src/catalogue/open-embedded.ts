import { rename } from 'node:fs/promises';
import type { PGlite } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { Logger } from '#logger.ts';
import type { Catalogue } from './catalogue.ts';
import { noteCleanClose } from './clean-close.ts';
import { createCatalogue } from './create-catalogue.ts';
import { Database } from './database.ts';
import { type EmbeddedPool, embeddedPool } from './embedded-pool.ts';
import { type Inspection, inspectDirectory } from './inspect-directory.ts';
import { migrate, warnOfNewer } from './migrate.ts';
import { PreparedPGlite } from './prepared-pglite.ts';
import { type CatalogueSource, rebuildFrom } from './rebuild.ts';
import { vacuum } from './vacuum.ts';
import { voidLeases } from './work.ts';

export interface EmbeddedOptions {
  /** Of the database alone, as in `DATA_DIR/pg`; made where it is missing. */
  directory: string;
  /** Storage, from which the catalogue is completed at every start and made anew where it was damaged. */
  source: CatalogueSource;
  clock: Clock;
  logger: Logger;
}

export interface EmbeddedCatalogue {
  catalogue: Catalogue;
  /** For the queue, over the same session; not to be used after the catalogue was disposed of. */
  pool: EmbeddedPool;
}

/**
 * Opens the catalogue in this process. The caller holds the lock on DATA_DIR, so whoever had a lease is dead: all are
 * void. A directory that is damaged is moved aside, never deleted, and what it held comes back from storage.
 */
export async function openEmbeddedCatalogue(options: EmbeddedOptions): Promise<EmbeddedCatalogue> {
  const inspection = await inspectDirectory(options.directory);
  if (inspection.kind === 'damaged') {
    await moveAside(options, inspection.reason);
  }
  const pglite = await PreparedPGlite.open(options.directory);
  try {
    return await openOn(pglite, inspection, options);
  } catch (error) {
    await pglite.close();
    throw error;
  }
}

async function openOn(
  pglite: PGlite,
  inspection: Inspection,
  { directory, source, clock, logger }: EmbeddedOptions,
): Promise<EmbeddedCatalogue> {
  // The queue sends unqualified names; the session is shared and the names are distinct.
  await pglite.exec('SET search_path TO public, bullmq');
  const database = new Database(new PGliteDialect({ pglite }));
  warnOfNewer(await migrate(database), logger);
  await database.write(voidLeases);
  const catalogue = createCatalogue(database, clock, {
    close: () => closeOnce(pglite, directory),
    afterTidying: () => vacuum(database),
  });
  const { added, unusable } = await rebuildFrom(catalogue, source, {
    logger,
    adoptUnpointed: inspection.kind !== 'sound',
  });
  if (added + unusable > 0) {
    logger.warn({ added, unusable }, 'catalogue completed from storage');
  }
  return { catalogue, pool: embeddedPool(pglite) };
}

async function moveAside({ directory, clock, logger }: EmbeddedOptions, reason: string): Promise<void> {
  const movedTo = `${directory}.damaged-${clock.now().toISOString().replace(/[:.]/g, '-')}`;
  await rename(directory, movedTo);
  logger.error(
    { directory, movedTo, reason, lost: ['api keys', 'webhooks', 'deliveries', 'sessions'] },
    'catalogue damaged: moved aside, to be rebuilt from storage',
  );
}

async function closeOnce(pglite: PGlite, directory: string): Promise<void> {
  if (!pglite.closed) {
    await pglite.close();
    await noteCleanClose(directory);
  }
}
