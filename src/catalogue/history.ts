import { sql } from 'kysely';
import type { PostId } from '#domain/post.ts';
import type { HistoryItem, Page, PageRequest } from './catalogue.ts';
import { placeOf, toPage } from './cursors.ts';
import type { Executor } from './database.ts';

interface HistoryRow extends Omit<HistoryItem, 'at' | 'diff'> {
  id: string;
  at: Date;
}

/**
 * What happened to a post, newest first. Read from the looks, captures, merges and patches themselves rather than from a
 * table of its own, so that it is whole again whenever those are.
 */
export async function readHistory(
  db: Executor,
  postId: PostId,
  page: PageRequest,
): Promise<Page<HistoryItem>> {
  const place = placeOf(page.cursor);
  const { rows } = await sql<HistoryRow>`
    WITH known AS (
      SELECT id, at, state, signals, lag(state) OVER (ORDER BY at, id) AS before
        FROM looks WHERE post_id = ${postId} AND state <> 'unknown'
    ), texts AS (
      SELECT id, taken_at, manifest #>> '{record,text}' AS text,
             lag(manifest #>> '{record,text}') OVER (ORDER BY taken_at, id) AS before,
             lag(id) OVER (ORDER BY taken_at, id) AS before_id
        FROM captures
       WHERE post_id = ${postId} AND outcome IN ('complete', 'partial') AND source = 'original'
         AND manifest #> '{record,textTruncated}' = 'false'
    ), decisions AS (
      SELECT id, at, (patch ->> 'restricted')::boolean AS restricted, jsonb_build_object('by', by) AS evidence
        FROM patches WHERE post_id = ${postId} AND patch ? 'restricted'
      UNION ALL
      (SELECT id, finished_at, true, jsonb_build_object('captureId', id, 'login', true)
         FROM captures
        WHERE post_id = ${postId} AND NOT open AND manifest #> '{provenance,login}' = 'true'
        ORDER BY finished_at, id LIMIT 1)
    ), restrictions AS (
      SELECT id, at, evidence, restricted,
             coalesce(lag(restricted) OVER (ORDER BY at, id), false) AS before
        FROM decisions
    ), items AS (
      SELECT 'state' AS kind, 'state-' || id AS id, at, before AS "from", state AS "to",
             jsonb_build_object('signals', signals) AS evidence
        FROM known WHERE before IS DISTINCT FROM state
      UNION ALL
      SELECT 'edit', 'edit-' || id, taken_at, before, text, jsonb_build_object('captureIds', jsonb_build_array(before_id, id))
        FROM texts WHERE before <> text
      UNION ALL
      SELECT 'capture', 'capture-' || id, coalesce(finished_at, taken_at), NULL, outcome,
             jsonb_build_object('captureId', id, 'source', source)
        FROM captures WHERE post_id = ${postId} AND NOT open
      UNION ALL
      SELECT 'merge', 'merge-' || id, at, from_id, to_id, evidence FROM merges WHERE to_id = ${postId}
      UNION ALL
      SELECT 'restriction', 'restriction-' || id, at, CASE WHEN before THEN 'restricted' ELSE 'public' END,
             CASE WHEN restricted THEN 'restricted' ELSE 'public' END, evidence
        FROM restrictions WHERE before <> restricted
    )
    SELECT * FROM items WHERE ${place === null ? sql`true` : sql`(at, id) < (${place.at}, ${place.id})`}
     ORDER BY at DESC, id DESC LIMIT ${page.limit + 1}`.execute(db);
  return toPage(rows, page, ({ at, id }) => ({ at, id }), toItem);
}

function toItem({ id: _, at, ...item }: HistoryRow): HistoryItem {
  const { from, to } = item;
  const diff = item.kind === 'edit' && from !== null && to !== null ? diffOf(from, to) : null;
  return { ...item, at: at.toISOString(), diff };
}

/** The one stretch that differs, in UTF-16 units: what stood at `start`, and what stands there now. */
function diffOf(before: string, after: string): { start: number; removed: string; inserted: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) {
    start += 1;
  }
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) {
    same += 1;
  }
  return {
    start,
    removed: before.slice(start, before.length - same),
    inserted: after.slice(start, after.length - same),
  };
}
