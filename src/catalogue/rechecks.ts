import { sql, type Transaction } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import { newId } from '#domain/ids.ts';
import { type Absence, isGone, type PostId, type PostState } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import { noteAccount } from './accounts.ts';
import { admit, unlimited } from './admission.ts';
import type { Claim, KnownPostState, RecheckResult, Rechecks, RecheckWork } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { recordEvents } from './events.ts';
import { factKeys, type StateFact } from './facts.ts';
import { insertCaptures } from './intake.ts';
import { lockKnownPosts, resolvePost } from './lock-posts.ts';
import { insertLook, type NewLook, pastLooks } from './looks.ts';
import { recordMerge } from './merge-posts.ts';
import { writeOutbox } from './outbox.ts';
import { planRecoveryOfGone } from './recoveries.ts';
import { refreshPosts } from './refresh-posts.ts';
import { requestRecheck } from './request-recheck.ts';
import type { Schema } from './schema.ts';
import { stateEvents } from './state-events.ts';
import * as work from './work.ts';

export function createRechecks(database: Database, clock: Clock): Rechecks {
  return {
    request: (postId) => database.write((tx) => requestRecheck(tx, clock.now(), postId)),
    // Whatever it is that rests, a look can wait for it.
    admit: (limit, { siteLimits = unlimited } = {}) =>
      database.write((tx) => admit(tx, 'rechecks', { limit, urgent: 0, siteLimits, heldSince: new Date(0) })),
    claim: (postId, leaseMs) => database.read((db) => claim(db, postId, { leaseMs, clock })),
    renew: (id, token, leaseMs) => database.read((db) => work.renew(db, 'rechecks', { id, token, leaseMs })),
    known: (postId) => database.read((db) => known(db, postId)),
    finish: (postId, token, result) =>
      database.write((tx) => finish(tx, clock.now(), { postId, token }, result)),
    release: (id, token, again) => database.read((db) => work.release(db, 'rechecks', { id, token, again })),
    requeue: (ids) => database.read((db) => work.requeue(db, 'rechecks', ids)),
    stale: (olderThanMs) => database.read((db) => work.stale(db, 'rechecks', olderThanMs)),
  };
}

async function claim(
  db: Executor,
  postIdOrAlias: PostId,
  lease: { leaseMs: number; clock: Clock },
): Promise<Claim<RecheckWork>> {
  const postId = (await resolvePost(db, postIdOrAlias)) ?? postIdOrAlias;
  const claimed = await work.claim(db, 'rechecks', postId, lease);
  return claimed.kind === 'claimed'
    ? { kind: 'claimed', token: claimed.token, work: await describe(db, postId, claimed.lostClaims) }
    : claimed;
}

async function known(db: Executor, postIdOrAlias: PostId): Promise<KnownPostState | null> {
  const postId = await resolvePost(db, postIdOrAlias);
  return postId === null ? null : describe(db, postId, 0);
}

async function describe(db: Executor, postId: PostId, lostClaims: number): Promise<RecheckWork> {
  const { rows } = await sql<{
    canonicalUrl: string;
    foundUrl: string | null;
    state: PostState;
    record: PostRecord | null;
    seenLive: boolean;
    accountId: string | null;
    absence: Absence | null;
    name: string | null;
    handle: string | null;
    avatarUrl: string | null;
  }>`
    SELECT canonical_url, state,
           coalesce((SELECT manifest -> 'record' FROM captures
                      WHERE post_id = posts.id AND NOT open AND source = 'original'
                        AND jsonb_typeof(manifest -> 'record') = 'object'
                      ORDER BY taken_at DESC, captures.id DESC LIMIT 1), record) AS record,
           (SELECT found_url FROM embeds WHERE post_id = posts.id
             ORDER BY length(found_url) DESC, submission_id, position LIMIT 1) AS found_url,
           EXISTS (SELECT FROM looks WHERE post_id = posts.id AND looks.state = 'live') AS seen_live,
           accounts.id AS account_id, absence, name, handle, avatar_url
      FROM posts LEFT JOIN accounts ON accounts.id = account WHERE posts.id = ${postId}`.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new Error(`the recheck ${postId} has no post`);
  }
  const { accountId, absence, name, handle, avatarUrl, ...known } = row;
  const account = accountId === null ? null : { absence, profile: { name, handle, avatarUrl } };
  return { postId, ...known, account, past: await pastLooks(db, postId), lostClaims };
}

async function finish(
  tx: Transaction<Schema>,
  now: Date,
  { postId: postIdOrAlias, token }: { postId: PostId; token: number },
  result: RecheckResult,
): Promise<{ committed: boolean; captureId: string | null }> {
  const { aliases = [], captureAgain, author = null, searchArchives = false, ...told } = result;
  const postId = (await lockKnownPosts(tx, [postIdOrAlias, ...aliases])).get(postIdOrAlias);
  if (postId === undefined || !(await work.end(tx, 'rechecks', postId, token))) {
    return { committed: false, captureId: null };
  }
  const look = { ...told, id: newId(now), postId } satisfies NewLook;
  await insertLook(tx, look);
  const captureId = captureAgain ? await captureAnew(tx, now, postId) : null;
  const changes =
    captureId === null && (await isAsBelieved(tx, look)) ? [] : await refreshPosts(tx, [postId]);
  if (searchArchives && changes.some(({ to }) => isGone(to))) {
    await planRecoveryOfGone(tx, now, postId);
  }
  await noteAccount(tx, { postId, lookId: look.id, at: new Date(look.at), state: look.state, author });
  await mergeAliases(tx, now, look, aliases);
  await recordEvents(tx, now, stateEvents(changes, look));
  if (changes.length > 0 || captureId !== null) {
    await writeOutbox(tx, factKeys.state(look.id), { ...look, captureId } satisfies StateFact);
  }
  return { committed: true, captureId };
}

/** Such a look changes nothing of its post but the time of the next; most are. */
async function isAsBelieved(
  tx: Transaction<Schema>,
  { postId, state, at }: Pick<NewLook, 'postId' | 'state' | 'at'>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE posts SET watch_next_at = NULL
     WHERE id = ${postId}
       AND (${state} = 'unknown' OR state = ${state} AND state_since <= ${new Date(at)})`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}

async function mergeAliases(
  tx: Transaction<Schema>,
  now: Date,
  { id: lookId, postId }: NewLook,
  aliases: readonly PostId[],
): Promise<void> {
  if (aliases.length === 0) {
    return;
  }
  const { canonicalUrl } = await tx
    .selectFrom('posts')
    .select('canonicalUrl')
    .where('id', '=', postId)
    .executeTakeFirstOrThrow();
  for (const from of aliases) {
    await recordMerge(tx, now, { from, to: { postId, canonicalUrl }, evidence: { lookId } });
  }
}

/** One that waits or runs already will see the same. It waits for whatever people submit. */
async function captureAnew(tx: Transaction<Schema>, now: Date, postId: PostId): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM captures WHERE post_id = ${postId} AND open AND source = 'original'
     ORDER BY id LIMIT 1 FOR UPDATE`.execute(tx);
  if (rows[0] !== undefined) {
    return rows[0].id;
  }
  const id = newId(now);
  await insertCaptures(tx, now, [{ id, postId }], { priority: 'bulk', askedBy: 'recheck' });
  return id;
}
