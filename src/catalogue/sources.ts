import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type {
  ArrivalWork,
  Page,
  PageRequest,
  Source,
  SourceArticle,
  SourceSettings,
  Sources,
} from './catalogue.ts';
import { placeOf, toPage } from './cursors.ts';
import type { Database, Executor } from './database.ts';
import type { Schema } from './schema.ts';
import { closeArrival, compare, polled, report, settle, withdraw } from './source-arrivals.ts';
import {
  type ArrivalRow,
  type ArticleRow,
  selectSources,
  toSource,
  toSourceArticle,
  toSourceToPoll,
} from './source-rows.ts';
import { jsonb, storable, textArray } from './sql.ts';

export function createSources(database: Database, clock: Clock): Sources {
  const later = (byMs: number) => new Date(clock.now().getTime() + byMs);
  const changes = (statement: RawBuilder<unknown>) =>
    database.read(async (db) => ((await statement.execute(db)).numAffectedRows ?? 0n) > 0n);
  return {
    create: (settings) => database.write((tx) => create(tx, clock.now(), settings)),
    get: (id) =>
      database.read(async (db) => {
        const [row] = await selectSources(db, { which: sql`id = ${storable(id)}` });
        return row === undefined ? null : toSource(row);
      }),
    list: (page) =>
      database.read(async (db) => {
        const place = placeOf(page.cursor);
        const which = place === null ? sql`true` : sql`(created_at, id) < (${place.at}, ${place.id})`;
        const rows = await selectSources(db, { which, limit: page.limit + 1 });
        return toPage(rows, page, ({ createdAt, id }) => ({ at: createdAt, id }), toSource);
      }),
    ofKind: (kind) =>
      database.read(async (db) => (await selectSources(db, { which: sql`kind = ${kind}` })).map(toSource)),
    delete: (id) => changes(sql`DELETE FROM sources WHERE id = ${storable(id)}`),
    articles: (id, page) => database.read((db) => articles(db, id, page)),
    report: (sourceId, event, arrival) =>
      database.write((tx) => report(tx, clock.now(), { sourceId, event, arrival })),
    due: (limit) =>
      database.read(async (db) => {
        const which = sql`due_at <= ${clock.now()}`;
        return (await selectSources(db, { which, order: sql`due_at, id`, limit })).map(toSourceToPoll);
      }),
    pollNow: (id) =>
      changes(sql`UPDATE sources SET due_at = ${clock.now()} WHERE id = ${storable(id)} AND url IS NOT NULL`),
    polled: (id, told, options) => database.write((tx) => polled(tx, clock.now(), { id, told, ...options })),
    async pollFailed(id, reason, againMs) {
      await changes(sql`
        UPDATE sources SET polled_at = ${clock.now()}, error = ${storable(reason)}, attempts = attempts + 1,
                           due_at = ${later(againMs)}
         WHERE id = ${id}`);
    },
    dueArrivals: (limit) => database.read((db) => dueArrivals(db, clock.now(), limit)),
    compare: (sourceId, key, postIds) => database.read((db) => compare(db, { sourceId, key, postIds })),
    async submitted(arrivalId, submissionId, againMs) {
      await changes(sql`UPDATE arrivals SET submission_id = ${submissionId}, due_at = ${later(againMs)}
                         WHERE id = ${arrivalId} AND open`);
    },
    async postponeArrival(arrivalId, byMs, costsAttempt) {
      await changes(sql`
        UPDATE arrivals SET due_at = ${later(byMs)}, attempts = attempts + ${costsAttempt ? 1 : 0}::integer
         WHERE id = ${arrivalId} AND open`);
    },
    settle: (arrivalId, end) => database.write((tx) => settle(tx, clock.now(), { arrivalId, ...end })),
    async withdrawn(arrivalId) {
      await database.write((tx) => withdraw(tx, clock.now(), arrivalId));
    },
    async arrivalFailed(arrivalId, reason) {
      await database.read((db) => closeArrival(db, arrivalId, reason));
    },
  };
}

/** What is asked again and again is asked at once. */
async function create(tx: Transaction<Schema>, now: Date, settings: SourceSettings): Promise<Source> {
  const { id, kind, name, by, url, sealedSecret, mapping, tags, collection } = settings;
  const { existing, everySeconds } = settings;
  await sql`
    INSERT INTO sources (id, kind, name, created_at, by, url, secret, mapping, tags, collection, existing, every_seconds,
                         due_at)
    VALUES (${id}, ${kind}, ${name}, ${now}, ${by}, ${url}, ${sealedSecret}, ${jsonb(mapping)}, ${textArray(tags)},
            ${collection}, ${existing}, ${everySeconds}, ${url === null ? null : now})`.execute(tx);
  const [row] = await selectSources(tx, { which: sql`id = ${id}` });
  if (row === undefined) {
    throw new Error(`the source ${id} is gone within its own transaction`);
  }
  return toSource(row);
}

async function articles(db: Executor, id: string, page: PageRequest): Promise<Page<SourceArticle>> {
  const place = placeOf(page.cursor);
  const { rows } = await sql<ArticleRow>`
    SELECT * FROM source_articles
     WHERE source_id = ${storable(id)}
       AND ${place === null ? sql`true` : sql`(changed_at, key) < (${place.at}, ${place.id})`}
     ORDER BY changed_at DESC, key DESC LIMIT ${page.limit + 1}`.execute(db);
  return toPage(rows, page, ({ changedAt, key }) => ({ at: changedAt, id: key }), toSourceArticle);
}

async function dueArrivals(db: Executor, now: Date, limit: number): Promise<ArrivalWork[]> {
  const { rows } = await sql<ArrivalRow>`
    SELECT id, source_id, key, version, origin, event, url, title, html, submission_id, attempts FROM arrivals
     WHERE open AND due_at <= ${now} ORDER BY due_at, id LIMIT ${limit}`.execute(db);
  const ids = [...new Set(rows.map(({ sourceId }) => sourceId))];
  const found = await selectSources(db, { which: sql`id = ANY(${textArray(ids)})` });
  const sources = new Map(found.map((row) => [row.id, toSource(row)]));
  return rows.flatMap(({ sourceId, ...arrival }) => {
    const source = sources.get(sourceId);
    return source === undefined ? [] : [{ ...arrival, source }];
  });
}
