import { sql, type Transaction } from 'kysely';
import type { LogEntryKind } from '#domain/log.ts';
import type { SealedStatement } from './catalogue.ts';
import type { Executor } from './database.ts';
import { factKeys } from './facts.ts';
import { appendToLog } from './log.ts';
import { writeOutboxText } from './outbox.ts';
import type { Schema } from './schema.ts';
import { jsonb } from './sql.ts';

type StatementKind = Exclude<LogEntryKind, 'manifest'>;

/** A decision that belongs in the log: its document on the way to storage, and its entry. Last in its transaction. */
export async function logStatement(
  tx: Transaction<Schema>,
  now: Date,
  kind: StatementKind,
  { sha256, body }: SealedStatement,
): Promise<void> {
  await insertStatement(tx, { kind, sha256, at: now, body: JSON.parse(body) });
  await writeOutboxText(tx, factKeys.statement(sha256), body);
  await appendToLog(tx, { kind, sha256, at: now });
}

/** A purge is done once its bytes are removed. */
export async function insertStatement(
  db: Executor,
  { kind, sha256, at, body }: { kind: StatementKind; sha256: string; at: Date; body: unknown },
): Promise<void> {
  await sql`INSERT INTO statements (sha256, kind, at, body, done)
            VALUES (${sha256}, ${kind}, ${at}, ${jsonb(body)}, ${kind !== 'purge'})
            ON CONFLICT DO NOTHING`.execute(db);
}
