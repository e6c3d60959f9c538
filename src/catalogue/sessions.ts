import type { Clock } from '#domain/clock.ts';
import type { Sessions } from './catalogue.ts';
import type { Database } from './database.ts';

export function createSessions(database: Database, clock: Clock): Sessions {
  return {
    async create(tokenSha256, { keyId, proof, expiresAt }) {
      const session = { tokenSha256, keyId, proof, expiresAt: new Date(expiresAt) };
      await database.read((db) => db.insertInto('sessions').values(session).execute());
    },
    find: (tokenSha256) =>
      database.read(async (db) => {
        const row = await db
          .selectFrom('sessions')
          .selectAll()
          .where('tokenSha256', '=', tokenSha256)
          .where('expiresAt', '>', clock.now())
          .executeTakeFirst();
        return row === undefined
          ? null
          : { keyId: row.keyId, proof: row.proof, expiresAt: row.expiresAt.toISOString() };
      }),
    async end(tokenSha256) {
      await database.read((db) => db.deleteFrom('sessions').where('tokenSha256', '=', tokenSha256).execute());
    },
  };
}
