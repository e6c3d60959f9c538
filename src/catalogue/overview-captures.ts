import { sql } from 'kysely';
import { captureStatus } from './capture-status.ts';
import type { CaptureLine } from './catalogue.ts';
import type { Executor } from './database.ts';
import { textArray } from './sql.ts';

/** A longer queue is not worth counting to its end. */
const aheadAtMost = 500;

/** In the order of `ids`. */
export async function loadCaptureLines(db: Executor, ids: readonly string[]): Promise<CaptureLine[]> {
  const { rows } = await sql<CaptureLine>`
    SELECT id, ${captureStatus} AS status, attempts, rung, progress, manifest ->> 'absence' AS absence,
           coalesce(manifest -> 'missing', '[]') AS missing, last_error, NULL AS ahead
      FROM captures WHERE id = ANY(${textArray(ids)})`.execute(db);
  const found = new Map(rows.map((row) => [row.id, row]));
  const lines = ids.flatMap((id) => found.get(id) ?? []);
  const next = lines.find(({ status }) => status === 'waiting');
  const ahead = next === undefined ? null : await countAhead(db, next.id);
  return lines.map((line) => (line === next ? { ...line, ahead } : line));
}

/** Only of the first that waits: what is behind it in the same submission waits for as long. */
async function countAhead(db: Executor, id: string): Promise<number> {
  const { rows } = await sql<{ ahead: number }>`
    SELECT count(*)::integer AS ahead FROM (
      SELECT FROM captures AS other, captures AS own
       WHERE own.id = ${id} AND other.open
         AND (other.priority, other.created_at, other.id) < (own.priority, own.created_at, own.id)
       LIMIT ${aheadAtMost}) AS before`.execute(db);
  return rows[0]?.ahead ?? 0;
}
