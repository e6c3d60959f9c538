import { sql } from 'kysely';
import type { Edit } from '#domain/edits.ts';
import type { PostId } from '#domain/post.ts';
import { wordDiff } from '#domain/word-diff.ts';
import type { HistoryItem, Page, PageRequest } from './catalogue.ts';
import { placeOf, toPage } from './cursors.ts';
import type { Executor } from './database.ts';

interface HistoryRow extends Omit<HistoryItem, 'at' | 'diff'> {
  id: string;
  at: Date;
  edits: Edit[] | null;
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
      SELECT id, at, state, signals, earlier, lag(state) OVER (ORDER BY at, id) AS before
        FROM looks WHERE post_id = ${postId} AND state <> 'unknown'
    ), versions AS (
      SELECT id, taken_at, edits, lag(id) OVER (ORDER BY taken_at, id) AS before_id
        FROM captures
       WHERE post_id = ${postId} AND outcome IN ('complete', 'partial') AND source = 'original'
         AND jsonb_typeof(manifest -> 'record') = 'object'
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
             jsonb_build_object('lookId', id, 'signals', signals, 'earlier', earlier) AS evidence, NULL AS edits
        FROM known WHERE before IS DISTINCT FROM state
      UNION ALL
      SELECT 'edit', 'edit-' || id, taken_at, edits #>> '{0,from}', edits #>> '{0,to}',
             jsonb_build_object('captureIds', jsonb_build_array(before_id, id)), edits
        FROM versions WHERE edits <> '[]'
      UNION ALL
      SELECT 'capture', 'capture-' || id, coalesce(finished_at, taken_at), NULL, outcome,
             jsonb_build_object('captureId', id, 'source', source), NULL
        FROM captures WHERE post_id = ${postId} AND NOT open
      UNION ALL
      SELECT 'merge', 'merge-' || id, at, from_id, to_id, evidence, NULL FROM merges WHERE to_id = ${postId}
      UNION ALL
      SELECT 'restriction', 'restriction-' || id, at, CASE WHEN before THEN 'restricted' ELSE 'public' END,
             CASE WHEN restricted THEN 'restricted' ELSE 'public' END, evidence, NULL
        FROM restrictions WHERE before <> restricted
    )
    SELECT * FROM items WHERE ${place === null ? sql`true` : sql`(at, id) < (${place.at}, ${place.id})`}
     ORDER BY at DESC, id DESC LIMIT ${page.limit + 1}`.execute(db);
  return toPage(rows, page, ({ at, id }) => ({ at, id }), toItem);
}

function toItem({ id: _, at, edits, ...item }: HistoryRow): HistoryItem {
  return { ...item, at: at.toISOString(), diff: edits?.map(withWords) ?? null };
}

/** With what became of it, word by word, where it is made of words. */
function withWords({ field, from, to }: Edit) {
  const isProse = field === 'text' || field === 'title';
  return { field, from, to, words: isProse && from !== null && to !== null ? wordDiff(from, to) : null };
}
