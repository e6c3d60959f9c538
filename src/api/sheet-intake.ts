import { createHash } from 'node:crypto';
import type { Accepted, IdempotencyKey, SubmissionState } from '#catalogue/catalogue.ts';
import { InvalidInputError } from '#domain/errors.ts';
import { newId } from '#domain/ids.ts';
import { readSheet, type SheetRow } from '#sheets/read-sheet.ts';
import type { ApiDependencies } from './dependencies.ts';
import { type IntakeContext, submissionRequestSchema, toSubmission } from './intake.ts';
import { Problem } from './plugins/problems.ts';

const mostRows = 1000;

export interface SheetOptions {
  tags: string[];
  collection: string | null;
  note: string | null;
  links?: boolean | undefined;
  maxAgeSeconds?: number | undefined;
  watch?: boolean | undefined;
  priority?: 'now' | 'normal' | 'bulk' | undefined;
}

export interface AcceptedSheet {
  id: string;
  submissions: SubmissionState[];
  /** Rows that hold nothing that could be archived. */
  refused: { row: number; link: string; message: string }[];
  outboxIds: string[];
}

/**
 * A sheet as one submission a row, each with the id that its row has. A row that cannot be archived is told and keeps no other
 * back. With an idempotency key, a sheet that was cut off is gone on with where it was.
 */
export async function acceptSheet(
  csv: string,
  options: SheetOptions,
  { catalogue, context, idempotency, take }: SheetGround,
): Promise<AcceptedSheet> {
  const id = idempotency === null ? newId(context.now) : idOf(idempotency);
  const sheet: AcceptedSheet = { id, submissions: [], refused: [], outboxIds: [] };
  const rows = rowsOf(csv);
  const giveBack = await take(rows.length);
  for (const row of rows) {
    try {
      const submission = { ...submissionOf(row, options, context), sheet: { id, row: row.row } };
      const key = idempotency && { ...idempotency, key: `${idempotency.key}#${row.row}` };
      note(await catalogue.submissions.accept(submission, key), sheet);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) {
        throw error;
      }
      sheet.refused.push({ row: row.row, link: row.link, message: error.message });
    }
  }
  if (sheet.outboxIds.length === 0) {
    // All of it was sent before.
    giveBack();
  }
  return sheet;
}

interface SheetGround {
  catalogue: Pick<ApiDependencies['catalogue'], 'submissions'>;
  context: IntakeContext;
  idempotency: IdempotencyKey | null;
  /** Counts posts before they are taken in; what it resolves to gives them back. */
  take(posts: number): Promise<() => void>;
}

function rowsOf(csv: string): SheetRow[] {
  const reading = readSheet(csv);
  if (reading.kind === 'no-sheet') {
    throw new InvalidInputError('csv', `is no sheet: ${reading.reason}`);
  }
  if (reading.rows.length > mostRows) {
    throw new InvalidInputError('csv', `has ${reading.rows.length} rows; send at most ${mostRows} at a time`);
  }
  return reading.rows;
}

/** What the row says goes before what was said of all. Throws `InvalidInputError`. */
function submissionOf(
  row: SheetRow,
  { tags, collection, note, ...others }: SheetOptions,
  context: IntakeContext,
) {
  const parsed = submissionRequestSchema.safeParse({
    ...others,
    url: row.link,
    tags: [...tags, ...row.tags],
    collection: row.collection ?? collection,
    note: row.note ?? note,
    externalId: row.externalId,
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InvalidInputError(issue?.path.join('.') ?? '', issue?.message ?? 'is not valid');
  }
  return toSubmission(parsed.data, context);
}

function note(accepted: Accepted, { submissions, outboxIds }: AcceptedSheet): void {
  if (accepted.kind === 'key-reused-for-other-request') {
    throw new Problem('idempotency-key-reused');
  }
  submissions.push(accepted.submission);
  if (accepted.kind === 'accepted') {
    outboxIds.push(accepted.outboxId);
  }
}

/** The same for the same key, so that what is repeated belongs to the same sheet. */
function idOf({ owner, key }: IdempotencyKey): string {
  return createHash('sha256')
    .update(JSON.stringify([owner, key]))
    .digest('hex')
    .slice(0, 32);
}
