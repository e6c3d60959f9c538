import { sql, type Transaction } from 'kysely';
import type { Manifest } from '#domain/capture.ts';
import type { Clock } from '#domain/clock.ts';
import type { PostId } from '#domain/post.ts';
import { noteAccount } from './accounts.ts';
import { refreshEdits } from './capture-edits.ts';
import type { Reindex, ReindexKind } from './catalogue.ts';
import { putCollectionChange } from './collection-changes.ts';
import { insertCaptureLook, stateToldBy, writePointer } from './commit-capture.ts';
import type { Database, Executor } from './database.ts';
import type { PatchFact, StateFact, StatementFact, SubmissionFact } from './facts.ts';
import { finishSubmissions, submissionsWith } from './finish-submissions.ts';
import { askerOf, insertCaptures, insertEmbeds } from './intake.ts';
import { lockKnownPosts, lockPosts } from './lock-posts.ts';
import { appendOnceToLog } from './log.ts';
import { insertLook } from './looks.ts';
import { mergePosts } from './merge-posts.ts';
import { insertPatch } from './posts.ts';
import { putPurge } from './purges.ts';
import { outdatedPosts, refreshPosts } from './refresh-posts.ts';
import { planReplay } from './replays.ts';
import { createPutLog, holdsLog } from './restore-log.ts';
import type { Schema } from './schema.ts';
import { jsonb, textArray } from './sql.ts';
import { insertStatement } from './statements.ts';
import { insertSubmission } from './submissions.ts';

export function createReindex(database: Database, clock: Clock): Reindex {
  const putLog = createPutLog(database);
  return {
    isRead: () =>
      database.read((db) =>
        holds(db, sql`SELECT NOT EXISTS (SELECT FROM storage_read WHERE at IS NULL) AS held`),
      ),
    isEmpty: () => database.read((db) => holds(db, sql`SELECT NOT EXISTS (SELECT FROM submissions) AS held`)),
    async begin() {
      await database.read((db) => sql`UPDATE storage_read SET at = NULL`.execute(db));
    },
    missing: (kind, ids) => database.read((db) => missing(db, kind, ids)),
    submission: (fact) => database.write((tx) => putSubmission(tx, clock.now(), fact)),
    async merge(fact) {
      await database.write((tx) => mergePosts(tx, clock.now(), fact));
    },
    capture: (manifest, manifestSha256, options) =>
      database.write((tx) =>
        putCapture(tx, clock.now(), { manifest, manifestSha256, adopted: options?.adopted ?? false }),
      ),
    state: (fact) => database.write((tx) => putState(tx, fact)),
    patch: (fact) => database.write((tx) => putPatch(tx, fact)),
    collection: (fact) => database.write((tx) => putCollectionChange(tx, fact)),
    statement: (fact, sha256) => database.write((tx) => putStatement(tx, clock.now(), fact, sha256)),
    async timestamp({ authority, at }, { size, name }) {
      await database.write((tx) =>
        sql`INSERT INTO timestamps (size, name, authority, at) VALUES (${size}, ${name}, ${authority}, ${new Date(at)})
            ON CONFLICT DO NOTHING`.execute(tx),
      );
    },
    holdsLog: (size, last) => database.read((db) => holdsLog(db, size, last)),
    log: (published, sizes) => putLog(published, sizes, clock.now()),
    async finish() {
      await refreshOutdated(database);
      await database.write((tx) => finishSubmissions(tx, clock.now(), sql`true`));
      await database.read((db) =>
        sql`UPDATE storage_read SET at = ${clock.now()} WHERE at IS NULL`.execute(db),
      );
    },
  };
}

async function holds(db: Executor, query: ReturnType<typeof sql>): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`${query}`.execute(db);
  return rows[0]?.held ?? false;
}

const refreshBatch = 200;

/** Posts that an old page made disagree with their own captures and looks. */
async function refreshOutdated(database: Database): Promise<void> {
  const ids = await database.read(outdatedPosts);
  for (let start = 0; start < ids.length; start += refreshBatch) {
    await database.write((tx) => refreshPosts(tx, ids.slice(start, start + refreshBatch)));
  }
}

/** Which rows are held in full; what a lost page took away with it is missing again. */
const held = {
  submission: sql`SELECT id FROM submissions
    WHERE embed_count = (SELECT count(*) FROM embeds WHERE submission_id = submissions.id)`,
  embeds: sql`SELECT submissions.id FROM submissions JOIN articles ON articles.id = submissions.id
    WHERE NOT articles.open AND embed_count = (SELECT count(*) FROM embeds WHERE submission_id = submissions.id)`,
  merge: sql`SELECT merges.id FROM merges JOIN posts ON posts.id = from_id WHERE merged_into IS NOT NULL`,
  capture: sql`SELECT captures.id FROM captures JOIN looks ON looks.id = captures.id
    JOIN log_entries ON sha256 = manifest_sha256 WHERE NOT open
    UNION ALL SELECT capture_id FROM purged_captures`,
  state: sql`SELECT id FROM looks`,
  patch: sql`SELECT id FROM patches`,
  collection: sql`SELECT id FROM collection_changes`,
  statement: sql`SELECT sha256 FROM statements JOIN log_entries USING (sha256)
    WHERE statements.kind <> 'purge' OR (SELECT count(*) FROM purged_captures JOIN captures ON captures.id = capture_id
      WHERE purged_captures.sha256 = statements.sha256 AND NOT open AND manifest IS NULL)
      = jsonb_array_length(body -> 'captures')`,
  timestamp: sql`SELECT size || '/' || name FROM timestamps`,
} satisfies Record<ReindexKind, unknown>;

async function missing(db: Executor, kind: ReindexKind, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM (${held[kind]}) AS held (id) WHERE id = ANY(${textArray(ids)})`.execute(db);
  const present = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !present.has(id));
}

async function putStatement(
  tx: Transaction<Schema>,
  now: Date,
  fact: StatementFact,
  sha256: string,
): Promise<void> {
  if (fact.kind === 'purge') {
    await putPurge(tx, now, fact, sha256);
    return;
  }
  const { kind } = fact;
  const at = new Date(fact.at);
  await insertStatement(tx, { kind, sha256, at, body: fact });
  await appendOnceToLog(tx, { kind, sha256, at });
}

async function putSubmission(tx: Transaction<Schema>, now: Date, fact: SubmissionFact): Promise<void> {
  const { captureIds, ...submission } = fact;
  const row = await tx.selectFrom('submissions').select('id').where('id', '=', fact.id).executeTakeFirst();
  if (row === undefined) {
    await insertSubmission(tx, submission);
  }
  const posts = await lockPosts(
    tx,
    now,
    fact.embeds.filter((_, position) => captureIds[position] !== null),
  );
  const captures = fact.embeds.flatMap(({ postId }, position) => {
    const id = captureIds[position];
    return id ? [{ id, postId: posts.get(postId) ?? postId }] : [];
  });
  const unique = new Map(captures.map((capture) => [capture.id, capture]));
  await insertCaptures(tx, new Date(fact.createdAt), [...unique.values()], {
    priority: fact.priority,
    askedBy: askerOf(fact),
  });
  await insertEmbeds(tx, fact.id, fact.embeds, captureIds, posts);
  if (fact.articleUrl !== null && fact.embeds.length > 0) {
    await sql`UPDATE articles SET open = false, token = token + 1, lease_until = NULL, enqueued_at = NULL
               WHERE id = ${fact.id} AND open`.execute(tx);
  }
  await refreshPosts(tx, [...new Set(posts.values())]);
}

interface KeptCapture {
  manifest: Manifest;
  manifestSha256: string;
  /** No pointer named it yet. */
  adopted: boolean;
}

/** What ended waits in no line. */
const ended = { priority: 'normal', askedBy: '' } as const;

async function putCapture(
  tx: Transaction<Schema>,
  now: Date,
  { manifest, manifestSha256, adopted }: KeptCapture,
): Promise<void> {
  const { captureId } = manifest;
  const posts = await lockPosts(tx, now, [manifest]);
  const postId = posts.get(manifest.postId) ?? manifest.postId;
  await insertCaptures(tx, new Date(manifest.takenAt), [{ id: captureId, postId }], ended);
  // Raises the token: whoever still works on it must not commit it a second time.
  await sql`
    UPDATE captures
       SET open = false, token = token + 1, lease_until = NULL, enqueued_at = NULL, rung = NULL, progress = NULL,
           outcome = ${manifest.outcome}, source = ${manifest.source}, taken_at = ${new Date(manifest.takenAt)},
           finished_at = ${new Date(manifest.finishedAt)}, manifest = ${jsonb(manifest)},
           manifest_sha256 = ${manifestSha256}
     WHERE id = ${captureId} AND open`.execute(tx);
  await sql`DELETE FROM capture_rungs WHERE capture_id = ${captureId}`.execute(tx);
  await insertCaptureLook(tx, postId, manifest, stateToldBy(manifest));
  await planReplay(tx, now, manifest);
  await refreshEdits(tx, postId);
  await refreshPosts(tx, [postId]);
  await noteAccount(tx, {
    ...{ postId, lookId: captureId, at: new Date(manifest.takenAt), state: 'unknown' },
    author: stateToldBy(manifest) === 'live' ? (manifest.record?.author ?? null) : null,
  });
  await finishSubmissions(tx, now, submissionsWith(captureId));
  if (adopted) {
    await writePointer(tx, captureId, manifestSha256);
  }
  await appendOnceToLog(tx, {
    kind: 'manifest',
    sha256: manifestSha256,
    at: new Date(manifest.finishedAt),
  });
}

async function putState(tx: Transaction<Schema>, fact: StateFact): Promise<void> {
  const postId = await lockKnown(tx, fact.postId);
  await insertLook(tx, { ...fact, postId });
  if (fact.captureId !== null) {
    await insertCaptures(tx, new Date(fact.at), [{ id: fact.captureId, postId }], ended);
  }
  await refreshPosts(tx, [postId]);
}

async function putPatch(tx: Transaction<Schema>, fact: PatchFact): Promise<void> {
  const postId = await lockKnown(tx, fact.postId);
  await insertPatch(tx, fact, postId);
  await refreshPosts(tx, [postId]);
}

/** Throws where no submission, merge or capture told of the post. */
async function lockKnown(tx: Transaction<Schema>, postId: PostId): Promise<PostId> {
  const found = (await lockKnownPosts(tx, [postId])).get(postId);
  if (found === undefined) {
    throw new Error(`no submission names the post ${postId}`);
  }
  return found;
}
