import { sql } from 'kysely';
import type { LastLook, Looks } from './catalogue.ts';
import type { Database } from './database.ts';

export function createLooks(database: Database): Looks {
  return {
    of: (postId) =>
      database.read(async (db) => {
        const { rows } = await sql<Omit<LastLook, 'at'> & { at: Date; count: number | string }>`
          SELECT at, state, signals, (SELECT count(*) FROM looks WHERE post_id = ${postId}) AS count
            FROM looks WHERE post_id = ${postId} ORDER BY at DESC, id DESC LIMIT 1`.execute(db);
        const [row] = rows;
        if (row === undefined) {
          return { count: 0, last: null };
        }
        const { at, state, signals, count } = row;
        return { count: Number(count), last: { at: at.toISOString(), state, signals } };
      }),
  };
}
