import { sql } from 'kysely';
import { digestedJson } from '#domain/digested-json.ts';
import { newId } from '#domain/ids.ts';
import type { Outbox } from './catalogue.ts';
import type { Database, Executor } from './database.ts';

/** Puts a document on its way to storage in the transaction that makes it true. Returns the outbox id. */
export async function writeOutbox(db: Executor, key: string, document: object): Promise<string> {
  return writeOutboxText(db, key, digestedJson(document));
}

/** The same for a document whose bytes matter. */
export async function writeOutboxText(db: Executor, key: string, body: string): Promise<string> {
  const id = newId();
  await db.insertInto('outbox').values({ id, key, body }).execute();
  return id;
}

export function createOutbox(database: Database): Outbox {
  return {
    pending: (limit) =>
      database.read((db) =>
        db.selectFrom('outbox').select(['id', 'key', 'body']).orderBy('sequence').limit(limit).execute(),
      ),
    get: (id) =>
      database.read(async (db) => {
        const found = await db
          .selectFrom('outbox')
          .select(['id', 'key', 'body'])
          .where('id', '=', id)
          .executeTakeFirst();
        return found ?? null;
      }),
    async written(ids) {
      if (ids.length > 0) {
        await database.read((db) => sql`DELETE FROM outbox WHERE id = ANY(${[...ids]}::text[])`.execute(db));
      }
    },
  };
}
