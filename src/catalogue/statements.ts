import type { Transaction } from 'kysely';
import type { LogEntryKind } from '#domain/log.ts';
import type { SealedStatement } from './catalogue.ts';
import { factKeys } from './facts.ts';
import { appendToLog } from './log.ts';
import { writeOutboxText } from './outbox.ts';
import type { Schema } from './schema.ts';

/** A decision that belongs in the log: its document on the way to storage, and its entry. Last in its transaction. */
export async function logStatement(
  tx: Transaction<Schema>,
  now: Date,
  kind: Exclude<LogEntryKind, 'manifest'>,
  { sha256, body }: SealedStatement,
): Promise<void> {
  await writeOutboxText(tx, factKeys.statement(sha256), body);
  await appendToLog(tx, { kind, sha256, at: now });
}
