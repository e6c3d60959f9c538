import { sql, type Transaction } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { Submission } from '#domain/submission.ts';
import type { Accepted, IdempotencyKey, SubmissionState, Submissions } from './catalogue.ts';
import { hidesItsPosts } from './collections.ts';
import { placeOf, toPage } from './cursors.ts';
import type { Database, Executor } from './database.ts';
import { recordEvents } from './events.ts';
import { factKeys, type SubmissionFact } from './facts.ts';
import { finishSubmissions, thisSubmission } from './finish-submissions.ts';
import { askerOf, takeIn } from './intake.ts';
import { loadSubmissions } from './load-submissions.ts';
import { writeOutbox } from './outbox.ts';
import type { Schema } from './schema.ts';
import { rankOf, storable } from './sql.ts';

const idempotentForMs = 24 * 3_600_000;

export function createSubmissions(database: Database, clock: Clock): Submissions {
  return {
    accept: (submission, idempotency) =>
      database.write((tx) => accept(tx, clock.now(), submission, idempotency)),
    get: (id) => database.read((db) => loadSubmission(db, id)),
    ofSheet: (sheetId) =>
      database.read(async (db) => {
        const { rows } = await sql<{ id: string }>`
          SELECT id FROM submissions WHERE sheet_id = ${storable(sheetId)} ORDER BY sheet_row, id`.execute(
          db,
        );
        return loadSubmissions(
          db,
          rows.map(({ id }) => id),
        );
      }),
    load: (by, since) => database.read((db) => loadOf(db, by, since)),
    list: (page) =>
      database.read(async (db) => {
        const place = placeOf(page.cursor);
        const { rows } = await sql<{ id: string; createdAt: Date }>`
          SELECT id, created_at FROM submissions
           WHERE ${place === null ? sql`true` : sql`(created_at, id) < (${place.at}, ${place.id})`}
           ORDER BY created_at DESC, id DESC LIMIT ${page.limit + 1}`.execute(db);
        const { items, nextCursor } = toPage(
          rows,
          page,
          ({ createdAt, id }) => ({ at: createdAt, id }),
          ({ id }) => id,
        );
        return { items: await loadSubmissions(db, items), nextCursor };
      }),
  };
}

async function accept(
  tx: Transaction<Schema>,
  now: Date,
  given: Submission,
  idempotency: IdempotencyKey | null,
): Promise<Accepted> {
  if (idempotency !== null && !(await takeKey(tx, now, given.id, idempotency))) {
    return replay(tx, idempotency);
  }
  const submission = {
    ...given,
    restricted: given.restricted || (await hidesItsPosts(tx, given.collection)),
  };
  await insertSubmission(tx, submission);
  const captureIds = await takeIn(tx, now, submission, submission.embeds);
  await recordEvents(tx, now, [
    { type: 'submission', submissionId: submission.id, data: { embeds: captureIds.length } },
  ]);
  await finishSubmissions(tx, now, thisSubmission(submission.id));
  const outboxId = await writeOutbox(tx, factKeys.submission(submission.id), {
    ...submission,
    captureIds,
  } satisfies SubmissionFact);
  return { kind: 'accepted', submission: await getSubmission(tx, submission.id), outboxId };
}

/** False where the key is in use. One that is being used at this moment is waited for. */
async function takeKey(
  tx: Transaction<Schema>,
  now: Date,
  submissionId: string,
  { owner, key, fingerprint }: IdempotencyKey,
): Promise<boolean> {
  const expired = new Date(now.getTime() - idempotentForMs);
  const { rows } = await sql`
    INSERT INTO idempotency_keys AS held (owner, key, fingerprint, submission_id, created_at)
    VALUES (${owner}, ${storable(key)}, ${fingerprint}, ${submissionId}, ${now})
    ON CONFLICT (owner, key) DO UPDATE
      SET fingerprint = excluded.fingerprint, submission_id = excluded.submission_id, created_at = excluded.created_at
      WHERE held.created_at <= ${expired}
    RETURNING 1`.execute(tx);
  return rows.length > 0;
}

async function replay(
  tx: Transaction<Schema>,
  { owner, key, fingerprint }: IdempotencyKey,
): Promise<Accepted> {
  const held = await tx
    .selectFrom('idempotencyKeys')
    .select(['fingerprint', 'submissionId'])
    .where('owner', '=', owner)
    .where('key', '=', storable(key))
    .executeTakeFirstOrThrow();
  return held.fingerprint === fingerprint
    ? { kind: 'replayed', submission: await getSubmission(tx, held.submissionId) }
    : { kind: 'key-reused-for-other-request' };
}

/** The row and, where a page must be searched first, its article. */
export async function insertSubmission(tx: Transaction<Schema>, submission: Submission): Promise<void> {
  const { id, origin, watch, restricted, priority, maxAgeSeconds, links } = submission;
  const createdAt = new Date(submission.createdAt);
  await tx
    .insertInto('submissions')
    .values({
      id,
      origin,
      watch,
      restricted,
      maxAgeSeconds,
      links,
      createdAt,
      by: storableOrNull(submission.by ?? null),
      url: storableOrNull(submission.url),
      articleUrl: storableOrNull(submission.articleUrl),
      tags: submission.tags.map(storable),
      collection: storableOrNull(submission.collection),
      note: storableOrNull(submission.note),
      externalId: storableOrNull(submission.externalId),
      sheetId: submission.sheet?.id ?? null,
      sheetRow: submission.sheet?.row ?? null,
      priority: rankOf(priority),
      embedCount: 0,
    })
    .execute();
  if (submission.articleUrl !== null) {
    await tx
      .insertInto('articles')
      .values({ id: submission.id, priority: rankOf(priority), askedBy: askerOf(submission), createdAt })
      .execute();
  }
}

function storableOrNull(text: string | null): string | null {
  return text === null ? null : storable(text);
}

async function loadOf(
  db: Executor,
  by: string,
  since: string,
): Promise<{ openCaptures: number; submissions: number }> {
  const { rows } = await sql<{ openCaptures: number; submissions: number }>`
    SELECT (SELECT count(DISTINCT captures.id)::integer FROM captures JOIN embeds ON capture_id = captures.id
              JOIN submissions ON submissions.id = submission_id
             WHERE captures.open AND submissions.by = ${by}) AS open_captures,
           (SELECT count(*)::integer FROM submissions
             WHERE created_at >= ${new Date(since)} AND submissions.by = ${by}) AS submissions`.execute(db);
  return rows[0] ?? { openCaptures: 0, submissions: 0 };
}

async function loadSubmission(db: Executor, id: string): Promise<SubmissionState | null> {
  const [found] = await loadSubmissions(db, [id]);
  return found ?? null;
}

async function getSubmission(tx: Transaction<Schema>, id: string): Promise<SubmissionState> {
  const found = await loadSubmission(tx, id);
  if (found === null) {
    throw new Error(`the submission ${id} is gone within its own transaction`);
  }
  return found;
}
