import type { Selectable } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { ApiKey, Keys } from './catalogue.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';
import { isoOrNull, jsonText, storable } from './sql.ts';

/** A busy key would otherwise be written at every request. */
const touchEveryMs = 60_000;

export function createKeys(database: Database, clock: Clock): Keys {
  return {
    create: ({ id, name, scopes, secretSha256, limits = {} }) =>
      database.read(async (db) =>
        toApiKey(
          await db
            .insertInto('apiKeys')
            .values({
              id,
              name: storable(name),
              scopes,
              secretSha256,
              createdAt: clock.now(),
              limits: jsonText(limits),
            })
            .returningAll()
            .executeTakeFirstOrThrow(),
        ),
      ),
    limit: (id, limits) =>
      database.read(async (db) => {
        const row = await db
          .updateTable('apiKeys')
          .set({ limits: jsonText(limits) })
          .where('id', '=', id)
          .where('revokedAt', 'is', null)
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? null : toApiKey(row);
      }),
    list: () =>
      database.read(async (db) => {
        const rows = await db.selectFrom('apiKeys').selectAll().orderBy('createdAt').orderBy('id').execute();
        return rows.map(toApiKey);
      }),
    revoke: (id) =>
      database.read(async (db) => {
        const { numUpdatedRows } = await db
          .updateTable('apiKeys')
          .set({ revokedAt: clock.now() })
          .where('id', '=', id)
          .where('revokedAt', 'is', null)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),
    find: (id) =>
      database.read(async (db) => {
        const row = await db
          .selectFrom('apiKeys')
          .selectAll()
          .where('id', '=', id)
          .where('revokedAt', 'is', null)
          .executeTakeFirst();
        return row === undefined ? null : { ...toApiKey(row), secretSha256: row.secretSha256 };
      }),
    touch: (id) =>
      database.read(async (db) => {
        const now = clock.now();
        const before = new Date(now.getTime() - touchEveryMs);
        await db
          .updateTable('apiKeys')
          .set({ lastUsedAt: now })
          .where('id', '=', id)
          .where((or) => or.or([or('lastUsedAt', 'is', null), or('lastUsedAt', '<=', before)]))
          .execute();
      }),
  };
}

function toApiKey(row: Selectable<Schema['apiKeys']>): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: isoOrNull(row.lastUsedAt),
    revokedAt: isoOrNull(row.revokedAt),
    limits: row.limits,
  };
}
