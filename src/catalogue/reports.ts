import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { Embed } from '#domain/embed.ts';
import type { PostState } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type {
  ReportArticleWork,
  ReportPostWork,
  ReportRequest,
  ReportState,
  Reports,
  ReportWork,
} from './catalogue.ts';
import { placeOf, toPage } from './cursors.ts';
import type { Database, Executor } from './database.ts';
import { loadReportArticles, selectReports, toReport } from './report-rows.ts';
import type { Schema } from './schema.ts';
import { isoOrNull, jsonb, jsonText, storable } from './sql.ts';

export function createReports(database: Database, clock: Clock): Reports {
  const later = (byMs: number) => new Date(clock.now().getTime() + byMs);
  const run = async (statement: RawBuilder<unknown>) => database.read(async (db) => statement.execute(db));
  return {
    create: (request) => database.write((tx) => create(tx, clock.now(), request)),
    get: (id) => database.read((db) => getReport(db, id)),
    list: (page) =>
      database.read(async (db) => {
        const place = placeOf(page.cursor);
        const which = place === null ? sql`true` : sql`(created_at, id) < (${place.at}, ${place.id})`;
        const rows = await selectReports(db, { which, limit: page.limit + 1 });
        return toPage(rows, page, ({ createdAt, id }) => ({ at: createdAt, id }), toReport);
      }),
    articles: (id) => database.read((db) => loadReportArticles(db, id)),
    async delete(id) {
      const { numAffectedRows } = await run(sql`DELETE FROM reports WHERE id = ${id}`);
      return (numAffectedRows ?? 0n) > 0n;
    },
    due: (limit) => database.read((db) => due(db, clock.now(), limit)),
    listed: (id, urls, leftOut) =>
      database.write(async (tx) => {
        await sql`UPDATE reports SET listed_at = ${clock.now()}, left_out = ${leftOut} WHERE id = ${id}`.execute(
          tx,
        );
        await insertArticles(tx, clock.now(), id, urls);
      }),
    async failed(id, reason) {
      await run(sql`UPDATE reports SET error = ${storable(reason)}, finished_at = ${clock.now()}
                     WHERE id = ${id} AND finished_at IS NULL`);
    },
    async postponeListing(id, byMs) {
      await run(sql`UPDATE reports SET due_at = ${later(byMs)}, attempts = attempts + 1 WHERE id = ${id}`);
    },
    dueArticles: (id, limit) => database.read((db) => dueArticles(db, clock.now(), id, limit)),
    articleDone: (id, position, embeds, submissionId) =>
      database.write((tx) => articleDone(tx, clock.now(), { id, position, embeds, submissionId })),
    async articleFailed(id, position, reason) {
      await run(sql`UPDATE report_articles SET open = false, error = ${storable(reason)}
                     WHERE report_id = ${id} AND position = ${position} AND open`);
    },
    async postponeArticle(id, position, byMs) {
      await run(sql`UPDATE report_articles SET due_at = ${later(byMs)}, attempts = attempts + 1
                     WHERE report_id = ${id} AND position = ${position}`);
    },
    duePosts: (id, limit) => database.read((db) => duePosts(db, clock.now(), id, limit)),
    async postSeen(id, postId, { finalId, state, detail, at }) {
      const words = detail === null ? null : storable(detail);
      await run(sql`UPDATE report_posts SET open = false, final_id = ${storable(finalId)}, state = ${state},
                           detail = ${words}, at = ${new Date(at)}
                     WHERE report_id = ${id} AND post_id = ${postId} AND open`);
    },
    async postponePost(id, postId, byMs) {
      await run(sql`UPDATE report_posts SET due_at = ${later(byMs)}, attempts = attempts + 1
                     WHERE report_id = ${id} AND post_id = ${postId}`);
    },
    async finish(id) {
      const { numAffectedRows } = await run(sql`
        UPDATE reports SET finished_at = ${clock.now()}
         WHERE id = ${id} AND finished_at IS NULL AND listed_at IS NOT NULL
           AND NOT EXISTS (SELECT FROM report_articles WHERE report_id = ${id} AND open)
           AND NOT EXISTS (SELECT FROM report_posts WHERE report_id = ${id} AND open)`);
      return (numAffectedRows ?? 0n) > 0n;
    },
  };
}

async function create(tx: Transaction<Schema>, now: Date, request: ReportRequest): Promise<ReportState> {
  const { id, by, source, urls, archive, restricted, mostArticles } = request;
  const listedAt = source.kind === 'urls' ? now : null;
  await sql`
    INSERT INTO reports (id, created_at, by, source, archive, restricted, most_articles, listed_at, due_at)
    VALUES (${id}, ${now}, ${by}, ${jsonb(source)}, ${archive}, ${restricted}, ${mostArticles}, ${listedAt}, ${now})`.execute(
    tx,
  );
  await insertArticles(tx, now, id, urls);
  const report = await getReport(tx, id);
  if (report === null) {
    throw new Error(`the report ${id} is gone within its own transaction`);
  }
  return report;
}

async function getReport(db: Executor, id: string): Promise<ReportState | null> {
  const [row] = await selectReports(db, { which: sql`id = ${storable(id)}`, limit: 1 });
  return row === undefined ? null : toReport(row);
}

async function insertArticles(tx: Transaction<Schema>, now: Date, id: string, urls: string[]): Promise<void> {
  const rows = urls.map((url, position) => ({ position, url }));
  await sql`
    INSERT INTO report_articles (report_id, position, url, due_at)
    SELECT ${id}, position, url, ${now}
      FROM jsonb_to_recordset(${jsonText(rows)}::jsonb) AS article (position integer, url text)
    ON CONFLICT DO NOTHING`.execute(tx);
}

async function due(db: Executor, now: Date, limit: number): Promise<ReportWork[]> {
  const { rows } = await sql<ReportWork>`
    SELECT id, by, source, archive, restricted, most_articles, listed_at IS NOT NULL AS is_listed, attempts
      FROM reports WHERE finished_at IS NULL AND due_at <= ${now} ORDER BY created_at, id LIMIT ${limit}`.execute(
    db,
  );
  return rows;
}

async function dueArticles(db: Executor, now: Date, id: string, limit: number): Promise<ReportArticleWork[]> {
  const { rows } = await sql<ReportArticleWork>`
    SELECT position, url, attempts FROM report_articles
     WHERE report_id = ${id} AND open AND due_at <= ${now} ORDER BY due_at, position LIMIT ${limit}`.execute(
    db,
  );
  return rows;
}

interface FoundInArticle {
  id: string;
  position: number;
  embeds: Embed[];
  submissionId: string | null;
}

async function articleDone(
  tx: Transaction<Schema>,
  now: Date,
  { id, position, embeds, submissionId }: FoundInArticle,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE report_articles SET open = false, submission_id = ${submissionId}
     WHERE report_id = ${id} AND position = ${position} AND open`.execute(tx);
  if ((numAffectedRows ?? 0n) === 0n) {
    return false;
  }
  const found = jsonText(embeds);
  await sql`
    INSERT INTO report_embeds (report_id, article, position, form, platform, found_url, post_id, canonical_url, quotation)
    SELECT ${id}, ${position}::integer, position, form, platform, "foundUrl", "postId", "canonicalUrl",
           nullif(quotation, 'null')
      FROM jsonb_to_recordset(${found}::jsonb) AS embed (
        position integer, form text, platform text, "foundUrl" text, "postId" text, "canonicalUrl" text,
        quotation jsonb)`.execute(tx);
  await sql`
    INSERT INTO report_posts (report_id, post_id, canonical_url, found_url, due_at)
    SELECT DISTINCT ON ("postId") ${id}, "postId", "canonicalUrl", "foundUrl", ${now}::timestamptz
      FROM jsonb_to_recordset(${found}::jsonb) AS embed ("foundUrl" text, "postId" text, "canonicalUrl" text)
     ORDER BY "postId"
    ON CONFLICT DO NOTHING`.execute(tx);
  return true;
}

async function duePosts(db: Executor, now: Date, id: string, limit: number): Promise<ReportPostWork[]> {
  const { rows } = await sql<
    Omit<ReportPostWork, 'known'> & {
      state: PostState | null;
      lookedAt: Date | null;
      record: PostRecord | null;
    }
  >`
    SELECT seen.post_id, seen.canonical_url, seen.found_url, seen.attempts, posts.state, posts.record,
           (SELECT max(at) FROM looks WHERE post_id = posts.id AND looks.state = posts.state) AS looked_at
      FROM report_posts AS seen
      LEFT JOIN posts AS named ON named.id = seen.post_id
      LEFT JOIN posts ON posts.id = coalesce(named.merged_into, named.id)
     WHERE seen.report_id = ${id} AND seen.open AND seen.due_at <= ${now}
     ORDER BY seen.due_at, seen.post_id LIMIT ${limit}`.execute(db);
  return rows.map(({ state, lookedAt, record, ...post }) => ({
    ...post,
    known: state === null ? null : { state, lookedAt: isoOrNull(lookedAt), record },
  }));
}
