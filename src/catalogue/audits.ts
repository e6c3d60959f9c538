import { sql } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { Audits, AuditTurn, FoundDamage } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { recordEvents } from './events.ts';
import { isoOrNull, jsonb, storable } from './sql.ts';

/** Damage that was made good is told for so long. */
const repairedForMs = 30 * 24 * 3_600_000;
const mostListed = 1000;

export function createAudits(database: Database, clock: Clock): Audits {
  return {
    turn: () => database.read(readTurn),
    async advance(place, { files, bytes }) {
      await database.read((db) =>
        sql`UPDATE scrub SET place = ${place}, started_at = coalesce(started_at, ${clock.now()}),
                             files = files + ${files}, bytes = bytes + ${bytes}`.execute(db),
      );
    },
    async endTurn() {
      const now = clock.now();
      await database.write(async (tx) => {
        const { startedAt, files, bytes } = await readTurn(tx);
        const turn = {
          startedAt: startedAt ?? now.toISOString(),
          finishedAt: now.toISOString(),
          files,
          bytes,
        };
        await sql`UPDATE scrub SET place = NULL, started_at = NULL, files = 0, bytes = 0, last_turn = ${jsonb(turn)}`.execute(
          tx,
        );
        // Met whole, or not at all any more: the turn has been everywhere.
        await sql`UPDATE damage SET repaired_at = ${now} WHERE repaired_at IS NULL AND seen_at < ${new Date(turn.startedAt)}`.execute(
          tx,
        );
      });
    },
    async found({ key, problem, repaired, reason }) {
      const now = clock.now();
      await database.write(async (tx) => {
        const { rows } = await sql<{ isNew: boolean }>`
          WITH held AS (SELECT repaired_at FROM damage WHERE key = ${key} FOR UPDATE)
          INSERT INTO damage (key, problem, found_at, seen_at, repaired_at, reason)
          VALUES (${key}, ${storable(problem)}, ${now}, ${now}, ${repaired ? now : null}, ${reason})
          ON CONFLICT (key) DO UPDATE
             SET problem = excluded.problem, seen_at = excluded.seen_at, repaired_at = excluded.repaired_at,
                 reason = excluded.reason,
                 found_at = CASE WHEN damage.repaired_at IS NULL THEN damage.found_at ELSE excluded.found_at END
          RETURNING NOT EXISTS (SELECT FROM held WHERE repaired_at IS NULL) AS is_new`.execute(tx);
        if (rows[0]?.isNew) {
          await recordEvents(tx, now, [{ type: 'storage.damaged', data: { key, problem, repaired } }]);
        }
      });
    },
    damage: () =>
      database.read(async (db) => {
        const since = new Date(clock.now().getTime() - repairedForMs);
        const { rows } = await sql<DamageRow>`
          SELECT * FROM damage WHERE repaired_at IS NULL OR repaired_at > ${since}
           ORDER BY repaired_at IS NOT NULL, found_at DESC, key LIMIT ${mostListed}`.execute(db);
        return rows.map(toDamage);
      }),
  };
}

interface TurnRow {
  place: string | null;
  startedAt: Date | null;
  files: string;
  bytes: string;
  lastTurn: AuditTurn['last'];
}

async function readTurn(db: Executor): Promise<AuditTurn> {
  const { rows } = await sql<TurnRow>`
    SELECT place, started_at, files::text, bytes::text, last_turn FROM scrub`.execute(db);
  const [row] = rows;
  return {
    place: row?.place ?? null,
    startedAt: isoOrNull(row?.startedAt ?? null),
    files: Number(row?.files ?? 0),
    bytes: Number(row?.bytes ?? 0),
    last: row?.lastTurn ?? null,
  };
}

interface DamageRow {
  key: string;
  problem: string;
  foundAt: Date;
  seenAt: Date;
  repairedAt: Date | null;
  reason: string | null;
}

function toDamage({ key, problem, foundAt, seenAt, repairedAt, reason }: DamageRow): FoundDamage {
  return {
    key,
    problem,
    foundAt: foundAt.toISOString(),
    seenAt: seenAt.toISOString(),
    repairedAt: isoOrNull(repairedAt),
    reason,
  };
}
