import { sql, type Transaction } from 'kysely';
import type { Manifest } from '#domain/capture.ts';
import type { Edit } from '#domain/edits.ts';
import type { PostId, PostState } from '#domain/post.ts';
import { noteAccount } from './accounts.ts';
import { refreshEdits } from './capture-edits.ts';
import type { CaptureEnd, CommitResult } from './catalogue.ts';
import type { Executor } from './database.ts';
import { type NewEvent, recordEvents } from './events.ts';
import { factKeys, type Pointer, type StateFact } from './facts.ts';
import { finishSubmissions, submissionsWith } from './finish-submissions.ts';
import { assertNotCollected } from './garbage.ts';
import { lockKnownPosts } from './lock-posts.ts';
import { appendToLog } from './log.ts';
import { insertLook, type NewLook, toldWith } from './looks.ts';
import { recordMerge } from './merge-posts.ts';
import { writeOutbox } from './outbox.ts';
import { planRecovery } from './recoveries.ts';
import { refreshPosts } from './refresh-posts.ts';
import { planReplay } from './replays.ts';
import type { Schema } from './schema.ts';
import { planSecondCopy } from './second-copies.ts';
import { jsonb } from './sql.ts';
import { stateEvents } from './state-events.ts';

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
  const { manifest } = end;
  await assertNotCollected(tx, JSON.stringify(manifest.artifacts));
  const look = lookOf(end, postId);
  await insertLook(tx, look);
  await planReplay(tx, now, manifest);
  if (end.copyElsewhere) {
    await planSecondCopy(tx, now, manifest);
  }
  if (end.searchArchives) {
    await planRecovery(tx, now, postId, manifest);
  }
  const edits = (await refreshEdits(tx, postId)).get(id) ?? [];
  const changes = await refreshPosts(tx, [postId]);
  await noteAccount(tx, {
    ...{ postId, lookId: id, at: new Date(manifest.takenAt), state: look.state },
    author: stateToldBy(manifest) === 'live' ? (manifest.record?.author ?? null) : null,
  });
  const to = { postId, canonicalUrl: end.manifest.canonicalUrl };
  for (const from of aliases) {
    await recordMerge(tx, now, { from, to, evidence: { captureId: id } });
  }
  await recordEvents(tx, now, [
    captureEnded(id, postId, manifest),
    ...stateEvents(changes, look),
    ...edited(look, edits),
  ]);
  await finishSubmissions(tx, now, submissionsWith(id));
  const outboxId = await writePointer(tx, id, end.manifestSha256);
  if (look.state !== stateToldBy(manifest) || (look.earlier ?? []).length > 0) {
    await writeOutbox(tx, factKeys.state(id), { ...look, captureId: null } satisfies StateFact);
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

/** A capture is a look too, under the same id. One that could not look tells nothing, whatever its worker believes. */
function lookOf({ manifest, state, earlier }: CaptureEnd, postId: PostId): NewLook {
  const { captureId: id, takenAt: at, signals } = manifest;
  const couldLook = manifest.outcome !== 'blocked' && manifest.outcome !== 'failed';
  return {
    ...{ id, postId, at, signals, earlier: earlier ?? [] },
    state: couldLook ? state : 'unknown',
    told: couldLook ? (toldWith(state) ?? toldWith(stateToldBy(manifest))) : null,
  };
}

/** What a manifest alone tells of its post's state, when the catalogue is rebuilt from it. */
export function stateToldBy(manifest: Manifest): PostState {
  if (manifest.outcome === 'absent') {
    return manifest.absence ?? 'unknown';
  }
  const seen = manifest.outcome === 'complete' || manifest.outcome === 'partial';
  return seen && manifest.source === 'original' ? (manifest.absence ?? 'live') : 'unknown';
}

/** The capture's own look, unless it is there already. */
export async function insertCaptureLook(
  tx: Transaction<Schema>,
  postId: PostId,
  { captureId: id, takenAt: at, signals }: Manifest,
  state: PostState,
): Promise<void> {
  const row = await tx.selectFrom('looks').select('id').where('id', '=', id).executeTakeFirst();
  if (row === undefined) {
    await insertLook(tx, { id, postId, at, state, signals });
  }
}

export function writePointer(
  tx: Transaction<Schema>,
  captureId: string,
  manifestSha256: string,
): Promise<string> {
  return writeOutbox(tx, factKeys.pointer(captureId), { captureId, manifestSha256 } satisfies Pointer);
}

function captureEnded(captureId: string, postId: PostId, { outcome, absence, missing }: Manifest) {
  return { type: 'capture', captureId, postId, data: { status: outcome, absence, missing } } as const;
}

function edited({ id, postId, at }: NewLook, edits: readonly Edit[]): NewEvent[] {
  return edits.length === 0
    ? []
    : [
        {
          type: 'post.edited',
          captureId: id,
          postId,
          data: { postId, at, edits, evidence: { captureId: id } },
        },
      ];
}
