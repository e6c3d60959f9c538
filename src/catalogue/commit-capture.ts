import { sql, type Transaction } from 'kysely';
import type { Manifest } from '#domain/capture.ts';
import type { PostId, PostState } from '#domain/post.ts';
import type { CaptureEnd, CommitResult } from './catalogue.ts';
import type { Executor } from './database.ts';
import { recordEvents } from './events.ts';
import { factKeys, type Pointer, type StateFact } from './facts.ts';
import { finishSubmissions, submissionsWith } from './finish-submissions.ts';
import { lockKnownPosts } from './lock-posts.ts';
import { appendToLog } from './log.ts';
import { recordMerge } from './merge-posts.ts';
import { writeOutbox } from './outbox.ts';
import { refreshPosts, stateChanged } from './refresh-posts.ts';
import { planReplay } from './replays.ts';
import type { Schema } from './schema.ts';
import { jsonb } from './sql.ts';

/** The one commit point of a capture: all of it, or nothing where the token is no longer the capture's. */
export async function commitCapture(
  tx: Transaction<Schema>,
  now: Date,
  { id, token, end }: { id: string; token: number; end: CaptureEnd },
): Promise<CommitResult> {
  const { aliases = [] } = end;
  const postId = await lockPostOf(tx, id, aliases);
  if (postId === null || !(await endCapture(tx, { id, token }, end))) {
    return { committed: false, outboxId: null };
  }
  const state = lookState(end);
  await insertCaptureLook(tx, postId, end.manifest, state);
  await planReplay(tx, now, end.manifest);
  const changes = await refreshPosts(tx, [postId]);
  const to = { postId, canonicalUrl: end.manifest.canonicalUrl };
  for (const from of aliases) {
    await recordMerge(tx, now, { from, to, evidence: { captureId: id } });
  }
  await recordEvents(tx, now, [captureEnded(id, postId, end.manifest), ...changes.map(stateChanged)]);
  await finishSubmissions(tx, now, submissionsWith(id));
  const outboxId = await writePointer(tx, id, end.manifestSha256);
  if (state !== stateToldBy(end.manifest)) {
    await writeStateFact(tx, postId, end.manifest, state);
  }
  await appendToLog(tx, { kind: 'manifest', sha256: end.manifestSha256, at: now });
  return { committed: true, outboxId };
}

/**
 * Locks the post, and with it those of its ids that are to be merged, before its capture, in the order of every transaction
 * here. Null where there is no such capture.
 */
async function lockPostOf(
  tx: Transaction<Schema>,
  captureId: string,
  aliases: readonly PostId[],
): Promise<PostId | null> {
  for (;;) {
    const before = await postOf(tx, captureId);
    if (before === null) {
      return null;
    }
    await lockKnownPosts(tx, [before, ...aliases]);
    // A merge that ended while this waited for the lock has moved the capture.
    if ((await postOf(tx, captureId)) === before) {
      return before;
    }
  }
}

async function postOf(db: Executor, captureId: string): Promise<PostId | null> {
  const row = await db.selectFrom('captures').select('postId').where('id', '=', captureId).executeTakeFirst();
  return row?.postId ?? null;
}

async function endCapture(
  tx: Transaction<Schema>,
  { id, token }: { id: string; token: number },
  { manifest, manifestSha256 }: CaptureEnd,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE captures
       SET open = false, lease_until = NULL, enqueued_at = NULL, rung = NULL, progress = NULL, last_error = NULL,
           outcome = ${manifest.outcome}, source = ${manifest.source}, taken_at = ${new Date(manifest.takenAt)},
           finished_at = ${new Date(manifest.finishedAt)}, manifest = ${jsonb(manifest)},
           manifest_sha256 = ${manifestSha256}
     WHERE id = ${id} AND token = ${token} AND open`.execute(tx);
  await sql`DELETE FROM capture_rungs WHERE capture_id = ${id} AND EXISTS (
              SELECT FROM captures WHERE id = ${id} AND NOT open)`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}

/** A capture that could not look tells nothing of its post, whatever its worker believes. */
function lookState({ manifest, state }: CaptureEnd): PostState {
  return manifest.outcome === 'blocked' || manifest.outcome === 'failed' ? 'unknown' : state;
}

/** What a manifest alone tells of its post's state, when the catalogue is rebuilt from it. */
export function stateToldBy(manifest: Manifest): PostState {
  if (manifest.outcome === 'absent') {
    return manifest.absence ?? 'unknown';
  }
  const seen = manifest.outcome === 'complete' || manifest.outcome === 'partial';
  return seen && manifest.source === 'original' ? (manifest.absence ?? 'live') : 'unknown';
}

/** A capture is a look too, under the same id. */
export async function insertCaptureLook(
  tx: Transaction<Schema>,
  postId: PostId,
  { captureId, takenAt, signals }: Manifest,
  state: PostState,
): Promise<void> {
  await sql`
    INSERT INTO looks (id, post_id, at, state, signals)
    VALUES (${captureId}, ${postId}, ${new Date(takenAt)}, ${state}, ${jsonb(signals)})
    ON CONFLICT (id) DO NOTHING`.execute(tx);
}

export function writePointer(
  tx: Transaction<Schema>,
  captureId: string,
  manifestSha256: string,
): Promise<string> {
  return writeOutbox(tx, factKeys.pointer(captureId), { captureId, manifestSha256 } satisfies Pointer);
}

async function writeStateFact(
  tx: Transaction<Schema>,
  postId: PostId,
  { captureId, takenAt, signals }: Manifest,
  state: PostState,
): Promise<void> {
  const fact = { id: captureId, postId, at: takenAt, state, signals, captureId: null } satisfies StateFact;
  await writeOutbox(tx, factKeys.state(captureId), fact);
}

function captureEnded(captureId: string, postId: PostId, { outcome, absence, missing }: Manifest) {
  return { type: 'capture', captureId, postId, data: { status: outcome, absence, missing } } as const;
}
