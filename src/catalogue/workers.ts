import { sql } from 'kysely';
import type { Workers } from './catalogue.ts';
import type { Database } from './database.ts';
import { fromNow, jsonb } from './sql.ts';

/** Heartbeats, by the database's clock as workers' own may differ. */
export function createWorkers(database: Database): Workers {
  return {
    async beat(id, { browser, sandboxed, holds = null }) {
      await database.read((db) =>
        sql`INSERT INTO workers (id, seen_at, browser, sandboxed, holds)
            VALUES (${id}, clock_timestamp(), ${browser}, ${sandboxed}, ${jsonb(holds)})
            ON CONFLICT (id) DO UPDATE
              SET seen_at = excluded.seen_at, browser = excluded.browser, sandboxed = excluded.sandboxed,
                  holds = excluded.holds`.execute(db),
      );
    },
    alive: (withinMs) =>
      database.read((db) =>
        db
          .selectFrom('workers')
          .select(['id', 'browser', 'sandboxed', 'holds'])
          .where('seenAt', '>=', fromNow(-withinMs))
          .orderBy('id')
          .execute(),
      ),
    async leave(id) {
      await database.read((db) => db.deleteFrom('workers').where('id', '=', id).execute());
    },
  };
}
