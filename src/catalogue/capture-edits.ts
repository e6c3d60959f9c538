import { sql, type Transaction } from 'kysely';
import type { Artifact } from '#domain/capture.ts';
import { type Edit, edits } from '#domain/edits.ts';
import { mediaEdits } from '#domain/media-edits.ts';
import type { PostId } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Schema } from './schema.ts';
import { jsonText } from './sql.ts';

interface CaptureRow {
  id: string;
  record: PostRecord;
  artifacts: Artifact[];
  edits: Edit[];
}

/**
 * Writes beside each capture what differs from the one before it, for all captures of a post: one that comes in between
 * them, by a merge or from storage, changes what the next one is compared with. Returns them by capture.
 */
export async function refreshEdits(
  tx: Transaction<Schema>,
  postId: PostId,
): Promise<ReadonlyMap<string, Edit[]>> {
  const { rows } = await sql<CaptureRow>`
    SELECT id, manifest -> 'record' AS record, manifest -> 'artifacts' AS artifacts, edits FROM captures
     WHERE post_id = ${postId} AND outcome IN ('complete', 'partial') AND source = 'original'
       AND jsonb_typeof(manifest -> 'record') = 'object'
     ORDER BY taken_at, id`.execute(tx);
  const found = new Map(rows.map((row, place) => [row.id, editsSince(rows[place - 1], row)]));
  const changed = rows
    .map(({ id, edits: before }) => ({ id, before, edits: found.get(id) ?? [] }))
    .filter((row) => JSON.stringify(row.before) !== JSON.stringify(row.edits));
  if (changed.length > 0) {
    await sql`
      UPDATE captures SET edits = given.edits
        FROM jsonb_to_recordset(${jsonText(changed)}::jsonb) AS given (id text, edits jsonb)
       WHERE captures.id = given.id`.execute(tx);
  }
  return found;
}

/** A record from a preview shows that a post is there, and not how it changed. */
function editsSince(before: CaptureRow | undefined, { record, artifacts }: CaptureRow): Edit[] {
  if (before === undefined || isPartial(before.record) || isPartial(record)) {
    return [];
  }
  const read = edits(before.record, record);
  const isOfWeb = record.platform === 'web';
  const knowsMedia = isOfWeb || read.some(({ field }) => field === 'media');
  return knowsMedia ? read : [...read, ...mediaEdits(before.artifacts, artifacts)];
}

function isPartial({ labels }: PostRecord): boolean {
  return labels?.includes('partial') ?? false;
}
