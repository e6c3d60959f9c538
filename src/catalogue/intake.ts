import { sql, type Transaction } from 'kysely';
import type { Embed } from '#domain/embed.ts';
import { newId, timeOfId } from '#domain/ids.ts';
import type { PostId } from '#domain/post.ts';
import type { Priority, Submission } from '#domain/submission.ts';
import { lockPosts } from './lock-posts.ts';
import { refreshPosts } from './refresh-posts.ts';
import type { Schema } from './schema.ts';
import { jsonText, rankOf, textArray } from './sql.ts';

/** What of a submission decides how its embeds are taken in. */
export type IntakeRules = Pick<Submission, 'id' | 'links' | 'maxAgeSeconds' | 'priority' | 'origin' | 'by'>;

/** How work comes in line: see `shareOut`. */
export interface Standing {
  priority: Priority;
  askedBy: string;
}

/** Who asks with one key by different ways does not wait for what came by the others: an import does not delay the editor. */
export function askerOf({ origin, by }: Pick<Submission, 'origin' | 'by'>): string {
  return `${origin}:${by ?? ''}`;
}

/**
 * Adds embeds to a submission from position `from` on and finds each its capture. Returns the capture ids by position,
 * null for mere links that were not to be archived.
 */
export async function takeIn(
  tx: Transaction<Schema>,
  now: Date,
  rules: IntakeRules,
  embeds: readonly Embed[],
): Promise<(string | null)[]> {
  const wanted = embeds.filter(({ form }) => form !== 'link' || rules.links);
  const posts = await lockPosts(tx, now, wanted);
  const captures = await capturesFor(tx, now, rules, new Set(posts.values()));
  const captureIds = embeds.map((embed) =>
    wanted.includes(embed) ? (captures.get(posts.get(embed.postId) ?? '') ?? null) : null,
  );
  await insertEmbeds(tx, rules.id, embeds, captureIds, posts);
  await refreshPosts(tx, [...new Set(posts.values())]);
  return captureIds;
}

/** A waiting or running capture of the post is joined, a complete and young one reused, else a new one made. */
async function capturesFor(
  tx: Transaction<Schema>,
  now: Date,
  rules: IntakeRules,
  postIds: ReadonlySet<PostId>,
): Promise<Map<PostId, string>> {
  const standing = { priority: rules.priority, askedBy: askerOf(rules) };
  const captures = await joinOpen(tx, [...postIds], standing);
  const rest = [...postIds].filter((postId) => !captures.has(postId));
  const youngerThan = new Date(now.getTime() - rules.maxAgeSeconds * 1000);
  for (const { postId, id } of await findYoung(tx, rest, youngerThan)) {
    captures.set(postId, id);
  }
  const missing = rest
    .filter((postId) => !captures.has(postId))
    .map((postId) => ({ id: newId(now), postId }));
  await insertCaptures(tx, now, missing, standing);
  for (const { postId, id } of missing) {
    captures.set(postId, id);
  }
  return captures;
}

/** Locks them, so that none can end before it is known who else waits for it. */
async function joinOpen(
  tx: Transaction<Schema>,
  postIds: readonly PostId[],
  { priority, askedBy }: Standing,
): Promise<Map<PostId, string>> {
  const { rows } = await sql<{ id: string; postId: string }>`
    UPDATE captures
       SET priority = least(captures.priority, ${rankOf(priority)}::smallint),
           asked_by = CASE WHEN captures.priority > ${rankOf(priority)}::smallint THEN ${askedBy} ELSE asked_by END
     WHERE id IN (
       SELECT id FROM captures
        WHERE post_id = ANY(${textArray(postIds)}) AND open AND source = 'original' ORDER BY id FOR UPDATE
     )
    RETURNING id, post_id`.execute(tx);
  // The oldest, where a merge left two.
  return new Map(rows.toSorted((a, b) => (a.id < b.id ? 1 : -1)).map(({ id, postId }) => [postId, id]));
}

async function findYoung(
  tx: Transaction<Schema>,
  postIds: readonly PostId[],
  youngerThan: Date,
): Promise<{ id: string; postId: PostId }[]> {
  const { rows } = await sql<{ id: string; postId: string }>`
    SELECT DISTINCT ON (post_id) id, post_id FROM captures
     WHERE post_id = ANY(${textArray(postIds)}) AND outcome = 'complete' AND source = 'original'
       AND manifest IS NOT NULL AND taken_at > ${youngerThan}
     ORDER BY post_id, taken_at DESC, id DESC`.execute(tx);
  return rows;
}

/** Made when their ids say so, that a rebuilt catalogue says the same; other ids `now`. */
export async function insertCaptures(
  tx: Transaction<Schema>,
  now: Date,
  captures: readonly { id: string; postId: PostId }[],
  { priority, askedBy }: Standing,
): Promise<void> {
  const rows = captures.map(({ id, postId }) => ({ id, postId, createdAt: timeOfId(id) ?? now }));
  await sql`
    INSERT INTO captures (id, post_id, priority, asked_by, created_at)
    SELECT id, "postId", ${rankOf(priority)}::smallint, ${askedBy}, "createdAt"
      FROM jsonb_to_recordset(${jsonText(rows)}::jsonb) AS capture (id text, "postId" text, "createdAt" timestamptz)
    ON CONFLICT (id) DO NOTHING`.execute(tx);
}

/** Numbered as they are; a position that is there already is left alone. */
export async function insertEmbeds(
  tx: Transaction<Schema>,
  submissionId: string,
  embeds: readonly Embed[],
  captureIds: readonly (string | null)[],
  posts: ReadonlyMap<PostId, PostId>,
): Promise<void> {
  const rows = embeds.map((embed, index) => ({
    ...embed,
    postId: posts.get(embed.postId) ?? embed.postId,
    captureId: captureIds[index] ?? null,
  }));
  await sql`
    INSERT INTO embeds (submission_id, position, form, platform, found_url, post_id, canonical_url, quotation,
                        confidence, capture_id)
    SELECT ${submissionId}, embed.position, form, embed.platform, "foundUrl", coalesce(posts.merged_into, "postId"),
           "canonicalUrl", nullif(embed.quotation, 'null'), confidence, "captureId"
      FROM jsonb_to_recordset(${jsonText(rows)}::jsonb) AS embed (
        position integer, form text, platform text, "foundUrl" text, "postId" text, "canonicalUrl" text,
        quotation jsonb, confidence double precision, "captureId" text)
      LEFT JOIN posts ON posts.id = embed."postId"
    ON CONFLICT (submission_id, position) DO NOTHING`.execute(tx);
  await sql`
    UPDATE submissions SET embed_count = (SELECT count(*) FROM embeds WHERE submission_id = ${submissionId})
     WHERE id = ${submissionId}`.execute(tx);
}
