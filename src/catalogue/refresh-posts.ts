import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Quotation } from '#domain/embed.ts';
import type { PostId, PostState } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Executor } from './database.ts';
import type { Schema } from './schema.ts';
import { searchTextOf } from './search-text.ts';
import { jsonText, textArray } from './sql.ts';

/**
 * Best first: what it is, then where it is from, then whether a picture shows the post, then the newest. A worse capture
 * never displaces a better one.
 */
const byRank = sql`array_position(ARRAY['complete', 'partial'], outcome) NULLS LAST,
  array_position(ARRAY['original', 'archive', 'quotation'], source),
  coalesce(jsonb_path_exists(manifest, '$.artifacts[*] ? (@.role == "screenshot" && @.verdict.shows == "expected")'),
           false) DESC, taken_at DESC, id DESC`;

/** What people chose comes from the latest patch that says something of it. */
function patched(field: string) {
  return sql`(SELECT patch -> ${sql.lit(field)} FROM patches
               WHERE post_id = wanted.id AND patch ? ${sql.lit(field)} ORDER BY at DESC, id DESC LIMIT 1)`;
}

/** Deleting a collection takes out what was put into it before. */
function deletedSince(name: RawBuilder<unknown>, at: RawBuilder<unknown>) {
  return sql`EXISTS (SELECT FROM collection_changes AS deletion
    WHERE deletion.name = ${name} AND deletion.kind = 'deleted' AND deletion.at >= ${at})`;
}

/** Since when a capture is held that was made with an operator's login. */
const loginSince = sql`(SELECT min(finished_at) FROM captures
    WHERE post_id = wanted.id AND NOT open AND manifest #> '{provenance,login}' = 'true')`;

/** An account that takes another name changes none of its posts. */
const isEdited = sql`jsonb_path_exists(edits,
  '$[*] ? (@.field != "authorName" && @.field != "authorHandle" && @.field != "avatar")')`;

const bestCapture = sql`(SELECT id FROM captures WHERE post_id = wanted.id AND NOT open ORDER BY ${byRank} LIMIT 1)`;
const lastState = sql`(SELECT state FROM looks WHERE post_id = wanted.id AND state <> 'unknown'
    ORDER BY at DESC, id DESC LIMIT 1)`;

/** Each column of a post that follows from its captures, looks, embeds, submissions and patches. */
const derived = sql`
  ${bestCapture} AS current_capture_id,
  -- Of what was purged nothing is held.
  (SELECT outcome FROM captures WHERE id = ${bestCapture}
     AND NOT EXISTS (SELECT FROM purged_captures WHERE capture_id = captures.id)) AS current_outcome,
  (SELECT manifest ->> 'canonicalUrl' FROM captures
    WHERE id = ${bestCapture} AND manifest ->> 'postId' = wanted.id AND source = 'original'
      AND outcome IN ('complete', 'partial')) AS seen_url,
  (SELECT manifest -> 'record' FROM captures
    WHERE post_id = wanted.id AND NOT open AND manifest -> 'record' <> 'null' ORDER BY ${byRank} LIMIT 1) AS record,
  (SELECT quotation FROM embeds WHERE post_id = wanted.id AND quotation IS NOT NULL
    ORDER BY (quotation ->> 'text') IS NULL, confidence DESC, submission_id, position LIMIT 1) AS quotation,
  ${lastState} AS state,
  (SELECT min(since.at) FROM looks AS since
    WHERE since.post_id = wanted.id AND since.state <> 'unknown' AND NOT EXISTS (
      SELECT FROM looks AS other
       WHERE other.post_id = wanted.id AND other.state NOT IN ('unknown', ${lastState})
         AND (other.at, other.id) >= (since.at, since.id))) AS state_since,
  (SELECT max(taken_at) FROM captures WHERE post_id = wanted.id AND NOT open AND ${isEdited}) AS edited_at,
  ${patched('tags')} AS patched_tags,
  (SELECT array_agg(DISTINCT tag ORDER BY tag) FROM (
     SELECT unnest(submissions.tags) AS tag FROM embeds JOIN submissions ON submissions.id = submission_id
      WHERE post_id = wanted.id AND capture_id IS NOT NULL AND submissions.created_at > coalesce(
        (SELECT max(at) FROM patches WHERE post_id = wanted.id AND patch ? 'tags'), '-infinity')) AS given) AS given_tags,
  (SELECT CASE WHEN ${deletedSince(sql`patch ->> 'collection'`, sql`patches.at`)} THEN 'null'
               ELSE patch -> 'collection' END FROM patches
    WHERE post_id = wanted.id AND patch ? 'collection' ORDER BY at DESC, id DESC LIMIT 1) AS patched_collection,
  (SELECT submissions.collection FROM embeds JOIN submissions ON submissions.id = submission_id
    WHERE post_id = wanted.id AND capture_id IS NOT NULL AND submissions.collection IS NOT NULL
      AND NOT ${deletedSince(sql`submissions.collection`, sql`submissions.created_at`)}
    ORDER BY submissions.created_at, submissions.id LIMIT 1) AS given_collection,
  ${patched('note')} AS patched_note,
  ${patched('watch')} AS patched_watch,
  (SELECT bool_or(submissions.watch) FROM embeds JOIN submissions ON submissions.id = submission_id
    WHERE post_id = wanted.id AND capture_id IS NOT NULL) AS given_watch,
  ${patched('restricted')} AS patched_restricted,
  (SELECT max(at) FROM patches WHERE post_id = wanted.id AND patch ? 'restricted') AS restricted_patched_at,
  ${loginSince} AS login_since,
  (SELECT submissions.restricted FROM embeds JOIN submissions ON submissions.id = submission_id
    WHERE post_id = wanted.id ORDER BY submissions.created_at, submissions.id LIMIT 1) AS given_restricted`;

export interface StateChange {
  postId: PostId;
  from: PostState;
  to: PostState;
}

interface RefreshedRow {
  id: string;
  before: PostState;
  state: PostState;
  record: PostRecord | null;
  quotation: Quotation | null;
}

/**
 * Computes what posts are from everything held of them, always in this one way: after a capture, a look, a merge, a patch,
 * or when they are rebuilt. Returns those whose state is another now.
 */
export async function refreshPosts(
  tx: Transaction<Schema>,
  postIds: readonly PostId[],
): Promise<StateChange[]> {
  const { rows } = await sql<RefreshedRow>`
    UPDATE posts SET
      current_capture_id = derived.current_capture_id,
      outcome = derived.current_outcome,
      -- What travels beside an id is believed where it has shown the post.
      canonical_url = coalesce(derived.seen_url, posts.canonical_url),
      record = derived.record,
      quotation = derived.quotation,
      state = coalesce(derived.state, 'unknown'),
      state_since = derived.state_since,
      edited_at = greatest(derived.edited_at, (derived.record ->> 'editedAt')::timestamptz),
      published_at = (derived.record ->> 'publishedAt')::timestamptz,
      author_handle = lower(coalesce(derived.record #>> '{author,handle}', derived.quotation ->> 'authorHandle')),
      tags = ARRAY(
        SELECT jsonb_array_elements_text(coalesce(patched_tags, '[]')) AS tag
        UNION SELECT unnest(given_tags) ORDER BY tag),
      collection = CASE WHEN patched_collection IS NULL THEN given_collection ELSE patched_collection #>> '{}' END,
      note = patched_note #>> '{}',
      watch = CASE jsonb_typeof(patched_watch) WHEN 'object' THEN true
                   ELSE coalesce(patched_watch::boolean, given_watch, true) END,
      watch_chosen_seconds = (patched_watch ->> 'everySeconds')::integer,
      -- Whatever is news of a post may be news for its plan.
      watch_next_at = NULL,
      account = CASE WHEN posts.platform <> 'web' THEN posts.platform || ':' || coalesce(
        derived.record #>> '{author,id}', '@' || lower(derived.record #>> '{author,handle}')) END,
      restricted = CASE
        WHEN login_since IS NULL THEN coalesce(patched_restricted::boolean, given_restricted, false)
        -- Who published the post before did not publish what a login showed.
        ELSE coalesce(patched_restricted::boolean OR restricted_patched_at < login_since, true) END
    FROM (SELECT wanted.id, ${derived} FROM unnest(${textArray(postIds)}) AS wanted (id)) AS derived
    JOIN posts AS old ON old.id = derived.id
    WHERE posts.id = derived.id AND posts.merged_into IS NULL
    RETURNING posts.id, old.state AS before, posts.state, posts.record, posts.quotation`.execute(tx);
  await refreshSearch(tx, rows);
  return rows
    .filter(({ before, state }) => before !== state)
    .map(({ id, before, state }) => ({ postId: id, from: before, to: state }));
}

/** Posts whose columns are not what `refreshPosts` would make of them, as far as is cheap to tell. */
export async function outdatedPosts(db: Executor): Promise<PostId[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM posts AS wanted
     WHERE merged_into IS NULL
       AND (current_capture_id IS DISTINCT FROM ${bestCapture} OR state <> coalesce(${lastState}, 'unknown'))`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

async function refreshSearch(tx: Transaction<Schema>, rows: readonly RefreshedRow[]): Promise<void> {
  const texts = rows.map(({ id, record, quotation }) => ({ id, text: searchTextOf(record, quotation) }));
  await sql`
    UPDATE posts SET search = to_tsvector('simple', given.text)
      FROM jsonb_to_recordset(${jsonText(texts)}::jsonb) AS given (id text, text text)
     WHERE posts.id = given.id`.execute(tx);
}
