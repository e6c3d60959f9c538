import { z } from 'zod';
import type { Storage } from '#storage/storage.ts';
import { digestedDocument } from '../digested-document.ts';
import { keyIdOf, type PublicKey, rawPublicKeyOf } from './signing-key.ts';

export const publishedKeySchema = z.object({
  keyId: z.string(),
  algorithm: z.literal('Ed25519'),
  publicKeyPem: z.string(),
  createdAt: z.iso.datetime(),
});
/** A public key as `facts/keys/<keyId>.json` has it; kept for as long as what it signed. */
export type PublishedKey = z.infer<typeof publishedKeySchema>;

const prefix = 'facts/keys/';

/** Writing a key again changes nothing: the first time stands. */
export async function publishKey(
  storage: Storage,
  { keyId, algorithm, publicKeyPem }: PublicKey,
  createdAt: string,
): Promise<void> {
  const key = { keyId, algorithm, publicKeyPem, createdAt } satisfies PublishedKey;
  await storage.putDocument(keyDocument(keyId), digestedDocument(key));
}

/** Null where there is none, or where its bytes are not the key of that id. */
export async function readPublishedKey(
  storage: Pick<Storage, 'getDocument'>,
  keyId: string,
): Promise<PublishedKey | null> {
  if (!/^[0-9a-f]{16}$/.test(keyId)) {
    return null;
  }
  const body = await storage.getDocument(keyDocument(keyId));
  return body === null ? null : parsePublishedKey(body, keyId);
}

/** Oldest first. */
export async function listPublishedKeys(
  storage: Pick<Storage, 'listDocuments' | 'getDocument'>,
): Promise<PublishedKey[]> {
  const keys: PublishedKey[] = [];
  for await (const document of storage.listDocuments(prefix)) {
    const key = await readPublishedKey(storage, document.slice(prefix.length, -'.json'.length));
    if (key !== null) {
      keys.push(key);
    }
  }
  return keys.sort((a, b) => (a.createdAt + a.keyId < b.createdAt + b.keyId ? -1 : 1));
}

function parsePublishedKey(body: Uint8Array, keyId: string): PublishedKey | null {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(body));
  } catch {
    // Damage is told by whoever needs the key, by its absence.
    return null;
  }
  const parsed = publishedKeySchema.safeParse(document);
  const raw = parsed.success ? rawPublicKeyOf(parsed.data.publicKeyPem) : null;
  return parsed.success && raw !== null && keyIdOf(raw) === keyId ? parsed.data : null;
}

function keyDocument(keyId: string): string {
  return `${prefix}${keyId}.json`;
}
