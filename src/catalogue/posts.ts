import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { Quotation } from '#domain/embed.ts';
import { newId } from '#domain/ids.ts';
import type { PostId, PostState } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Page, PageRequest, PostPatch, PostQuery, PostSummary, Posts } from './catalogue.ts';
import { placeOf, toPage } from './cursors.ts';
import type { Database, Executor } from './database.ts';
import { factKeys, type PatchFact } from './facts.ts';
import { readHistory } from './history.ts';
import { lockKnownPosts, resolvePost } from './lock-posts.ts';
import { recordMerge } from './merge-posts.ts';
import { newestPosts } from './newest-posts.ts';
import { writeOutbox } from './outbox.ts';
import { refreshPosts } from './refresh-posts.ts';
import type { Schema } from './schema.ts';
import { isoOrNull, jsonb, storable, textArray } from './sql.ts';
import { logStatement } from './statements.ts';

export function createPosts(database: Database, clock: Clock): Posts {
  return {
    get: (postIdOrAlias) => database.read((db) => getPost(db, postIdOrAlias)),
    search: (query, page) => database.read((db) => search(db, query, page)),
    history: (postId, page) =>
      database.read(async (db) => readHistory(db, (await resolvePost(db, postId)) ?? postId, page)),
    patch: (postId, patch, by, restriction) =>
      database.write((tx) => patchPost(tx, clock.now(), { postId, patch, by, restriction })),
    async merge(from, to, evidence) {
      await database.write((tx) => recordMerge(tx, clock.now(), { from, to, evidence }));
    },
  };
}

interface PostRow {
  id: string;
  aliases: string[];
  platform: string;
  canonicalUrl: string;
  createdAt: Date;
  record: PostRecord | null;
  state: PostState;
  stateSince: Date | null;
  editedAt: Date | null;
  currentCaptureId: string | null;
  captures: PostSummary['captures'];
  watchNextAt: Date | null;
  watchEverySeconds: number | null;
  lookedAt: Date | null;
  tags: string[];
  collection: string | null;
  note: string | null;
  restricted: boolean;
  quotation: Quotation | null;
}

async function getPost(db: Executor, postIdOrAlias: string): Promise<PostSummary | null> {
  const postId = await resolvePost(db, storable(postIdOrAlias));
  if (postId === null) {
    return null;
  }
  const [row] = await select(db, { which: sql`posts.id = ${postId}`, limit: 1 });
  return row === undefined ? null : toSummary(row);
}

async function select(
  db: Executor,
  { which, limit }: { which: RawBuilder<unknown>; limit: number },
): Promise<PostRow[]> {
  const { rows } = await sql<PostRow>`
    SELECT posts.*, (SELECT max(at) FROM looks WHERE post_id = posts.id) AS looked_at,
           ARRAY(SELECT id FROM posts AS alias WHERE alias.merged_into = posts.id ORDER BY id) AS aliases,
           coalesce((
             SELECT jsonb_agg(jsonb_build_object('id', id, 'takenAt', manifest ->> 'takenAt', 'outcome', outcome,
                                                 'source', source) ORDER BY taken_at, id)
               FROM captures WHERE post_id = posts.id AND NOT open), '[]') AS captures
      FROM posts WHERE merged_into IS NULL AND ${which}
     ORDER BY posts.created_at DESC, posts.id DESC LIMIT ${limit}`.execute(db);
  return rows;
}

function toSummary(row: PostRow): PostSummary {
  const { record, watchNextAt, watchEverySeconds } = row;
  return {
    postId: row.id,
    aliases: row.aliases,
    platform: row.platform,
    canonicalUrl: row.canonicalUrl,
    author: record?.author ?? null,
    text: record?.text ?? null,
    language: record?.language ?? null,
    publishedAt: record?.publishedAt ?? null,
    state: row.state,
    stateSince: isoOrNull(row.stateSince),
    editedAt: isoOrNull(row.editedAt),
    labels: record?.labels ?? [],
    currentCaptureId: row.currentCaptureId,
    captures: row.captures,
    watch:
      watchNextAt === null || watchEverySeconds === null
        ? null
        : { nextAt: watchNextAt.toISOString(), everySeconds: watchEverySeconds },
    lookedAt: isoOrNull(row.lookedAt),
    tags: row.tags,
    collection: row.collection,
    note: row.note,
    restricted: row.restricted,
    quotation: row.quotation,
  };
}

/** Newest known first. */
async function search(db: Executor, query: PostQuery, page: PageRequest): Promise<Page<PostSummary>> {
  const ids = await newestPosts(db, query, { place: placeOf(page.cursor), limit: page.limit + 1 });
  const rows = await select(db, { which: sql`posts.id = ANY(${textArray(ids)})`, limit: ids.length });
  return toPage(rows, page, ({ createdAt, id }) => ({ at: createdAt, id }), toSummary);
}

async function patchPost(
  tx: Transaction<Schema>,
  now: Date,
  {
    postId: postIdOrAlias,
    patch,
    by,
    restriction,
  }: { postId: PostId; patch: PostPatch; by: string; restriction: Parameters<Posts['patch']>[3] },
): Promise<PostSummary | null> {
  const postId = (await lockKnownPosts(tx, [postIdOrAlias])).get(postIdOrAlias);
  if (postId === undefined) {
    return null;
  }
  const before = await getPost(tx, postId);
  const at = await patchTime(tx, now, postId);
  const fact = { id: newId(now), postId, at: at.toISOString(), by, patch } satisfies PatchFact;
  await insertPatch(tx, fact, postId);
  await writeOutbox(tx, factKeys.patch(fact.id), fact);
  await refreshPosts(tx, [postId]);
  const { restricted } = patch;
  if (restriction !== undefined && restricted !== undefined && restricted !== before?.restricted) {
    const { reason, seal } = restriction;
    const statement = { kind: 'restriction', at: fact.at, by, reason, postId, restricted } as const;
    await logStatement(tx, now, 'restriction', seal(statement));
  }
  return getPost(tx, postId);
}

/** Later than every patch before it, so that the last one wins whatever the clock's grain. */
export async function patchTime(tx: Transaction<Schema>, now: Date, postId: PostId): Promise<Date> {
  const { rows } = await sql<{ last: Date | null }>`
    SELECT max(at) AS last FROM patches WHERE post_id = ${postId}`.execute(tx);
  return new Date(Math.max(now.getTime(), (rows[0]?.last?.getTime() ?? 0) + 1));
}

export async function insertPatch(tx: Transaction<Schema>, fact: PatchFact, postId: PostId): Promise<void> {
  await sql`
    INSERT INTO patches (id, post_id, at, by, patch)
    VALUES (${fact.id}, ${postId}, ${new Date(fact.at)}, ${storable(fact.by)}, ${jsonb(fact.patch)})
    ON CONFLICT (id) DO NOTHING`.execute(tx);
}
