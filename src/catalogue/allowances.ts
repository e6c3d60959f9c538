import { sql } from 'kysely';
import type { Allowances, AllowanceWish } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { storable } from './sql.ts';

export function createAllowances(database: Database): Allowances {
  return { take: (wish) => database.read((db) => take(db, wish)) };
}

async function take(db: Executor, wish: AllowanceWish): Promise<{ granted: boolean; taken: number }> {
  const owner = storable(wish.owner);
  const { kind, beganAt, limit, wanted } = wish;
  if (wanted <= limit) {
    // A clock that is behind takes of the span that has begun elsewhere.
    const { rows } = await sql<{ taken: number }>`
      INSERT INTO allowances AS held (owner, kind, began_at, taken) VALUES (${owner}, ${kind}, ${beganAt}, ${wanted})
      ON CONFLICT (owner, kind) DO UPDATE
        SET began_at = greatest(held.began_at, excluded.began_at),
            taken = excluded.taken + CASE WHEN held.began_at < excluded.began_at THEN 0 ELSE held.taken END
        WHERE held.began_at < excluded.began_at OR held.taken + excluded.taken <= ${limit}
      RETURNING taken`.execute(db);
    if (rows[0] !== undefined) {
      return { granted: true, taken: rows[0].taken };
    }
  }
  const { rows } = await sql<{ taken: number }>`
    SELECT taken FROM allowances WHERE owner = ${owner} AND kind = ${kind} AND began_at >= ${beganAt}`.execute(
    db,
  );
  return { granted: false, taken: rows[0]?.taken ?? 0 };
}
