import { z } from 'zod';
import { DamagedStorageError } from '#domain/errors.ts';
import type { Storage } from '#storage/storage.ts';
import { digestedDocument, digestProblem } from '../digested-document.ts';

const key = 'facts/log.json';
export const identitySchema = z.object({ origin: z.string().regex(/^[^\s+]+$/) });

/**
 * The log's origin, fixed by whoever asks first and kept in storage, so that neither a new address nor a lost database
 * makes another log of it. Rejects with `DamagedStorageError` where it is not what was written.
 */
export async function logOrigin(storage: Storage, proposed: string): Promise<string> {
  await storage.putDocument(key, digestedDocument({ origin: proposed }));
  const body = await storage.getDocument(key);
  const problem = body === null ? 'is gone' : digestProblem(body);
  if (problem !== null) {
    throw new DamagedStorageError(
      `${key}, the name of the log, ${problem}: put it back from a backup or the second storage before anything is signed`,
    );
  }
  return identitySchema.parse(JSON.parse(new TextDecoder().decode(body ?? undefined))).origin;
}

/** Of a service at that address; without one, of the key that it began with. */
export function proposedOrigin(publicUrl: string | null, keyId: string): string {
  return publicUrl === null ? `embed-archiver/${keyId}` : `${new URL(publicUrl).host}/log`;
}
