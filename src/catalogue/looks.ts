import { sql, type Transaction } from 'kysely';
import type { PastLook } from '#domain/look.ts';
import type { PostId, PostState } from '#domain/post.ts';
import type { Executor } from './database.ts';
import type { StateFact } from './facts.ts';
import type { Schema } from './schema.ts';
import { jsonb } from './sql.ts';

/** Enough for the evidence of a belief: what was told long before is told again. */
const latest = 20;

/** `told` left out is what is believed with it. */
export type NewLook = Omit<StateFact, 'captureId'>;

/** Another look of the same id is the same look, told better. */
export async function insertLook(tx: Transaction<Schema>, look: NewLook): Promise<void> {
  const { id, postId, at, state, signals, earlier = [] } = look;
  const told = look.told === undefined ? toldWith(state) : look.told;
  await sql`
    INSERT INTO looks (id, post_id, at, state, signals, told, earlier)
    VALUES (${id}, ${postId}, ${new Date(at)}, ${state}, ${jsonb(signals)}, ${told}, ${jsonb(earlier)})
    ON CONFLICT (id) DO UPDATE
      SET state = excluded.state, signals = excluded.signals, told = excluded.told, earlier = excluded.earlier`.execute(
    tx,
  );
}

export function toldWith(state: PostState): PastLook['told'] {
  return state === 'unknown' ? null : state;
}

/** The newest first. */
export async function pastLooks(db: Executor, postId: PostId): Promise<PastLook[]> {
  const { rows } = await sql<Omit<PastLook, 'at'> & { at: Date }>`
    SELECT id AS look_id, at, told, state, signals FROM looks WHERE post_id = ${postId}
     ORDER BY at DESC, id DESC LIMIT ${latest}`.execute(db);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
