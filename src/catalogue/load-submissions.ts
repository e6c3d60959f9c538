import { type Selectable, sql } from 'kysely';
import { type CaptureStatus, captureStatuses } from '#domain/capture.ts';
import type { Embed } from '#domain/embed.ts';
import type { Submission } from '#domain/submission.ts';
import { captureStatus } from './capture-status.ts';
import type { SubmissionEmbed, SubmissionState, SubmissionStatus } from './catalogue.ts';
import type { Executor } from './database.ts';
import type { Schema } from './schema.ts';
import { isoOrNull, priorityOf, textArray } from './sql.ts';

type SubmissionRow = Selectable<Schema['submissions']> & {
  articleStarted: boolean | null;
  articleError: string | null;
  articleDelay: string | null;
};

type EmbedRow = SubmissionEmbed & { submissionId: string };

/** Submissions as they stand now, in the order of `ids`. */
export async function loadSubmissions(db: Executor, ids: readonly string[]): Promise<SubmissionState[]> {
  const { rows } = await sql<SubmissionRow>`
    SELECT submissions.*, articles.error AS article_error,
           CASE WHEN articles.open THEN articles.last_error END AS article_delay,
           NOT articles.open OR articles.lease_until > clock_timestamp() AS article_started
      FROM submissions LEFT JOIN articles ON articles.id = submissions.id
     WHERE submissions.id = ANY(${textArray(ids)})`.execute(db);
  const embeds = Map.groupBy(await loadEmbeds(db, ids), ({ submissionId }) => submissionId);
  const found = new Map(rows.map((row) => [row.id, toState(row, embeds.get(row.id) ?? [])]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

async function loadEmbeds(db: Executor, submissionIds: readonly string[]): Promise<EmbedRow[]> {
  const { rows } = await sql<EmbedRow>`
    SELECT embeds.submission_id, embeds.position, embeds.form, embeds.platform, embeds.found_url,
           coalesce(posts.id, embeds.post_id) AS post_id,
           coalesce(posts.canonical_url, embeds.canonical_url) AS canonical_url,
           embeds.quotation, embeds.confidence, embeds.capture_id,
           CASE WHEN captures.id IS NOT NULL THEN ${captureStatus} END AS capture_status,
           posts.current_capture_id
      FROM embeds
      LEFT JOIN captures ON captures.id = embeds.capture_id
      LEFT JOIN posts AS named ON named.id = embeds.post_id
      LEFT JOIN posts ON posts.id = coalesce(named.merged_into, named.id)
     WHERE embeds.submission_id = ANY(${textArray(submissionIds)})
     ORDER BY embeds.submission_id, embeds.position`.execute(db);
  return rows;
}

function toState(row: SubmissionRow, rows: readonly EmbedRow[]): SubmissionState {
  const embeds = rows.map(({ submissionId: _, ...embed }) => embed);
  const counts = count(embeds);
  return {
    ...toSubmission(row),
    status: statusOf(row, counts),
    finishedAt: isoOrNull(row.finishedAt),
    embeds,
    counts,
    articleError: row.articleError,
    articleDelay: row.articleDelay,
  };
}

export function toSubmission(row: Selectable<Schema['submissions']>): Omit<Submission, 'embeds'> {
  return {
    id: row.id,
    origin: row.origin,
    createdAt: row.createdAt.toISOString(),
    url: row.url,
    articleUrl: row.articleUrl,
    tags: row.tags,
    collection: row.collection,
    note: row.note,
    externalId: row.externalId,
    ...(row.by !== null && { by: row.by }),
    ...(row.sheetId !== null && { sheet: { id: row.sheetId, row: row.sheetRow ?? 0 } }),
    watch: row.watch,
    restricted: row.restricted,
    priority: priorityOf(row.priority),
    maxAgeSeconds: row.maxAgeSeconds,
    links: row.links,
  };
}

/** The embeds as they were given, without what became of them. */
export function embedsOf(embeds: readonly SubmissionEmbed[]): Embed[] {
  return embeds.map(
    ({ captureId: _id, captureStatus: _status, currentCaptureId: _current, ...embed }) => embed,
  );
}

/** Captures, not embeds: several embeds may show one post. */
function count(embeds: readonly SubmissionEmbed[]): Record<CaptureStatus, number> {
  const statuses = new Map(embeds.map(({ captureId, captureStatus }) => [captureId, captureStatus]));
  const counts = emptyCounts();
  for (const status of statuses.values()) {
    if (status !== null) {
      counts[status] += 1;
    }
  }
  return counts;
}

export function emptyCounts(): Record<CaptureStatus, number> {
  return { waiting: 0, running: 0, complete: 0, partial: 0, absent: 0, blocked: 0, failed: 0 };
}

function statusOf(row: SubmissionRow, counts: Record<CaptureStatus, number>): SubmissionStatus {
  if (row.finishedAt !== null) {
    return 'done';
  }
  const begun = captureStatuses.some((status) => status !== 'waiting' && counts[status] > 0);
  return begun || row.articleStarted ? 'running' : 'waiting';
}
