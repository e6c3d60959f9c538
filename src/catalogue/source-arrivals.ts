import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { newId } from '#domain/ids.ts';
import type { PostId } from '#domain/post.ts';
import type { Arrival, ArrivalWork, ArticleChange, Validators } from './catalogue.ts';
import type { Executor } from './database.ts';
import { recordEvents } from './events.ts';
import type { Schema } from './schema.ts';
import type { ArrivalRow, ArticleRow } from './source-rows.ts';
import { jsonb, jsonText, storable, textArray } from './sql.ts';

/** What a publishing system reported. */
export async function report(
  tx: Transaction<Schema>,
  now: Date,
  { sourceId, event, ...told }: { sourceId: string; event: ArrivalWork['event']; arrival: Arrival },
): Promise<'accepted' | 'known' | 'no-source'> {
  const arrival = withKeptKey(told.arrival);
  const { numAffectedRows } =
    await sql`UPDATE sources SET arrived_at = ${now} WHERE id = ${sourceId}`.execute(tx);
  if ((numAffectedRows ?? 0n) === 0n) {
    return 'no-source';
  }
  const known = await findArticle(tx, sourceId, arrival);
  if (known !== null && isOlder(arrival.version, known.version)) {
    return 'known';
  }
  // Its feed is to be learnt anew: what it tells next is what was reported here.
  const isNew = await arrive(tx, now, { sourceId, event, origin: 'inbound', arrival, feedVersion: null });
  return isNew ? 'accepted' : 'known';
}

/** What a feed or sitemap told. Resolves to how many arrived. */
export async function polled(
  tx: Transaction<Schema>,
  now: Date,
  { id, told, validators, asKnown, most }: PolledSource,
): Promise<number> {
  const known = await knownArticles(tx, id);
  const learnt: Arrival[] = [];
  const fresh: Arrival[] = [];
  for (const arrival of told.map(withKeptKey)) {
    const article = known.find(arrival);
    const named = { ...arrival, key: article?.key ?? arrival.key };
    if (article?.feedVersion === arrival.version) {
      continue;
    }
    if (asKnown || (article !== null && article.feedVersion === null)) {
      learnt.push(named);
    } else {
      fresh.push(named);
    }
  }
  await learn(tx, now, id, learnt);
  let arrived = 0;
  for (const arrival of fresh.slice(0, most)) {
    const feedVersion = arrival.version;
    const isNew = await arrive(tx, now, {
      ...{ sourceId: id, event: 'published', origin: 'feed', arrival, feedVersion },
    });
    arrived += isNew ? 1 : 0;
  }
  const isAll = fresh.length <= most;
  // What was left for the next time must be told again then.
  const { etag, lastModified } = isAll ? validators : { etag: null, lastModified: null };
  await sql`
    UPDATE sources SET polled_at = ${now}, error = NULL, attempts = 0, etag = ${etag}, last_modified = ${lastModified},
                       due_at = ${now}::timestamptz + every_seconds * interval '1 second'
     WHERE id = ${id}`.execute(tx);
  return arrived;
}

interface PolledSource {
  id: string;
  told: readonly Arrival[];
  validators: Validators;
  asKnown: boolean;
  most: number;
}

/** PostgreSQL's indexes take no text of more than 2,704 bytes. */
const longestKeyBytes = 1000;

/** One endless name in a feed must not keep its other articles from arriving: a hash tells it from others as well. */
function withKeptKey(arrival: Arrival): Arrival {
  const key = storable(arrival.key);
  return Buffer.byteLength(key) <= longestKeyBytes
    ? { ...arrival, key }
    : { ...arrival, key: `sha256:${createHash('sha256').update(key).digest('hex')}` };
}

async function findArticle(
  db: Executor,
  sourceId: string,
  { key, url }: Pick<Arrival, 'key' | 'url'>,
): Promise<ArticleRow | null> {
  const { rows } = await sql<ArticleRow>`
    SELECT * FROM source_articles
     WHERE source_id = ${sourceId} AND (key = ${storable(key)} OR url = ${url === null ? null : storable(url)})
     ORDER BY key = ${storable(key)} DESC LIMIT 1`.execute(db);
  return rows[0] ?? null;
}

/** By the times that they begin with, which sort; what is no time says nothing of before and after. */
function isOlder(version: string, known: string): boolean {
  const timeOf = (text: string) => /^\d{4}-\d\d-\d\dT\S+/.exec(text)?.[0] ?? null;
  const [time, knownTime] = [timeOf(version), timeOf(known)];
  return time !== null && knownTime !== null && time < knownTime;
}

interface ToldArrival {
  sourceId: string;
  event: ArrivalWork['event'];
  origin: ArrivalWork['origin'];
  arrival: Arrival;
  feedVersion: string | null;
}

/** False where it had arrived before. */
async function arrive(
  tx: Transaction<Schema>,
  now: Date,
  { sourceId, event, origin, arrival, feedVersion }: ToldArrival,
): Promise<boolean> {
  const { key, version, url, title, html } = arrival;
  const place = event === 'published' ? version : `${event} ${version}`;
  const { numAffectedRows } = await sql`
    INSERT INTO arrivals (id, source_id, key, version, origin, event, url, title, html, at, due_at)
    VALUES (${newId(now)}, ${sourceId}, ${storable(key)}, ${storable(place)}, ${origin}, ${event},
            ${storableOrNull(url)}, ${storableOrNull(title)}, ${storableOrNull(html)}, ${now}, ${now})
    ON CONFLICT DO NOTHING`.execute(tx);
  if ((numAffectedRows ?? 0n) === 0n) {
    return false;
  }
  await putArticle(tx, now, { sourceId, arrival, feedVersion });
  return true;
}

type KnownArticle = Pick<ArticleRow, 'key' | 'url' | 'feedVersion'>;

/** All that the source has told of; by its key, or else by its address. */
async function knownArticles(
  db: Executor,
  sourceId: string,
): Promise<{ find(told: Arrival): KnownArticle | null }> {
  const { rows } = await sql<KnownArticle>`
    SELECT key, url, feed_version FROM source_articles WHERE source_id = ${sourceId}`.execute(db);
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const byUrl = new Map(rows.map((row) => [row.url, row]));
  return {
    find: ({ key, url }) => byKey.get(key) ?? (url === null ? undefined : byUrl.get(url)) ?? null,
  };
}

/** From now on they are known as they are told, and only a change is news. */
async function learn(
  tx: Transaction<Schema>,
  now: Date,
  sourceId: string,
  arrivals: readonly Arrival[],
): Promise<void> {
  const rows = arrivals.map(({ key, version, url, title }) => ({ key, version, url, title }));
  await sql`
    INSERT INTO source_articles (source_id, key, url, title, version, feed_version, seen_at, changed_at)
    SELECT DISTINCT ON (key) ${sourceId}, key, url, title, version, version, ${now}::timestamptz, ${now}::timestamptz
      FROM jsonb_to_recordset(${jsonText(rows)}::jsonb) AS told (key text, version text, url text, title text)
     ORDER BY key
    ON CONFLICT (source_id, key) DO UPDATE SET feed_version = excluded.feed_version`.execute(tx);
}

async function putArticle(
  tx: Transaction<Schema>,
  now: Date,
  { sourceId, arrival, feedVersion }: Pick<ToldArrival, 'sourceId' | 'arrival' | 'feedVersion'>,
): Promise<void> {
  const { key, version, url, title } = arrival;
  await sql`
    INSERT INTO source_articles (source_id, key, url, title, version, feed_version, seen_at, changed_at)
    VALUES (${sourceId}, ${storable(key)}, ${storableOrNull(url)}, ${storableOrNull(title)}, ${storable(version)},
            ${storableOrNull(feedVersion)}, ${now}, ${now})
    ON CONFLICT (source_id, key) DO UPDATE
       SET feed_version = excluded.feed_version, version = excluded.version, changed_at = excluded.changed_at,
           url = coalesce(excluded.url, source_articles.url), title = coalesce(excluded.title, source_articles.title),
           withdrawn_at = NULL`.execute(tx);
}

function storableOrNull(text: string | null): string | null {
  return text === null ? null : storable(text);
}

/** How these posts differ from those that the article embedded last. */
export async function compare(
  db: Executor,
  { sourceId, key, postIds }: { sourceId: string; key: string; postIds: readonly PostId[] },
): Promise<ArticleChange> {
  const { rows } = await sql<{ postIds: string[]; searchedAt: Date | null }>`
    SELECT post_ids, searched_at FROM source_articles WHERE source_id = ${sourceId} AND key = ${storable(key)}`.execute(
    db,
  );
  const before = await resolved(db, rows[0]?.postIds ?? []);
  const after = await resolved(db, postIds);
  return {
    isNew: (rows[0]?.searchedAt ?? null) === null,
    added: [...after].filter((id) => !before.has(id)),
    removed: [...before].filter((id) => !after.has(id)),
  };
}

/** A short link that was followed since is the post that it led to. */
async function resolved(db: Executor, postIds: readonly PostId[]): Promise<Set<PostId>> {
  const { rows } = await sql<{ id: string }>`
    SELECT coalesce(posts.merged_into, given.id) AS id FROM unnest(${textArray(postIds)}) WITH ORDINALITY AS given (id, place)
      LEFT JOIN posts ON posts.id = given.id ORDER BY place`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Ends an arrival: what the article embeds now, and what it does not any more. */
export async function settle(
  tx: Transaction<Schema>,
  now: Date,
  { arrivalId, postIds, submissionId }: { arrivalId: string; postIds: PostId[]; submissionId: string | null },
): Promise<ArticleChange | null> {
  const arrival = await closeArrival(tx, arrivalId, null);
  if (arrival === null) {
    return null;
  }
  const { sourceId, key, url } = arrival;
  const change = await compare(tx, { sourceId, key, postIds });
  const removed = change.removed.map((postId) => ({ postId, at: now.toISOString() }));
  await sql`
    UPDATE source_articles
       SET post_ids = ${textArray([...(await resolved(tx, postIds))])}, searched_at = ${now},
           submission_id = coalesce(${submissionId}, submission_id), removed = removed || ${jsonb(removed)}
     WHERE source_id = ${sourceId} AND key = ${storable(key)}`.execute(tx);
  if (!change.isNew && change.added.length + change.removed.length > 0) {
    const { added } = change;
    const data = { sourceId, articleKey: key, url, added, removed: change.removed };
    const event = { type: 'article.changed' as const, data };
    await recordEvents(tx, now, [submissionId === null ? event : { ...event, submissionId }]);
  }
  return change;
}

/** The article was taken down, or is a draft again; what was archived of it stays. */
export async function withdraw(tx: Transaction<Schema>, now: Date, arrivalId: string): Promise<void> {
  const arrival = await closeArrival(tx, arrivalId, null);
  if (arrival !== null) {
    await sql`UPDATE source_articles SET withdrawn_at = ${now}
               WHERE source_id = ${arrival.sourceId} AND key = ${storable(arrival.key)}`.execute(tx);
  }
}

/** Null where it was closed before. Its text has served. */
export async function closeArrival(
  db: Executor,
  arrivalId: string,
  error: string | null,
): Promise<ArrivalRow | null> {
  const { rows } = await sql<ArrivalRow>`
    UPDATE arrivals SET open = false, html = NULL, error = ${storableOrNull(error)}
     WHERE id = ${arrivalId} AND open RETURNING *`.execute(db);
  return rows[0] ?? null;
}
