import { sql, type Transaction } from 'kysely';
import type { PostId, PostState } from '#domain/post.ts';
import type { Author } from '#domain/record.ts';
import type { Schema } from './schema.ts';

/** What a look tells of the account behind a post. */
export interface AccountNews {
  postId: PostId;
  lookId: string;
  at: Date;
  /** What is believed of the post. */
  state: PostState;
  /** As the account calls itself, where the look read it. */
  author: Author | null;
}

/**
 * What concerns a whole account is noted once: its posts lose their plan, and are looked at soon. It is no verdict over
 * them: each is believed gone by a look of its own.
 */
export async function noteAccount(tx: Transaction<Schema>, news: AccountNews): Promise<void> {
  const { rows } = await sql<{ account: string | null }>`
    SELECT account FROM posts WHERE id = ${news.postId}`.execute(tx);
  const account = rows[0]?.account ?? null;
  if (account === null) {
    return;
  }
  if (news.author !== null) {
    await noteProfile(tx, account, news.author);
  }
  await noteAbsence(tx, account, news);
}

async function noteProfile(
  tx: Transaction<Schema>,
  account: string,
  { name, handle, avatarUrl }: Author,
): Promise<void> {
  await sql`
    INSERT INTO accounts (id, name, handle, avatar_url) VALUES (${account}, ${name}, ${handle}, ${avatarUrl})
    ON CONFLICT (id) DO UPDATE
      SET name = coalesce(excluded.name, accounts.name), handle = coalesce(excluded.handle, accounts.handle),
          avatar_url = coalesce(excluded.avatar_url, accounts.avatar_url)
      WHERE (accounts.name, accounts.handle, accounts.avatar_url)
            IS DISTINCT FROM (coalesce(excluded.name, accounts.name), coalesce(excluded.handle, accounts.handle),
                              coalesce(excluded.avatar_url, accounts.avatar_url))`.execute(tx);
}

/** A living post says that the account is back; any other cause is of the post alone. */
async function noteAbsence(
  tx: Transaction<Schema>,
  account: string,
  { state, lookId, at }: AccountNews,
): Promise<void> {
  if (state === 'live') {
    await sql`
      UPDATE accounts SET absence = NULL, changed_at = ${at}, look_id = ${lookId}, spread = true
       WHERE id = ${account} AND absence IS NOT NULL`.execute(tx);
  } else if (state === 'account-gone' || state === 'suspended' || state === 'protected') {
    await sql`
      INSERT INTO accounts (id, absence, changed_at, look_id, spread)
      VALUES (${account}, ${state}, ${at}, ${lookId}, true)
      ON CONFLICT (id) DO UPDATE
        SET absence = excluded.absence, changed_at = excluded.changed_at, look_id = excluded.look_id, spread = true
        WHERE accounts.absence IS DISTINCT FROM excluded.absence`.execute(tx);
  }
}
