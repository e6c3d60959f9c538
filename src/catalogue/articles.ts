import { sql, type Transaction } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { Embed } from '#domain/embed.ts';
import type { Submission } from '#domain/submission.ts';
import { admit, unlimited } from './admission.ts';
import type { Articles, ArticleWork, Claim } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { recordEvents } from './events.ts';
import { factKeys, type SubmissionFact } from './facts.ts';
import { finishSubmissions, thisSubmission } from './finish-submissions.ts';
import { takeIn } from './intake.ts';
import { embedsOf, loadSubmissions } from './load-submissions.ts';
import { writeOutbox } from './outbox.ts';
import type { Schema } from './schema.ts';
import { storable } from './sql.ts';
import * as work from './work.ts';

export function createArticles(database: Database, clock: Clock): Articles {
  return {
    admit: (limit) =>
      database.write((tx) =>
        admit(tx, 'articles', { limit, urgent: 0, siteLimits: unlimited, heldSince: null }),
      ),
    claim: (id, leaseMs) => database.read((db) => claim(db, id, { leaseMs, clock })),
    renew: (id, token, leaseMs) => database.read((db) => work.renew(db, 'articles', { id, token, leaseMs })),
    finish: (id, token, embeds) => database.write((tx) => finish(tx, clock.now(), { id, token, embeds })),
    fail: (id, token, reason) => database.write((tx) => fail(tx, clock.now(), { id, token, reason })),
    release: (id, token, again) => database.read((db) => work.release(db, 'articles', { id, token, again })),
    requeue: (ids) => database.read((db) => work.requeue(db, 'articles', ids)),
    stale: (olderThanMs) => database.read((db) => work.stale(db, 'articles', olderThanMs)),
  };
}

async function claim(
  db: Executor,
  id: string,
  lease: { leaseMs: number; clock: Clock },
): Promise<Claim<ArticleWork>> {
  const claimed = await work.claim(db, 'articles', id, lease);
  if (claimed.kind !== 'claimed') {
    return claimed;
  }
  const { token, attempts } = claimed;
  return { kind: 'claimed', token, work: { submission: await loadRequest(db, id), attempts } };
}

async function finish(
  tx: Transaction<Schema>,
  now: Date,
  { id, token, embeds }: { id: string; token: number; embeds: Embed[] },
): Promise<boolean> {
  if (!(await work.end(tx, 'articles', id, token))) {
    return false;
  }
  const submission = await loadRequest(tx, id);
  const captureIds = await takeIn(tx, now, submission, embeds);
  await recordEvents(tx, now, [{ type: 'submission', submissionId: id, data: { embeds: embeds.length } }]);
  await finishSubmissions(tx, now, thisSubmission(id));
  await writeOutbox(tx, factKeys.embeds(id), { ...submission, embeds, captureIds } satisfies SubmissionFact);
  return true;
}

async function fail(
  tx: Transaction<Schema>,
  now: Date,
  { id, token, reason }: { id: string; token: number; reason: string },
): Promise<boolean> {
  if (!(await work.end(tx, 'articles', id, token))) {
    return false;
  }
  await sql`UPDATE articles SET error = ${storable(reason)} WHERE id = ${id}`.execute(tx);
  await recordEvents(tx, now, [{ type: 'submission', submissionId: id, data: { articleError: reason } }]);
  await finishSubmissions(tx, now, thisSubmission(id));
  return true;
}

async function loadRequest(db: Executor, id: string): Promise<Submission> {
  const [state] = await loadSubmissions(db, [id]);
  if (state === undefined) {
    throw new Error(`the article ${id} has no submission`);
  }
  const {
    status: _status,
    finishedAt: _finishedAt,
    counts: _counts,
    articleError: _error,
    articleDelay: _delay,
    embeds,
    ...request
  } = state;
  return { ...request, embeds: embedsOf(embeds) };
}
