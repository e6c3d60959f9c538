import { sql, type Transaction } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { CardPicture, Pictures, PictureWish } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { assertNotCollected } from './garbage.ts';
import { referred } from './purges.ts';
import type { Schema } from './schema.ts';

export function createPictures(database: Database, clock: Clock): Pictures {
  return {
    get: (shows) =>
      database.read(async (db) => {
        const { rows } = await sql<CardPicture & { askedAt: Date | null }>`
          SELECT sha256, width, height, scale, asked_at FROM card_pictures
           WHERE shows = ${shows} AND sha256 IS NOT NULL`.execute(db);
        const [found] = rows;
        if (found === undefined) {
          return null;
        }
        const { askedAt, ...picture } = found;
        await noteAsked(db, clock.now(), { shows, askedAt });
        return picture;
      }),
    async wish({ shows, postId, language, theme }) {
      await database.write((tx) =>
        sql`INSERT INTO card_pictures (shows, post_id, language, theme, due_at)
            VALUES (${shows}, ${postId}, ${language}, ${theme}, ${clock.now()}) ON CONFLICT DO NOTHING`.execute(
          tx,
        ),
      );
    },
    due: (limit) =>
      database.read(async (db) => {
        const { rows } = await sql<PictureWish & { attempts: number }>`
          SELECT shows, post_id, language, theme, attempts FROM card_pictures
           WHERE sha256 IS NULL AND due_at <= ${clock.now()} ORDER BY due_at, shows LIMIT ${limit}`.execute(
          db,
        );
        return rows;
      }),
    finish: (shows, picture) => database.write((tx) => finish(tx, shows, picture)),
    async postpone(shows, delayMs) {
      const dueAt = new Date(clock.now().getTime() + delayMs);
      await database.write((tx) =>
        sql`UPDATE card_pictures SET attempts = attempts + 1, due_at = ${dueAt} WHERE shows = ${shows}`.execute(
          tx,
        ),
      );
    },
    forget: (before, { remove }) => database.write((tx) => forget(tx, before, remove)),
    async drop(shows) {
      await database.write((tx) => sql`DELETE FROM card_pictures WHERE shows = ${shows}`.execute(tx));
    },
  };
}

const dayMs = 24 * 3_600_000;

async function noteAsked(
  db: Executor,
  now: Date,
  { shows, askedAt }: { shows: string; askedAt: Date | null },
): Promise<void> {
  if (askedAt === null || now.getTime() - askedAt.getTime() > dayMs) {
    await sql`UPDATE card_pictures SET asked_at = ${now} WHERE shows = ${shows}`.execute(db);
  }
}

async function forget(tx: Transaction<Schema>, before: Date, remove: boolean): Promise<number> {
  const unasked = sql`sha256 IS NOT NULL AND coalesce(asked_at, due_at) < ${before}`;
  const { rows } = remove
    ? await sql`DELETE FROM card_pictures WHERE ${unasked} RETURNING 1`.execute(tx)
    : await sql`SELECT FROM card_pictures WHERE ${unasked}`.execute(tx);
  return rows.length;
}

async function finish(
  tx: Transaction<Schema>,
  shows: string,
  { sha256, width, height, scale }: CardPicture,
): Promise<{ unneeded: string[] }> {
  await assertNotCollected(tx, JSON.stringify(sha256));
  const { rows: made } = await sql`
    UPDATE card_pictures SET sha256 = ${sha256}, width = ${width}, height = ${height}, scale = ${scale}
     WHERE shows = ${shows} RETURNING 1`.execute(tx);
  const { rows: earlier } = await sql<{ sha256: string | null }>`
    DELETE FROM card_pictures AS earlier USING card_pictures AS made
     WHERE made.shows = ${shows} AND earlier.shows <> made.shows
       AND (earlier.post_id, earlier.language, earlier.theme) = (made.post_id, made.language, made.theme)
    RETURNING earlier.sha256`.execute(tx);
  const perhaps = [...earlier.flatMap((row) => row.sha256 ?? []), ...(made.length > 0 ? [] : [sha256])];
  const needed = new Set(await referred(tx, perhaps));
  return { unneeded: perhaps.filter((object) => !needed.has(object)) };
}
