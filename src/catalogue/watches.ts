import { sql } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import { type Absence, isGone, type PostState } from '#domain/post.ts';
import type {
  Page,
  PageRequest,
  PlannedWatch,
  UnplannedWatch,
  WatchBudget,
  WatchedPost,
  Watches,
} from './catalogue.ts';
import { placeOf, toPage } from './cursors.ts';
import type { Database, Executor } from './database.ts';
import { jsonText, rankOf } from './sql.ts';

/** Of an account's posts, so many are counted: whether there are any is what matters. */
const mostSiblings = 1000;

export function createWatches(database: Database, clock: Clock): Watches {
  return {
    spread: (limit) => database.write((tx) => spread(tx, limit)),
    unplanned: (limit) => database.read((db) => unplanned(db, limit)),
    async plan(plans) {
      await database.read((db) => plan(db, plans));
    },
    request: (budget) => database.write((tx) => requestDue(tx, clock.now(), budget)),
    list: (query, page) => database.read((db) => list(db, clock.now(), query, page)),
  };
}

async function spread(db: Executor, limit: number): Promise<number> {
  const { rows } = await sql`
    UPDATE accounts SET spread = false
     WHERE id IN (SELECT id FROM accounts WHERE spread ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id`.execute(db);
  const ids = rows.map((row) => (row as { id: string }).id);
  if (ids.length > 0) {
    // In one order, as every transaction locks posts.
    await sql`
      UPDATE posts SET watch_next_at = NULL WHERE id IN (
        SELECT id FROM posts WHERE account = ANY(${ids}::text[]) AND watch AND merged_into IS NULL ORDER BY id FOR UPDATE)`.execute(
      db,
    );
  }
  return ids.length;
}

interface FactsRow {
  id: string;
  version: string;
  beganAt: Date;
  articleAt: Date | null;
  state: PostState;
  labels: string[] | null;
  authorId: string | null;
  lookedAt: Date | null;
  told: 'live' | Absence | null;
  believed: PostState | null;
  tellingAt: Date | null;
  changedAt: Date | null;
  siblings: number | null;
  goneSiblings: number | null;
  chosenSeconds: number | null;
}

const goneStates = sql`('deleted', 'account-gone', 'suspended', 'protected', 'removed', 'not-found')`;

async function unplanned(db: Executor, limit: number): Promise<UnplannedWatch[]> {
  const { rows } = await sql<FactsRow>`
    WITH unplanned AS MATERIALIZED (
      SELECT *, xmin::text AS version FROM posts
       WHERE watch AND merged_into IS NULL AND watch_next_at IS NULL AND platform <> 'quotation'
       ORDER BY id LIMIT ${limit}
    ), siblings AS MATERIALIZED (
      SELECT account, count(*)::integer AS posts, (count(*) FILTER (WHERE state IN ${goneStates}))::integer AS gone
        FROM (SELECT DISTINCT account FROM unplanned WHERE account IS NOT NULL) AS wanted
             CROSS JOIN LATERAL (SELECT state FROM posts WHERE posts.account = wanted.account AND merged_into IS NULL
                                  LIMIT ${mostSiblings}) AS posts
       GROUP BY account
    )
    SELECT unplanned.id, version, unplanned.state, greatest(unplanned.created_at, state_since, edited_at) AS began_at,
           (SELECT max(submissions.created_at) FROM embeds JOIN submissions ON submissions.id = submission_id
             WHERE embeds.post_id = unplanned.id AND embeds.form <> 'submitted'
               AND submissions.origin <> 'recheck') AS article_at,
           ARRAY(SELECT jsonb_array_elements_text(coalesce(record -> 'labels', '[]'))) AS labels,
           record #>> '{author,id}' AS author_id,
           last_look.at AS looked_at, last_look.told, last_look.state AS believed, telling.at AS telling_at,
           accounts.changed_at, siblings.posts AS siblings, siblings.gone AS gone_siblings,
           coalesce(watch_chosen_seconds, collections.watch_every_seconds) AS chosen_seconds
      FROM unplanned
           LEFT JOIN LATERAL (SELECT at, told, looks.state FROM looks WHERE post_id = unplanned.id
                               ORDER BY at DESC, looks.id DESC LIMIT 1) AS last_look ON true
           LEFT JOIN LATERAL (SELECT at FROM looks WHERE post_id = unplanned.id AND told IS NOT NULL
                               ORDER BY at DESC, looks.id DESC LIMIT 1) AS telling ON true
           LEFT JOIN accounts ON accounts.id = unplanned.account
           LEFT JOIN siblings ON siblings.account = unplanned.account
           LEFT JOIN collections ON collections.name = unplanned.collection`.execute(db);
  return rows.map(toUnplanned);
}

function toUnplanned(row: FactsRow): UnplannedWatch {
  const gone = isGone(row.state);
  return {
    postId: row.id,
    version: row.version,
    beganAt: row.beganAt.getTime(),
    articleAt: row.articleAt?.getTime() ?? null,
    lastLook:
      row.lookedAt === null
        ? null
        : { at: row.lookedAt.getTime(), told: row.told, isBelieved: row.believed !== 'unknown' },
    lastTellingAt: row.tellingAt?.getTime() ?? null,
    isGone: gone,
    labels: row.labels ?? [],
    authorId: row.authorId,
    account:
      row.siblings === null
        ? null
        : {
            changedAt: row.changedAt?.getTime() ?? null,
            posts: row.siblings - 1,
            gone: (row.goneSiblings ?? 0) - (gone ? 1 : 0),
          },
    chosenEveryMs: row.chosenSeconds === null ? null : row.chosenSeconds * 1000,
  };
}

/** Whoever holds a post is changing it: it is planned for another time, and nobody waits. */
async function plan(db: Executor, plans: readonly PlannedWatch[]): Promise<void> {
  const rows = plans.map(({ postId, version, nextAt, everyMs }) => ({
    ...{ id: postId, version, next_at: new Date(nextAt) },
    every_seconds: Math.max(1, Math.round(everyMs / 1000)),
  }));
  await sql`
    UPDATE posts SET watch_next_at = given.next_at, watch_every_seconds = given.every_seconds
      FROM (SELECT posts.id, planned.next_at, planned.every_seconds
              FROM jsonb_to_recordset(${jsonText(rows)}::jsonb)
                   AS planned (id text, version text, next_at timestamptz, every_seconds integer)
                   JOIN posts ON posts.id = planned.id AND posts.xmin::text = planned.version
               FOR NO KEY UPDATE OF posts SKIP LOCKED) AS given
     WHERE posts.id = given.id`.execute(db);
}

/**
 * A minute's budget of a site is a row that all workers share. Sites at rest, or misread, are left out; one whose rest is
 * over is given one post to be probed with. What somebody is changing is left for another time: nobody waits.
 */
async function requestDue(
  db: Executor,
  now: Date,
  { waiting, perSiteAMinute }: WatchBudget,
): Promise<number> {
  const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  const { rows } = await sql<{ site: string; requested: number }>`
    WITH RECURSIVE sites (site) AS (
      (SELECT site FROM posts WHERE watch AND merged_into IS NULL AND watch_next_at IS NOT NULL ORDER BY site LIMIT 1)
      UNION ALL
      SELECT (SELECT site FROM posts
               WHERE watch AND merged_into IS NULL AND watch_next_at IS NOT NULL AND posts.site > sites.site
               ORDER BY site LIMIT 1)
        FROM sites WHERE site IS NOT NULL
    ), open AS (
      SELECT sites.site,
             least(CASE WHEN open_until IS NULL THEN ${perSiteAMinute}::integer ELSE 1 END,
                   ${perSiteAMinute}::integer - CASE WHEN minute = ${minute} THEN spent ELSE 0 END) AS room
        FROM sites LEFT JOIN breakers ON breakers.site = sites.site
       WHERE sites.site IS NOT NULL AND (open_until IS NULL OR open_until <= ${now}) AND NOT EXISTS (
               SELECT FROM breakers AS misread
                WHERE misread_since IS NOT NULL AND misread.site IN (sites.site, split_part(sites.site, ':', 1)))
    ), due AS (
      SELECT due.id, due.site FROM open CROSS JOIN LATERAL (
        SELECT id, site, watch_next_at FROM posts
         WHERE posts.site = open.site AND watch AND merged_into IS NULL AND watch_next_at <= ${now}
           AND NOT EXISTS (SELECT FROM rechecks WHERE rechecks.id = posts.id AND rechecks.open)
         ORDER BY watch_next_at LIMIT greatest(0, room) FOR KEY SHARE SKIP LOCKED) AS due
       ORDER BY due.watch_next_at
       LIMIT greatest(0, ${waiting} - (SELECT count(*) FROM rechecks WHERE open))
    ), requested AS (
      INSERT INTO rechecks (id, priority, created_at) SELECT id, ${rankOf('bulk')}::smallint, ${now} FROM due
      ON CONFLICT (id) DO UPDATE
        SET open = true, priority = excluded.priority, created_at = excluded.created_at,
            due_at = clock_timestamp(), enqueued_at = NULL, attempts = 0, lost_claims = 0, first_tried_at = NULL,
            last_error = NULL
        WHERE NOT rechecks.open
      RETURNING id
    )
    SELECT site, count(*)::integer AS requested FROM due JOIN requested USING (id) GROUP BY site`.execute(db);
  await spend(db, minute, rows);
  return rows.reduce((sum, { requested }) => sum + requested, 0);
}

async function spend(
  db: Executor,
  minute: Date,
  requests: readonly { site: string; requested: number }[],
): Promise<void> {
  if (requests.length > 0) {
    await sql`
      INSERT INTO breakers (site, minute, spent)
      SELECT site, ${minute}, requested
        FROM jsonb_to_recordset(${jsonText(requests)}::jsonb) AS given (site text, requested integer) ORDER BY site
      ON CONFLICT (site) DO UPDATE
        SET spent = excluded.spent + CASE WHEN breakers.minute = excluded.minute THEN breakers.spent ELSE 0 END,
            minute = excluded.minute`.execute(db);
  }
}

interface WatchRow {
  id: string;
  platform: string;
  canonicalUrl: string;
  state: PostState;
  lookedAt: Date | null;
  watchNextAt: Date;
  watchEverySeconds: number;
  waiting: boolean;
}

async function list(
  db: Executor,
  now: Date,
  { due }: { due: boolean },
  page: PageRequest,
): Promise<Page<WatchedPost>> {
  const place = placeOf(page.cursor);
  const { rows } = await sql<WatchRow>`
    SELECT id, platform, canonical_url, state, watch_next_at, watch_every_seconds,
           (SELECT max(at) FROM looks WHERE post_id = posts.id) AS looked_at,
           EXISTS (SELECT FROM rechecks WHERE rechecks.id = posts.id AND rechecks.open) AS waiting
      FROM posts
     WHERE watch AND merged_into IS NULL AND watch_next_at IS NOT NULL
       AND ${due ? sql`watch_next_at <= ${now}` : sql`true`}
       AND ${place === null ? sql`true` : sql`(watch_next_at, id) > (${place.at}, ${place.id})`}
     ORDER BY watch_next_at, id LIMIT ${page.limit + 1}`.execute(db);
  return toPage(rows, page, ({ watchNextAt, id }) => ({ at: watchNextAt, id }), toWatched);
}

function toWatched({ id, lookedAt, watchNextAt, watchEverySeconds, ...row }: WatchRow): WatchedPost {
  return {
    ...row,
    postId: id,
    lookedAt: lookedAt?.toISOString() ?? null,
    nextAt: watchNextAt.toISOString(),
    everySeconds: watchEverySeconds,
  };
}
