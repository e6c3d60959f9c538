import { sql, type Transaction } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import { newId } from '#domain/ids.ts';
import type { PostId, PostState } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Claim, Rechecks, RecheckWork } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { recordEvents } from './events.ts';
import { factKeys, type StateFact } from './facts.ts';
import { insertCaptures } from './intake.ts';
import { lockKnownPosts, resolvePost } from './lock-posts.ts';
import { writeOutbox } from './outbox.ts';
import { refreshPosts, stateChanged } from './refresh-posts.ts';
import type { Schema } from './schema.ts';
import { jsonb, rankOf } from './sql.ts';
import * as work from './work.ts';

export function createRechecks(database: Database, clock: Clock): Rechecks {
  return {
    request: (postId) => database.write((tx) => request(tx, clock.now(), postId)),
    admit: (limit) =>
      database.read(async (db) => (await work.admit(db, 'rechecks', limit)).map(({ id }) => id)),
    claim: (postId, leaseMs) => database.read((db) => claim(db, postId, { leaseMs, clock })),
    finish: (postId, token, result) =>
      database.write((tx) => finish(tx, clock.now(), { postId, token, ...result })),
    release: (id, token, again) => database.read((db) => work.release(db, 'rechecks', { id, token, again })),
    requeue: (ids) => database.read((db) => work.requeue(db, 'rechecks', ids)),
    stale: (olderThanMs) => database.read((db) => work.stale(db, 'rechecks', olderThanMs)),
  };
}

/** One that waits or runs already is the one asked for. */
export async function request(tx: Transaction<Schema>, now: Date, postId: PostId): Promise<boolean> {
  const id = (await lockKnownPosts(tx, [postId])).get(postId);
  if (id === undefined) {
    return false;
  }
  await sql`
    INSERT INTO rechecks (id, priority, created_at) VALUES (${id}, ${rankOf('normal')}, ${now})
    ON CONFLICT (id) DO UPDATE
      SET open = true, created_at = excluded.created_at, due_at = clock_timestamp(), enqueued_at = NULL,
          attempts = 0, first_tried_at = NULL, last_error = NULL
      WHERE NOT rechecks.open`.execute(tx);
  return true;
}

async function claim(
  db: Executor,
  postIdOrAlias: PostId,
  lease: { leaseMs: number; clock: Clock },
): Promise<Claim<RecheckWork>> {
  const postId = (await resolvePost(db, postIdOrAlias)) ?? postIdOrAlias;
  const claimed = await work.claim(db, 'rechecks', postId, lease);
  return claimed.kind === 'claimed'
    ? { kind: 'claimed', token: claimed.token, work: await describe(db, postId) }
    : claimed;
}

async function describe(db: Executor, postId: PostId): Promise<RecheckWork> {
  const { rows } = await sql<{
    canonicalUrl: string;
    foundUrl: string | null;
    state: PostState;
    record: PostRecord | null;
    seenLive: boolean;
  }>`
    SELECT canonical_url, state, record,
           (SELECT found_url FROM embeds WHERE post_id = posts.id
             ORDER BY length(found_url) DESC, submission_id, position LIMIT 1) AS found_url,
           EXISTS (SELECT FROM looks WHERE post_id = posts.id AND looks.state = 'live') AS seen_live
      FROM posts WHERE id = ${postId}`.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new Error(`the recheck ${postId} has no post`);
  }
  const { record, ...known } = row;
  return { postId, ...known, currentRecord: record };
}

interface FinishedLook {
  postId: PostId;
  token: number;
  at: string;
  signals: StateFact['signals'];
  state: PostState;
  captureAgain: boolean;
}

async function finish(
  tx: Transaction<Schema>,
  now: Date,
  { postId: postIdOrAlias, token, at, signals, state, captureAgain }: FinishedLook,
): Promise<{ committed: boolean; captureId: string | null }> {
  const postId = (await lockKnownPosts(tx, [postIdOrAlias])).get(postIdOrAlias);
  if (postId === undefined || !(await work.end(tx, 'rechecks', postId, token))) {
    return { committed: false, captureId: null };
  }
  const lookId = newId(now);
  await insertLook(tx, { id: lookId, postId, at, state, signals });
  const captureId = captureAgain ? await captureAnew(tx, now, postId) : null;
  const changes = await refreshPosts(tx, [postId]);
  await recordEvents(tx, now, changes.map(stateChanged));
  if (changes.length > 0 || captureId !== null) {
    const fact = { id: lookId, postId, at, state, signals, captureId } satisfies StateFact;
    await writeOutbox(tx, factKeys.state(lookId), fact);
  }
  return { committed: true, captureId };
}

export async function insertLook(
  tx: Transaction<Schema>,
  { id, postId, at, state, signals }: Omit<StateFact, 'captureId'>,
): Promise<void> {
  await sql`
    INSERT INTO looks (id, post_id, at, state, signals)
    VALUES (${id}, ${postId}, ${new Date(at)}, ${state}, ${jsonb(signals)})
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, signals = excluded.signals`.execute(tx);
}

/** One that waits or runs already will see the same. */
async function captureAnew(tx: Transaction<Schema>, now: Date, postId: PostId): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM captures WHERE post_id = ${postId} AND open AND source = 'original'
     ORDER BY id LIMIT 1 FOR UPDATE`.execute(tx);
  if (rows[0] !== undefined) {
    return rows[0].id;
  }
  const id = newId(now);
  await insertCaptures(tx, now, [{ id, postId }], 'normal');
  return id;
}
