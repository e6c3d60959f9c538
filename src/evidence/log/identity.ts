import { z } from 'zod';
import type { Storage } from '#storage/storage.ts';
import { digestedDocument } from '../digested-document.ts';

const key = 'facts/log.json';
export const identitySchema = z.object({ origin: z.string().regex(/^[^\s+]+$/) });

/**
 * The log's origin, fixed by whoever asks first and kept in storage, so that neither a new address nor a lost database
 * makes another log of it.
 */
export async function logOrigin(storage: Storage, proposed: string): Promise<string> {
  await storage.putDocument(key, digestedDocument({ origin: proposed }));
  const body = await storage.getDocument(key);
  return identitySchema.parse(JSON.parse(new TextDecoder().decode(body ?? undefined))).origin;
}

/** Of a service at that address; without one, of the key that it began with. */
export function proposedOrigin(publicUrl: string | null, keyId: string): string {
  return publicUrl === null ? `embed-archiver/${keyId}` : `${new URL(publicUrl).host}/log`;
}
