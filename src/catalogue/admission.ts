import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { SiteLimits } from '#domain/site-limits.ts';
import type { Admitted } from './catalogue.ts';
import type { Executor } from './database.ts';
import type { Schema } from './schema.ts';
import { type Choice, type Counted, type Line, shareOut } from './share-out.ts';
import { jsonText, priorityOf, textArray } from './sql.ts';
import { isDue, isFree } from './work.ts';

/** Work that is shared out between sites, priorities and askers. */
export type SharedTable = 'articles' | 'captures' | 'rechecks';

export const unlimited: SiteLimits = () => null;

export interface AdmissionRules {
  limit: number;
  /** So many more, of urgent work that may overtake. */
  urgent: number;
  siteLimits: SiteLimits;
  /** Work for sites that want rest is admitted where it was asked for before then; null: work asks no site. */
  heldSince: Date | null;
}

/** Lines that are looked at, of what may be any number of sites and askers; those that end make place. */
const mostLines = 2000;
/** What was begun before is forgotten: who had much of it an hour ago is owed as much as others. */
const rememberedClaims = 64;

/** Of a line that nobody waits in. */
const latestMs = Date.parse('9999-01-01T00:00:00Z');

const waits = sql`open AND enqueued_at IS NULL AND NOT put_off`;

/** Whether there is anything to admit, at the cost of two look-ups. */
export function mayWait(table: SharedTable): RawBuilder<boolean> {
  return sql`(EXISTS (SELECT FROM ${sql.table(table)} WHERE ${waits})
              OR EXISTS (SELECT FROM ${sql.table(table)} WHERE open AND put_off AND ${isDue}))`;
}

/**
 * Marks due work as enqueued and returns it in the order in which it is to be done; see `shareOut`. Nothing here reads through
 * what waits: of a million captures the first of each line is found by index.
 */
export async function admit(
  tx: Transaction<Schema>,
  table: SharedTable,
  { limit, urgent, siteLimits, heldSince }: AdmissionRules,
): Promise<Admitted[]> {
  if (!(await takeTurn(tx, table))) {
    return [];
  }
  await sql`UPDATE ${sql.table(table)} SET put_off = false WHERE open AND put_off AND ${isDue}`.execute(tx);
  const resting = heldSince === null ? [] : await findResting(tx, table);
  const probes = await takeProbes(tx, table, resting);
  const under = await countTaken(tx, table);
  let lines = await findLines(tx, table);
  const waitedSinceMs = [
    ...lines.map(({ oldestMs }) => oldestMs),
    ...under.flatMap(({ oldest }) => oldest?.getTime() ?? []),
  ];
  const begun = await countBegun(tx, table, Math.min(...waitedSinceMs, latestMs));
  const lastMinute = siteTotals(await countLastMinute(tx, table));
  const admitted = probes;
  const queued = under.map(({ site, priority, askedBy, queued: count }) => ({
    site,
    priority,
    askedBy,
    count,
  }));
  const taken = siteTotals(under.map(({ site, taken: count }) => ({ site, count })));
  const queuedAt = siteTotals(queued);
  const rested = new Map(resting.map(({ site }) => [site, heldSince ?? new Date(0)]));

  const roomOf = (site: string) => {
    const most = siteLimits(site);
    const more = admitted.filter((work) => work.site === site).length;
    return most === null
      ? Number.POSITIVE_INFINITY
      : Math.min(
          most.atATime - (taken.get(site) ?? 0),
          most.aMinute - (lastMinute.get(site) ?? 0) - (queuedAt.get(site) ?? 0),
        ) - more;
  };
  // A line may hold less than was given to it: what is left over is shared out among the others.
  while (lines.length > 0) {
    const room = Math.max(0, limit - admitted.length);
    const urgentRoom = limit + urgent - admitted.length - room;
    const choices = shareOut({
      ...{ lines, begun, room, urgentRoom, roomOf },
      queued: [
        ...queued.filter(({ count }) => count > 0),
        ...admitted.map((work) => ({ ...work, count: 1 })),
      ],
    });
    const got = await take(tx, table, choices, rested);
    admitted.push(...got.work);
    if (got.exhausted.size === 0) {
      break;
    }
    lines = lines.filter((line) => !got.exhausted.has(line));
  }
  return admitted.map(({ id, priority, overtakes }) => ({ id, priority: priorityOf(priority), overtakes }));
}

/** While the catalogue is read back from storage it is nobody's: most of what seems to wait then ended long ago. */
async function takeTurn(tx: Transaction<Schema>, table: SharedTable): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM admissions
     WHERE queue = ${table} AND NOT EXISTS (SELECT FROM storage_read WHERE at IS NULL) FOR UPDATE`.execute(
    tx,
  );
  return rows.length > 0;
}

interface Work extends Omit<Line, 'oldestMs'> {
  id: string;
  overtakes: boolean;
}

interface Resting {
  site: string;
  /** What is let through to see whether the site answers again. */
  probe: string | null;
}

/** A wall may be of the post, and a capture still has the browser: it is held only where everything is. */
async function findResting(db: Executor, table: SharedTable): Promise<Resting[]> {
  const { rows } = await sql<Resting>`
    SELECT site, probe FROM breakers
     WHERE open_until IS NOT NULL AND ${table === 'captures' ? sql`holds = 'everything'` : sql`true`}`.execute(
    db,
  );
  return rows;
}

async function takeProbes(db: Executor, table: SharedTable, resting: readonly Resting[]): Promise<Work[]> {
  const ids = resting.flatMap(({ probe }) => (probe === null ? [] : [probe]));
  if (ids.length === 0) {
    return [];
  }
  const { rows } = await sql<Omit<Work, 'overtakes'>>`
    UPDATE ${sql.table(table)} SET enqueued_at = clock_timestamp()
     WHERE id = ANY(${textArray(ids)}) AND ${waits} AND ${isDue} AND ${isFree}
    RETURNING id, site, priority, asked_by`.execute(db);
  return rows.map((row) => ({ ...row, overtakes: false }));
}

/** The first of each line, by as many look-ups in an index as there are lines. */
async function findLines(db: Executor, table: SharedTable): Promise<Line[]> {
  const columns = sql`site, priority, asked_by, created_at`;
  const first = (rest: RawBuilder<unknown>) =>
    sql`SELECT ${columns} FROM ${sql.table(table)} WHERE ${waits} ${rest} ORDER BY ${columns}, id LIMIT 1`;
  const { rows } = await sql<Omit<Line, 'oldestMs'> & { createdAt: Date }>`
    WITH RECURSIVE line AS (
      (${first(sql``)})
      UNION ALL
      SELECT next.* FROM line CROSS JOIN LATERAL (
        ${first(sql`AND (site, priority, asked_by) > (line.site, line.priority, line.asked_by)`)}) AS next
    )
    SELECT ${columns} FROM line LIMIT ${mostLines}`.execute(db);
  return rows.map(({ createdAt, ...line }) => ({ ...line, oldestMs: createdAt.getTime() }));
}

interface Taken extends Omit<Line, 'oldestMs'> {
  /** Given to the queue, those that run too. */
  taken: number;
  /** Of them, those that nobody has begun. */
  queued: number;
  /** Of those. */
  oldest: Date | null;
}

async function countTaken(db: Executor, table: SharedTable): Promise<Taken[]> {
  const { rows } = await sql<Taken>`
    SELECT site, priority, asked_by, count(*)::integer AS taken,
           (count(*) FILTER (WHERE ${isFree}))::integer AS queued, min(created_at) FILTER (WHERE ${isFree}) AS oldest
      FROM ${sql.table(table)} WHERE open AND enqueued_at IS NOT NULL GROUP BY site, priority, asked_by`.execute(
    db,
  );
  return rows;
}

/** What was begun last, since what waits longest came: who waited for nothing was owed nothing. */
async function countBegun(db: Executor, table: SharedTable, sinceMs: number): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    SELECT site, priority, asked_by, count(*)::integer AS count
      FROM (SELECT site, priority, asked_by FROM ${sql.table(table)}
             WHERE claimed_at IS NOT NULL AND claimed_at >= ${new Date(sinceMs)}
             ORDER BY claimed_at DESC LIMIT ${rememberedClaims}) AS begun
     GROUP BY site, priority, asked_by`.execute(db);
  return rows;
}

async function countLastMinute(db: Executor, table: SharedTable): Promise<{ site: string; count: number }[]> {
  const { rows } = await sql<{ site: string; count: number }>`
    SELECT site, count(*)::integer AS count FROM ${sql.table(table)}
     WHERE claimed_at > clock_timestamp() - interval '1 minute' GROUP BY site`.execute(db);
  return rows;
}

function siteTotals(counted: readonly { site: string; count: number }[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { site, count } of counted) {
    totals.set(site, (totals.get(site) ?? 0) + count);
  }
  return totals;
}

/** In the order of the choices. `exhausted` are lines that had less than was chosen of them. */
async function take(
  db: Executor,
  table: SharedTable,
  choices: readonly Choice[],
  rested: ReadonlyMap<string, Date>,
): Promise<{ work: Work[]; exhausted: Set<Line> }> {
  if (choices.length === 0) {
    return { work: [], exhausted: new Set() };
  }
  const lines = [...new Set(choices.map(({ line }) => line))];
  const wishes = lines.map((line, index) => ({
    ...{ index, site: line.site, priority: line.priority, asked_by: line.askedBy },
    wanted: choices.filter((choice) => choice.line === line).length,
    until: rested.get(line.site) ?? null,
  }));
  const { rows } = await sql<{ id: string; index: number; createdAt: Date }>`
    UPDATE ${sql.table(table)} AS work SET enqueued_at = clock_timestamp()
      FROM (
        SELECT due.id, wish.index
          FROM jsonb_to_recordset(${jsonText(wishes)}::jsonb)
               AS wish (index integer, site text, priority smallint, asked_by text, wanted integer, until timestamptz)
               CROSS JOIN LATERAL (
                 SELECT id FROM ${sql.table(table)}
                  WHERE ${waits} AND ${isDue} AND ${isFree}
                    AND site = wish.site AND priority = wish.priority AND asked_by = wish.asked_by
                    AND created_at <= coalesce(wish.until, 'infinity')
                  ORDER BY created_at, id LIMIT wish.wanted FOR UPDATE SKIP LOCKED) AS due
      ) AS due
     WHERE work.id = due.id
    RETURNING work.id, due.index, work.created_at`.execute(db);
  const found = new Map(
    lines.map((line, index) => [line, oldestFirst(rows.filter((row) => row.index === index))]),
  );
  const exhausted = new Set<Line>();
  const work = choices.flatMap(({ line, overtakes }) => {
    const id = found.get(line)?.shift()?.id;
    if (id === undefined) {
      exhausted.add(line);
      return [];
    }
    const { site, priority, askedBy } = line;
    return [{ id, site, priority, askedBy, overtakes }];
  });
  return { work, exhausted };
}

function oldestFirst<T extends { id: string; createdAt: Date }>(rows: T[]): T[] {
  return rows.toSorted((a, b) => +a.createdAt - +b.createdAt || (a.id < b.id ? -1 : 1));
}
