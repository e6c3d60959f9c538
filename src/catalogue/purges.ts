import { sql, type Transaction } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import { newId } from '#domain/ids.ts';
import { type PostId, platformOf } from '#domain/post.ts';
import { type Purge, purgeSchema } from '#domain/purge.ts';
import type { Page, PageRequest, Purges, SealedStatement } from './catalogue.ts';
import { placeOf, toPage } from './cursors.ts';
import type { Database, Executor } from './database.ts';
import { forgetMessages } from './deliveries-forget.ts';
import { factKeys, type PatchFact, type StatementFact } from './facts.ts';
import { finishSubmissions } from './finish-submissions.ts';
import { insertCaptures } from './intake.ts';
import { lockKnownPosts, lockPosts } from './lock-posts.ts';
import { appendOnceToLog } from './log.ts';
import { writeOutbox } from './outbox.ts';
import { insertPatch, patchTime } from './posts.ts';
import { refreshPosts } from './refresh-posts.ts';
import type { Schema } from './schema.ts';
import { jsonText, textArray } from './sql.ts';
import { insertStatement, logStatement } from './statements.ts';

export function createPurges(database: Database, clock: Clock): Purges {
  return {
    purge: (postId, by, reason, seal) =>
      database.write((tx) => purgePost(tx, clock.now(), { postId, by, reason, seal })),
    list: (page) => database.read((db) => list(db, page)),
    pending: () =>
      database.read(async (db) => {
        const { rows } = await sql<{ sha256: string; body: Purge }>`
          SELECT sha256, body FROM statements WHERE NOT done ORDER BY at, sha256`.execute(db);
        return rows.map(({ sha256, body }) => ({ sha256, purge: body }));
      }),
    referred: (objects) => database.read((db) => referred(db, objects)),
    async done(sha256) {
      await database.read((db) =>
        sql`UPDATE statements SET done = true WHERE sha256 = ${sha256}`.execute(db),
      );
    },
    ofCapture: (captureId) => database.read((db) => find(db, sql`capture_id = ${captureId}`)),
    ofPost: (postId) =>
      database.read((db) =>
        find(
          db,
          sql`capture_id IN (SELECT id FROM captures WHERE post_id = ${postId}) AND NOT EXISTS (
                SELECT FROM captures WHERE post_id = ${postId} AND NOT EXISTS (
                  SELECT FROM purged_captures AS purged WHERE purged.capture_id = captures.id))`,
        ),
      ),
  };
}

async function list(
  db: Executor,
  page: PageRequest,
): Promise<Page<{ sha256: string; purge: Purge; isDone: boolean }>> {
  const place = placeOf(page.cursor);
  const { rows } = await sql<{ sha256: string; at: Date; body: Purge; done: boolean }>`
    SELECT sha256, at, body, done FROM statements
     WHERE kind = 'purge' AND ${place === null ? sql`true` : sql`(at, sha256) < (${place.at}, ${place.id})`}
     ORDER BY at DESC, sha256 DESC LIMIT ${page.limit + 1}`.execute(db);
  return toPage(
    rows,
    page,
    ({ at, sha256 }) => ({ at, id: sha256 }),
    ({ sha256, body, done }) => ({ sha256, purge: body, isDone: done }),
  );
}

async function find(db: Executor, which: ReturnType<typeof sql>): Promise<Purge | null> {
  const { rows } = await sql<{ body: Purge }>`
    SELECT body FROM purged_captures JOIN statements USING (sha256) WHERE ${which}
     ORDER BY at DESC LIMIT 1`.execute(db);
  return rows[0]?.body ?? null;
}

interface PurgeRequest {
  postId: PostId;
  by: string;
  reason: string;
  seal: (statement: Purge) => SealedStatement;
}

/** Says first what is to go: the tombstone is in the log, and the post hidden, before a byte is removed. */
async function purgePost(
  tx: Transaction<Schema>,
  now: Date,
  { postId: idOrAlias, by, reason, seal }: PurgeRequest,
): ReturnType<Purges['purge']> {
  const postId = (await lockKnownPosts(tx, [idOrAlias])).get(idOrAlias);
  if (postId === undefined) {
    return { kind: 'missing' };
  }
  const captures = await capturesOf(tx, postId);
  if (captures.length === 0) {
    return { kind: 'nothing-held' };
  }
  const { canonicalUrl } = await tx
    .selectFrom('posts')
    .select('canonicalUrl')
    .where('id', '=', postId)
    .executeTakeFirstOrThrow();
  const objects = await objectsOf(tx, postId);
  const shared = new Set(await referred(tx, objects, postId));
  const purge = {
    ...{ kind: 'purge', at: now.toISOString(), by, reason, postId, canonicalUrl, captures },
    objects: objects.filter((sha256) => !shared.has(sha256)),
  } satisfies Purge;
  const sealed = seal(purge);
  await hide(tx, now, postId, by);
  await insertStatement(tx, { kind: 'purge', sha256: sealed.sha256, at: now, body: JSON.parse(sealed.body) });
  await empty(tx, now, purge, sealed.sha256);
  await refreshPosts(tx, [postId]);
  await finishSubmissions(tx, now, submissionsOf(purge));
  await logStatement(tx, now, 'purge', sealed);
  return { kind: 'purged', purge, sha256: sealed.sha256 };
}

/** A purge that storage tells of and this catalogue does not know. */
export async function putPurge(
  tx: Transaction<Schema>,
  now: Date,
  statement: StatementFact,
  sha256: string,
): Promise<void> {
  const purge = purgeSchema.parse(statement);
  const { postId: given, canonicalUrl, captures, at } = purge;
  const posts = await lockPosts(tx, now, [{ postId: given, platform: platformOf(given), canonicalUrl }]);
  const postId = posts.get(given) ?? given;
  const rows = captures.map(({ captureId }) => ({ id: captureId, postId }));
  await insertCaptures(tx, new Date(at), rows, { priority: 'normal', askedBy: '' });
  await insertStatement(tx, { kind: 'purge', sha256, at: new Date(at), body: statement });
  await empty(tx, new Date(at), purge, sha256);
  await refreshPosts(tx, [postId]);
  await appendOnceToLog(tx, { kind: 'purge', sha256, at: new Date(at) });
}

async function capturesOf(tx: Transaction<Schema>, postId: PostId): Promise<Purge['captures']> {
  const { rows } = await sql<{ captureId: string; manifestSha256: string | null }>`
    SELECT id AS capture_id, manifest_sha256 FROM captures
     WHERE post_id = ${postId} AND NOT EXISTS (SELECT FROM purged_captures WHERE capture_id = captures.id)
     ORDER BY id FOR UPDATE`.execute(tx);
  return rows;
}

/** Of its manifests, of rungs that were saved on the way to one, and the pictures of its card. */
async function objectsOf(tx: Transaction<Schema>, postId: PostId): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`
    SELECT DISTINCT sha256 FROM (
      SELECT artifact ->> 'sha256' FROM captures, jsonb_array_elements(manifest -> 'artifacts') AS artifact
       WHERE post_id = ${postId} AND manifest IS NOT NULL
      UNION ALL
      SELECT found #>> '{}' FROM capture_rungs JOIN captures ON captures.id = capture_id,
             jsonb_path_query(result, '$.**.sha256') AS found
       WHERE post_id = ${postId}
      UNION ALL
      SELECT sha256 FROM card_pictures WHERE post_id = ${postId}) AS named (sha256)
     WHERE sha256 ~ '^[0-9a-f]{64}$' ORDER BY sha256`.execute(tx);
  return rows.map(({ sha256 }) => sha256);
}

/** Those of `objects` that a capture refers to, or one that is under way, or a card's picture; those of the post `except` left out. */
export async function referred(
  db: Executor,
  objects: readonly string[],
  except: PostId | null = null,
): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`
    SELECT DISTINCT sha256 FROM (
      SELECT post_id, artifact ->> 'sha256' FROM captures, jsonb_array_elements(manifest -> 'artifacts') AS artifact
       WHERE manifest IS NOT NULL
      UNION ALL
      SELECT post_id, found #>> '{}' FROM capture_rungs JOIN captures ON captures.id = capture_id,
             jsonb_path_query(result, '$.**.sha256') AS found
      UNION ALL
      SELECT post_id, sha256 FROM card_pictures) AS named (post_id, sha256)
     WHERE sha256 = ANY(${textArray(objects)}) AND post_id IS DISTINCT FROM ${except}`.execute(db);
  return rows.map(({ sha256 }) => sha256);
}

/** Nobody sees it from now on, and nobody looks for it again. */
async function hide(tx: Transaction<Schema>, now: Date, postId: PostId, by: string): Promise<void> {
  const patch = { restricted: true, watch: false };
  const at = await patchTime(tx, now, postId);
  const fact = { id: newId(now), postId, at: at.toISOString(), by, patch } satisfies PatchFact;
  await insertPatch(tx, fact, postId);
  await writeOutbox(tx, factKeys.patch(fact.id), fact);
  await sql`DELETE FROM rechecks WHERE id = ${postId}`.execute(tx);
}

/** What its captures said is gone from here; one that waits or runs has ended, and its worker's token is worth nothing. */
async function empty(
  tx: Transaction<Schema>,
  at: Date,
  { captures, postId }: Purge,
  sha256: string,
): Promise<void> {
  const given = jsonText(captures);
  await sql`
    UPDATE captures
       SET open = false, token = token + 1, lease_until = NULL, enqueued_at = NULL, rung = NULL, progress = NULL,
           last_error = NULL, manifest = NULL, manifest_sha256 = given."manifestSha256",
           outcome = coalesce(outcome, 'failed'), finished_at = coalesce(finished_at, ${at})
      FROM jsonb_to_recordset(${given}::jsonb) AS given ("captureId" text, "manifestSha256" text)
     WHERE captures.id = given."captureId"`.execute(tx);
  const ids = textArray(captures.map(({ captureId }) => captureId));
  await sql`DELETE FROM capture_rungs WHERE capture_id = ANY(${ids})`.execute(tx);
  await sql`DELETE FROM replays WHERE capture_id = ANY(${ids})`.execute(tx);
  await forgetMessages(tx, at, postId);
  await sql`DELETE FROM card_pictures
             WHERE post_id IN (SELECT post_id FROM captures WHERE id = ANY(${ids}))`.execute(tx);
  await sql`INSERT INTO purged_captures (capture_id, sha256) SELECT id, ${sha256} FROM unnest(${ids}) AS purged (id)
            ON CONFLICT DO NOTHING`.execute(tx);
}

function submissionsOf({ captures }: Purge) {
  const ids = textArray(captures.map(({ captureId }) => captureId));
  return sql`submissions.id IN (SELECT submission_id FROM embeds WHERE capture_id = ANY(${ids}))`;
}
