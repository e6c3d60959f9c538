import type { PGlite } from '@electric-sql/pglite';

/** What was found; in words, for the log. */
export class DamagedDatabaseError extends Error {
  override readonly name = 'DamagedDatabaseError';
}

/**
 * Reads a whole database and rejects where anything in it cannot be read or does not fit: checksums of all pages that
 * are used, rows against their tables, indexes against rows both ways, references. PGlite does not fsync, so after a
 * power cut any page may be cut off, empty or an old one, each valid in itself. Leaves no trace.
 */
export async function checkIntegrity(pglite: PGlite): Promise<void> {
  await pglite.exec(`BEGIN; CREATE EXTENSION IF NOT EXISTS amcheck; CREATE EXTENSION IF NOT EXISTS pageinspect;
    SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off;
    SET LOCAL enable_nestloop = off`);
  await readTables(pglite);
  await checkTables(pglite);
  await checkIndexes(pglite);
  await checkIndexEntries(pglite);
  await checkReferences(pglite);
  await pglite.exec('ROLLBACK');
}

async function readTables(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind IN ('r', 'm') AND relpersistence = 'p'`,
  );
  for (const { name } of rows) {
    await pglite.query(`SELECT count(row::text) FROM ${name} AS row`);
  }
}

async function checkTables(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ name: string; message: string }>(
    `SELECT relname AS name, found.msg AS message
       FROM pg_class, LATERAL verify_heapam(pg_class.oid, check_toast => true) AS found
      WHERE relkind IN ('r', 'm', 't') AND relpersistence = 'p' LIMIT 1`,
  );
  if (rows[0] !== undefined) {
    throw new DamagedDatabaseError(`table ${rows[0].name}: ${rows[0].message}`);
  }
}

/** Every row is in every index, in order, and once where it must be unique. */
async function checkIndexes(pglite: PGlite): Promise<void> {
  await pglite.query(
    `SELECT CASE amname
              WHEN 'btree' THEN bt_index_check(indexrelid, true, indisunique)
              WHEN 'gin' THEN gin_index_check(indexrelid)
            END
       FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
      WHERE relpersistence = 'p' AND indisready AND indisvalid AND amname IN ('btree', 'gin')`,
  );
}

/**
 * Every entry of a primary key points at a line of its table that is in use. Vacuum removes entries before lines, so
 * an entry that points at nothing means that the table's page is not the one that the index knows.
 */
async function checkIndexEntries(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ index: string; table: string }>(
    `SELECT indexrelid::regclass::text AS index, indrelid::regclass::text AS table
       FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
      WHERE indisprimary AND amname = 'btree' AND relpersistence = 'p'
        AND pg_relation_size(indexrelid) > current_setting('block_size')::integer`,
  );
  for (const { index, table } of rows) {
    const { rows: lost } = await pglite.query(danglingEntries, [index, table]);
    if (lost.length > 0) {
      throw new DamagedDatabaseError(`index ${index}: points at rows that table ${table} does not have`);
    }
  }
}

// The first item of a page that has a right neighbour is a boundary, not an entry.
const danglingEntries = `
  SELECT entry.tid::text
    FROM generate_series(1, pg_relation_size($1::text::regclass) / current_setting('block_size')::integer - 1) AS block,
         LATERAL bt_page_stats($1::text, block) AS page,
         LATERAL bt_page_items($1::text, block) AS item,
         LATERAL unnest(coalesce(item.tids, ARRAY[item.htid])) AS entry (tid)
   WHERE page.type = 'l' AND (item.itemoffset > 1 OR page.btpo_next = 0)
  EXCEPT
  SELECT format('(%s,%s)', block, line.lp)
    FROM generate_series(0, pg_relation_size($2::text::regclass) / current_setting('block_size')::integer - 1) AS block,
         LATERAL heap_page_items(get_raw_page($2::text, block::integer)) AS line
   WHERE line.lp_flags <> 0
  LIMIT 1`;

async function checkReferences(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{
    name: string;
    child: string;
    parent: string;
    key: string;
    target: string;
  }>(
    `SELECT conname AS name, conrelid::regclass::text AS child, confrelid::regclass::text AS parent,
            (SELECT string_agg(quote_ident(attname), ', ' ORDER BY place) FROM unnest(conkey) WITH ORDINALITY AS k (number, place)
               JOIN pg_attribute ON attrelid = conrelid AND attnum = number) AS key,
            (SELECT string_agg(quote_ident(attname), ', ' ORDER BY place) FROM unnest(confkey) WITH ORDINALITY AS k (number, place)
               JOIN pg_attribute ON attrelid = confrelid AND attnum = number) AS target
       FROM pg_constraint WHERE contype = 'f'`,
  );
  for (const { name, child, parent, key, target } of rows) {
    const { rows: lost } = await pglite.query(
      `SELECT ${key} FROM ${child} WHERE ROW(${key}) IS NOT NULL EXCEPT SELECT ${target} FROM ${parent} LIMIT 1`,
    );
    if (lost.length > 0) {
      throw new DamagedDatabaseError(`table ${child}: ${name} refers to rows that ${parent} does not have`);
    }
  }
}
