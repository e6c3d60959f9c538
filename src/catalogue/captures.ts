import { sql, type Transaction } from 'kysely';
import type { CaptureStatus, Manifest } from '#domain/capture.ts';
import type { SavedRung } from '#domain/capture-work.ts';
import type { Clock } from '#domain/clock.ts';
import { admit, unlimited } from './admission.ts';
import { requestsFor } from './capture-requests.ts';
import { captureStatus } from './capture-status.ts';
import type { CaptureState, Captures, Claim, ClaimedCapture } from './catalogue.ts';
import { commitCapture } from './commit-capture.ts';
import type { Database, Executor } from './database.ts';
import { assertNotCollected } from './garbage.ts';
import { emptyCounts } from './load-submissions.ts';
import type { Schema } from './schema.ts';
import { isoOrNull, jsonb, jsonText, priorityOf } from './sql.ts';
import * as work from './work.ts';

const usualHoldMs = 6 * 3_600_000;

export function createCaptures(database: Database, clock: Clock): Captures {
  return {
    get: (id) => database.read((db) => load(db, id)),
    requests: (id) => database.read((db) => requestsFor(db, id)),
    admit: (limit, { heldAtMostMs = usualHoldMs, urgent = 0, siteLimits = unlimited } = {}) =>
      database.write((tx) =>
        admit(tx, 'captures', {
          ...{ limit, urgent, siteLimits },
          heldSince: new Date(clock.now().getTime() - heldAtMostMs),
        }),
      ),
    claim: (id, leaseMs) => database.write((tx) => claim(tx, id, { leaseMs, clock })),
    renew: (id, token, leaseMs) => database.read((db) => work.renew(db, 'captures', { id, token, leaseMs })),
    saveRung: (id, token, rung) => database.write((tx) => saveRung(tx, clock.now(), { id, token, rung })),
    async reportProgress(id, token, rung, progress) {
      await database.read((db) => report(db, clock.now(), { id, token, rung, progress }));
    },
    commit: (id, token, end) => database.write((tx) => commitCapture(tx, clock.now(), { id, token, end })),
    release: (id, token, again) => database.read((db) => work.release(db, 'captures', { id, token, again })),
    requeue: (ids) => database.read((db) => work.requeue(db, 'captures', ids)),
    stale: (olderThanMs) => database.read((db) => work.stale(db, 'captures', olderThanMs)),
    counts: () => database.read(count),
  };
}

interface CaptureRow {
  id: string;
  postId: string;
  status: CaptureStatus;
  createdAt: Date;
  finishedAt: Date | null;
  source: Manifest['source'];
  recovers: string | null;
  manifest: Manifest | null;
  manifestSha256: string | null;
  attempts: number;
  rung: string | null;
  progress: number | null;
  lastError: string | null;
  isLogged: boolean;
  timestamps: CaptureState['attestations'] | null;
  replay: string | null;
  replayedAt: Date | null;
  copyUrl: string | null;
  copiedAt: Date | null;
}

/** The earliest of each authority over a log that has the capture. */
const timestamps = sql`(
  SELECT jsonb_agg(jsonb_build_object('kind', 'timestamp', 'authority', authority,
           'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY at, authority)
    FROM (SELECT authority, min(at) AS at FROM timestamps WHERE size >= log_entries.sequence GROUP BY authority)
      AS earliest)`;

async function load(db: Executor, id: string): Promise<CaptureState | null> {
  const { rows } = await sql<CaptureRow>`
    SELECT captures.*, ${captureStatus} AS status, log_entries.sha256 IS NOT NULL AS is_logged,
           ${timestamps} AS timestamps, replays.replay, replays.at AS replayed_at,
           second_copies.url AS copy_url, second_copies.at AS copied_at
      FROM captures LEFT JOIN log_entries ON log_entries.sha256 = captures.manifest_sha256
           LEFT JOIN replays ON replays.capture_id = captures.id
           LEFT JOIN second_copies ON second_copies.capture_id = captures.id
     WHERE captures.id = ${id}`.execute(db);
  return rows[0] === undefined ? null : toState(rows[0]);
}

function toState(row: CaptureRow): CaptureState {
  const { manifest } = row;
  return {
    id: row.id,
    postId: row.postId,
    status: row.status,
    createdAt: row.createdAt.toISOString(),
    takenAt: manifest?.takenAt ?? null,
    finishedAt: isoOrNull(row.finishedAt),
    outcome: manifest?.outcome ?? null,
    absence: manifest?.absence ?? null,
    missing: manifest?.missing ?? [],
    source: row.source,
    recovers: row.recovers ?? manifest?.recovers ?? null,
    record: manifest?.record ?? null,
    artifacts: manifest?.artifacts ?? [],
    attestations: [
      ...(row.isLogged && manifest !== null ? [{ kind: 'log', at: manifest.finishedAt }] : []),
      ...(row.timestamps ?? []),
      ...(row.replay !== null && row.replayedAt !== null
        ? [{ kind: 'replay', at: row.replayedAt.toISOString(), replay: row.replay }]
        : []),
      ...(row.copyUrl !== null && row.copiedAt !== null
        ? [{ kind: 'second-copy', at: row.copiedAt.toISOString(), url: row.copyUrl }]
        : []),
    ],
    provenance: manifest?.provenance ?? null,
    manifestSha256: row.manifestSha256,
    attempts: row.attempts,
    rung: row.rung,
    progress: row.progress,
    lastError: row.lastError,
  };
}

async function claim(
  tx: Transaction<Schema>,
  id: string,
  lease: { leaseMs: number; clock: Clock },
): Promise<Claim<ClaimedCapture>> {
  const claimed = await work.claim(tx, 'captures', id, lease);
  if (claimed.kind !== 'claimed') {
    return claimed;
  }
  const { token, attempts, firstTriedAt, lostClaims } = claimed;
  const about = await describe(tx, id);
  const rungs = await loadRungs(tx, id);
  const requestedBy = await requestsFor(tx, id);
  return {
    kind: 'claimed',
    token,
    work: { ...about, captureId: id, attempts, lostClaims, firstTriedAt, rungs, requestedBy },
  };
}

async function describe(
  db: Executor,
  id: string,
): Promise<
  Pick<ClaimedCapture, 'postId' | 'canonicalUrl' | 'foundUrl' | 'previousManifest' | 'recovers' | 'priority'>
> {
  const { rows } = await sql<{
    postId: string;
    canonicalUrl: string;
    foundUrl: string | null;
    previousManifest: string | null;
    recovers: string | null;
    priority: number;
  }>`
    SELECT captures.post_id, posts.canonical_url, captures.priority, captures.recovers,
           (SELECT found_url FROM embeds WHERE embeds.post_id = captures.post_id
             ORDER BY (embeds.capture_id = captures.id) DESC NULLS LAST, length(found_url) DESC, submission_id, position
             LIMIT 1) AS found_url,
           (SELECT previous.manifest_sha256 FROM captures AS previous
             WHERE previous.post_id = captures.post_id AND NOT previous.open
             ORDER BY previous.finished_at DESC, previous.id DESC LIMIT 1) AS previous_manifest
      FROM captures JOIN posts ON posts.id = captures.post_id WHERE captures.id = ${id}`.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new Error(`the capture ${id} has no post`);
  }
  return { ...row, priority: priorityOf(row.priority) };
}

async function loadRungs(db: Executor, id: string): Promise<SavedRung[]> {
  const rows = await db
    .selectFrom('captureRungs')
    .select(['name', 'finishedAt', 'result'])
    .where('captureId', '=', id)
    .orderBy('finishedAt')
    .orderBy('name')
    .execute();
  return rows.map(({ finishedAt, ...rung }) => ({ ...rung, finishedAt: finishedAt.toISOString() }));
}

async function saveRung(
  tx: Transaction<Schema>,
  now: Date,
  { id, token, rung }: { id: string; token: number; rung: SavedRung },
): Promise<boolean> {
  if (!(await report(tx, now, { id, token, rung: rung.name, progress: 1 }))) {
    return false;
  }
  const result = jsonText(rung.result);
  await assertNotCollected(tx, result);
  await sql`
    INSERT INTO capture_rungs (capture_id, name, finished_at, result)
    VALUES (${id}, ${rung.name}, ${new Date(rung.finishedAt)}, ${result}::jsonb)
    ON CONFLICT (capture_id, name) DO UPDATE
      SET finished_at = excluded.finished_at, result = excluded.result`.execute(tx);
  return true;
}

/** The row and its event in one statement, as it happens a dozen times a capture. */
async function report(
  db: Executor,
  now: Date,
  { id, token, rung, progress }: { id: string; token: number; rung: string; progress: number | null },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    WITH reported AS (
      UPDATE captures SET rung = ${rung}, progress = ${progress}
       WHERE id = ${id} AND token = ${token} AND open RETURNING id, post_id)
    INSERT INTO events (at, type, capture_id, post_id, data)
    SELECT ${now}::timestamptz, 'capture', id, post_id, ${jsonb({ status: 'running', rung, progress })}
      FROM reported`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}

async function count(db: Executor): Promise<Record<CaptureStatus, number>> {
  const { rows } = await sql<{ status: CaptureStatus; captures: number }>`
    SELECT ${captureStatus} AS status, count(*)::integer AS captures FROM captures GROUP BY 1`.execute(db);
  return { ...emptyCounts(), ...Object.fromEntries(rows.map(({ status, captures }) => [status, captures])) };
}
