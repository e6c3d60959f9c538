import { sql } from 'kysely';
import type { CaptureRequest } from '#domain/capture.ts';
import type { Executor } from './database.ts';

/** One capture may serve a thousand articles; its provenance names the first. */
const mostNamed = 20;

/** Who asked for a capture, the first first. */
export async function requestsFor(db: Executor, captureId: string): Promise<CaptureRequest[]> {
  const { rows } = await sql<Omit<CaptureRequest, 'at'> & { at: Date }>`
    SELECT id AS submission_id, origin, by, created_at AS at, note, external_id, collection FROM submissions
     WHERE id IN (SELECT submission_id FROM embeds WHERE capture_id = ${captureId})
     ORDER BY created_at, id LIMIT ${mostNamed}`.execute(db);
  return rows.map(({ submissionId, origin, by, at, note, externalId, collection }) => ({
    ...{ submissionId, origin, by, note, externalId, collection },
    at: at.toISOString(),
  }));
}
