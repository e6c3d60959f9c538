import { sql } from 'kysely';
import type { Database } from './database.ts';

/**
 * What a server's autovacuum does, and nobody does in the embedded database: makes room of what was replaced, counts for the
 * planner, and keeps transaction numbers from running out. Table by table, so that others are let in between, and
 * of each only the pages that changed.
 */
export async function vacuum(database: Database): Promise<void> {
  const { rows } = await database.read((db) =>
    sql<{ name: string }>`
      SELECT oid::regclass::text AS name FROM pg_class
       WHERE relkind = 'r' AND relpersistence = 'p' ORDER BY oid`.execute(db),
  );
  for (const { name } of rows) {
    await database.read((db) => sql`VACUUM (ANALYZE) ${sql.raw(name)}`.execute(db));
  }
}
