import { sql, type Transaction } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import { newId } from '#domain/ids.ts';
import type { CollectionState, Collections, CollectionValues, Page, PageRequest } from './catalogue.ts';
import { insertCollectionChange, refreshCollection } from './collection-changes.ts';
import { placeOf, toPage } from './cursors.ts';
import type { Database, Executor } from './database.ts';
import { type CollectionFact, factKeys } from './facts.ts';
import { lockKnownPosts } from './lock-posts.ts';
import { writeOutbox } from './outbox.ts';
import { refreshPosts } from './refresh-posts.ts';
import type { Schema } from './schema.ts';
import { storable, textArray } from './sql.ts';

export function createCollections(database: Database, clock: Clock): Collections {
  return {
    list: (page, publicOnly = false) => database.read((db) => list(db, page, publicOnly)),
    names: (limit) => database.read((db) => listNames(db, limit)),
    get: (name) => database.read((db) => getCollection(db, storable(name))),
    create: (name, values, by) =>
      database.write(async (tx) => {
        const isDescribed = await describes(tx, storable(name));
        return isDescribed ? null : record(tx, clock.now(), { name: storable(name), values, by });
      }),
    change: (name, values, by) =>
      database.write(async (tx) => {
        const found = await getCollection(tx, storable(name));
        return found && record(tx, clock.now(), { name: storable(name), values, by });
      }),
    delete: (name, by) => database.write((tx) => deleteCollection(tx, clock.now(), storable(name), by)),
  };
}

/** Whether what is first submitted into it is to be hidden. */
export async function hidesItsPosts(db: Executor, name: string | null): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM collections WHERE name = ${name} AND restricted`.execute(db);
  return rows.length > 0;
}

interface CollectionRow extends Omit<CollectionState, 'createdAt' | 'postCount' | 'publicPostCount'> {
  createdAt: Date;
  /** PostgreSQL's bigint comes as text from a server. */
  postCount: number | string;
  publicPostCount: number | string;
}

/** Those that are described and those that posts are in. Names are hopped over by index: posts are many, collections few. */
const allNames = sql`
  WITH RECURSIVE held (name) AS (
    (SELECT collection FROM posts WHERE collection IS NOT NULL AND merged_into IS NULL ORDER BY collection LIMIT 1)
    UNION ALL
    SELECT (SELECT collection FROM posts WHERE collection > held.name AND merged_into IS NULL
             ORDER BY collection LIMIT 1) FROM held WHERE name IS NOT NULL)
  SELECT name FROM held WHERE name IS NOT NULL UNION SELECT name FROM collections`;

const membersHere = sql`FROM posts WHERE collection = names.name AND merged_into IS NULL`;

/** Of those that `names` has, the ones that exist. */
function collectionsOf(names: ReturnType<typeof sql>) {
  return sql`
    SELECT names.name, title, description, coalesce(public, false) AS public,
           coalesce(collections.restricted, false) AS restricted, watch_every_seconds,
           coalesce(collections.created_at, first_at) AS created_at
      FROM (${names}) AS names
      LEFT JOIN collections USING (name)
      LEFT JOIN LATERAL (SELECT min(created_at) AS first_at ${membersHere}) AS held ON true
     WHERE collections.name IS NOT NULL OR first_at IS NOT NULL`;
}

/** The same with the numbers of their posts. */
function counted(collections: ReturnType<typeof sql>) {
  return sql<CollectionRow>`
    SELECT names.*, post_count, public_post_count FROM (${collections}) AS names,
      LATERAL (SELECT count(*) AS post_count, count(*) FILTER (WHERE NOT posts.restricted) AS public_post_count
                 ${membersHere}) AS members
     ORDER BY created_at DESC, name DESC`;
}

async function list(db: Executor, page: PageRequest, publicOnly: boolean): Promise<Page<CollectionState>> {
  const place = placeOf(page.cursor);
  const chosen = sql`
    SELECT * FROM (${collectionsOf(allNames)}) AS collections
     WHERE ${publicOnly ? sql`public` : sql`true`}
       AND ${place === null ? sql`true` : sql`(created_at, name) < (${place.at}, ${place.id})`}
     ORDER BY created_at DESC, name DESC LIMIT ${page.limit + 1}`;
  const { rows } = await counted(chosen).execute(db);
  return toPage(rows, page, ({ createdAt, name }) => ({ at: createdAt, id: name }), toState);
}

async function listNames(db: Executor, limit: number): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM (${allNames}) AS names ORDER BY name LIMIT ${limit}`.execute(db);
  return rows.map(({ name }) => name);
}

async function getCollection(db: Executor, name: string): Promise<CollectionState | null> {
  const { rows } = await counted(collectionsOf(sql`SELECT ${name}::text AS name`)).execute(db);
  return rows[0] === undefined ? null : toState(rows[0]);
}

function toState(row: CollectionRow): CollectionState {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    postCount: Number(row.postCount),
    publicPostCount: Number(row.publicPostCount),
  };
}

/** Waits for whoever describes it at this moment. */
async function describes(tx: Transaction<Schema>, name: string): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM collections WHERE name = ${name} FOR UPDATE`.execute(tx);
  return rows.length > 0;
}

async function record(
  tx: Transaction<Schema>,
  now: Date,
  { name, values, by }: { name: string; values: CollectionValues; by: string },
): Promise<CollectionState | null> {
  if (values.watchEverySeconds !== undefined) {
    // Whoever changes posts and their collection locks the posts first.
    await lockMembers(tx, name);
  }
  const at = await changeTime(tx, now, name);
  await writeChange(tx, { id: newId(now), name, at: at.toISOString(), by, kind: 'described', values });
  return getCollection(tx, name);
}

async function deleteCollection(
  tx: Transaction<Schema>,
  now: Date,
  name: string,
  by: string,
): Promise<boolean> {
  if ((await getCollection(tx, name)) === null) {
    return false;
  }
  const postIds = await lockMembers(tx, name);
  const at = await changeTime(tx, now, name, postIds);
  await writeChange(tx, { id: newId(now), name, at: at.toISOString(), by, kind: 'deleted', values: {} });
  await refreshPosts(tx, postIds);
  return true;
}

async function lockMembers(tx: Transaction<Schema>, name: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM posts WHERE collection = ${name} AND merged_into IS NULL`.execute(tx);
  const locked = await lockKnownPosts(
    tx,
    rows.map(({ id }) => id),
  );
  return [...new Set(locked.values())];
}

async function writeChange(tx: Transaction<Schema>, fact: CollectionFact): Promise<void> {
  await insertCollectionChange(tx, fact);
  await writeOutbox(tx, factKeys.collection(fact.id), fact);
  await refreshCollection(tx, fact);
}

/** Later than all that was said of it, and than its posts were put into it, so that the last word holds. */
async function changeTime(
  tx: Transaction<Schema>,
  now: Date,
  name: string,
  postIds: readonly string[] = [],
): Promise<Date> {
  const { rows } = await sql<{ last: Date | null }>`
    SELECT greatest(
      (SELECT max(at) FROM collection_changes WHERE name = ${name}),
      (SELECT max(at) FROM patches WHERE post_id = ANY(${textArray(postIds)}) AND patch ? 'collection')) AS last`.execute(
    tx,
  );
  return new Date(Math.max(now.getTime(), (rows[0]?.last?.getTime() ?? 0) + 1));
}
