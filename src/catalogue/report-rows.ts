import { type RawBuilder, sql } from 'kysely';
import { isGone, postStates } from '#domain/post.ts';
import type { ReportArticle, ReportEmbed, ReportSource, ReportState, Verdict } from './catalogue.ts';
import type { Executor } from './database.ts';
import { isoOrNull, textArray } from './sql.ts';

const goneStates = postStates.filter(isGone);

/** A post as the report found it, the post that it is by now, and the best that is held of it. */
const embedsWithPosts = sql`
  report_embeds AS embed
  JOIN report_posts AS seen ON seen.report_id = embed.report_id AND seen.post_id = embed.post_id
  LEFT JOIN posts AS named ON named.id = coalesce(seen.final_id, seen.post_id)
  LEFT JOIN posts ON posts.id = coalesce(named.merged_into, named.id)
  LEFT JOIN captures AS best ON best.id = posts.current_capture_id`;

const held = sql`
  CASE WHEN best.outcome IN ('complete', 'partial') AND best.source <> 'quotation' THEN 'capture'
       WHEN best.source = 'quotation' THEN 'quotation' ELSE 'nothing' END`;

const verdict = sql`
  CASE WHEN seen.state IS NULL THEN 'waiting'
       WHEN seen.state = 'live' THEN 'living'
       WHEN seen.state = ANY(${textArray(goneStates)}) THEN
         CASE WHEN ${held} = 'capture' THEN 'archived' ELSE 'lost' END
       ELSE 'unknown' END`;

interface ReportRow {
  id: string;
  by: string | null;
  source: ReportSource;
  archive: boolean;
  mostArticles: number;
  createdAt: Date;
  finishedAt: Date | null;
  listedAt: Date | null;
  error: string | null;
  leftOut: number;
  articles: ReportState['articles'];
  originals: ReportState['originals'];
  embeds: Partial<Record<Verdict, number>> | null;
  unheld: number;
}

/** The newest first. */
export async function selectReports(
  db: Executor,
  { which, limit }: { which: RawBuilder<unknown>; limit: number },
): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`
    SELECT reports.*,
           (SELECT jsonb_build_object('total', count(*), 'done', count(*) FILTER (WHERE NOT open),
                                      'failed', count(*) FILTER (WHERE error IS NOT NULL))
              FROM report_articles WHERE report_id = reports.id) AS articles,
           (SELECT jsonb_build_object('total', count(*), 'done', count(*) FILTER (WHERE NOT open))
              FROM report_posts WHERE report_id = reports.id) AS originals,
           (SELECT jsonb_object_agg(verdict, count) FROM (
              SELECT ${verdict} AS verdict, count(*) AS count FROM ${embedsWithPosts}
               WHERE embed.report_id = reports.id GROUP BY 1) AS counted) AS embeds,
           (SELECT count(*)::integer FROM ${embedsWithPosts}
             WHERE embed.report_id = reports.id AND seen.state = 'live' AND ${held} <> 'capture') AS unheld
      FROM reports WHERE ${which}
     ORDER BY reports.created_at DESC, reports.id DESC LIMIT ${limit}`.execute(db);
  return rows;
}

export function toReport(row: ReportRow): ReportState {
  const { articles, originals, unheld } = row;
  const counts = { lost: 0, archived: 0, unknown: 0, living: 0, waiting: 0, ...row.embeds };
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const begun = row.listedAt !== null && articles.done > 0;
  return {
    id: row.id,
    status: row.finishedAt !== null ? 'done' : begun ? 'running' : 'waiting',
    by: row.by,
    source: row.source,
    archive: row.archive,
    mostArticles: row.mostArticles,
    createdAt: row.createdAt.toISOString(),
    finishedAt: isoOrNull(row.finishedAt),
    error: row.error,
    leftOut: row.leftOut,
    articles,
    originals,
    embeds: { total, ...counts, unheld },
  };
}

interface EmbedRow extends Omit<ReportEmbed, 'lookedAt'> {
  article: number;
  lookedAt: Date | null;
}

export async function loadReportArticles(db: Executor, id: string): Promise<ReportArticle[]> {
  const embeds = Map.groupBy(await loadEmbeds(db, id), ({ article }) => article);
  const { rows } = await sql<Omit<ReportArticle, 'embeds' | 'status'> & { open: boolean }>`
    SELECT position, url, open, error, submission_id FROM report_articles
     WHERE report_id = ${id} ORDER BY position`.execute(db);
  return rows.map(({ open, ...article }) => ({
    ...article,
    status: open ? 'waiting' : article.error === null ? 'done' : 'failed',
    embeds: (embeds.get(article.position) ?? []).map(({ article: _, ...embed }) => ({
      ...embed,
      lookedAt: isoOrNull(embed.lookedAt),
    })),
  }));
}

async function loadEmbeds(db: Executor, id: string): Promise<EmbedRow[]> {
  const { rows } = await sql<EmbedRow>`
    SELECT embed.article, embed.position, embed.form, embed.platform, embed.found_url, embed.quotation,
           coalesce(posts.id, seen.final_id, embed.post_id) AS post_id,
           coalesce(posts.canonical_url, embed.canonical_url) AS canonical_url,
           ${verdict} AS verdict, ${held} AS held, seen.state::text AS state, seen.detail, seen.at AS looked_at
      FROM ${embedsWithPosts}
     WHERE embed.report_id = ${id}
     ORDER BY embed.article, embed.position`.execute(db);
  return rows;
}
