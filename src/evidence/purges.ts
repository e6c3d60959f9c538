import { type Purge, purgeSchema } from '#domain/purge.ts';
import type { Storage } from '#storage/storage.ts';

/** What is absent from storage because a signed statement says so. */
export interface Purged {
  /** Hashes. */
  manifests: ReadonlySet<string>;
  objects: ReadonlySet<string>;
}

/** Of all purges that storage tells of; what cannot be read purges nothing. */
export async function readPurged(storage: Pick<Storage, 'listDocuments' | 'getDocument'>): Promise<Purged> {
  const manifests = new Set<string>();
  const objects = new Set<string>();
  for await (const key of storage.listDocuments('statements/')) {
    const purge = parsePurge(await storage.getDocument(key));
    for (const { manifestSha256 } of purge?.captures ?? []) {
      if (manifestSha256 !== null) {
        manifests.add(manifestSha256);
      }
    }
    for (const sha256 of purge?.objects ?? []) {
      objects.add(sha256);
    }
  }
  return { manifests, objects };
}

/** Null for any other statement. */
export function parsePurge(body: Uint8Array | null): Purge | null {
  if (body === null) {
    return null;
  }
  try {
    return purgeSchema.safeParse(JSON.parse(new TextDecoder().decode(body))).data ?? null;
  } catch {
    // Damage is told by `audit`.
    return null;
  }
}
