import { readdir, rm, stat } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { noteCleanClose } from '../clean-close.ts';
import type { DumpFacts } from '../contract/dumps.ts';
import { Database } from '../database.ts';
import { checkToRestore, type RestoreOptions, restoreDump } from './restore-dump.ts';

export type RestoreOrder = Omit<RestoreOptions, 'bytes'>;

/**
 * Puts a dump into the database of one process, as in `DATA_DIR/pg`, which is made where it is missing. The caller holds the
 * lock on DATA_DIR. Rejects as `checkToRestore` and `restoreDump` do; a directory that was not there before is not there then.
 */
export async function restoreEmbedded(directory: string, order: RestoreOrder): Promise<DumpFacts> {
  const options = { ...order, bytes: (await stat(order.path)).size };
  const checked = await checkToRestore(options);
  const wasThere = (await readdir(directory).catch(() => [])).length > 0;
  try {
    const pglite = await PGlite.create(directory);
    try {
      return await restoreDump(new Database(new PGliteDialect({ pglite })), checked, options);
    } finally {
      await pglite.close();
      await noteCleanClose(directory);
    }
  } catch (error) {
    if (!wasThere) {
      await rm(directory, { recursive: true, force: true });
    }
    throw error;
  }
}

/** The same into a database on a server. */
export async function restoreServer(url: string, order: RestoreOrder): Promise<DumpFacts> {
  const options = { ...order, bytes: (await stat(order.path)).size };
  const checked = await checkToRestore(options);
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'embed-archiver restore' });
  try {
    return await restoreDump(new Database(new PostgresDialect({ pool })), checked, options);
  } finally {
    await pool.end();
  }
}
