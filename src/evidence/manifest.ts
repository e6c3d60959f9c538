import { createHash } from 'node:crypto';
import { type Manifest, manifestSchema } from '#domain/capture.ts';
import type { Storage, StoredObject } from '#storage/storage.ts';
import { canonicalJson } from './canonical-json.ts';

/** What storage holds under a manifest's name is not that manifest. */
export class DamagedManifestError extends Error {
  override readonly name = 'DamagedManifestError';
}

/** What was written: `body` is what is hashed and signed. */
export interface WrittenManifest extends StoredObject {
  captureId: string;
  body: Uint8Array;
}

/** Durable once resolved, at `manifests/<captureId>/<sha256>.json`. Writing the same manifest again changes nothing. */
export async function writeManifest(storage: Storage, manifest: Manifest): Promise<WrittenManifest> {
  const body = canonicalJson(manifestSchema.parse(manifest));
  const sha256 = hashOf(body);
  await storage.putDocument(manifestKey(manifest.captureId, sha256), body);
  return { captureId: manifest.captureId, sha256, bytes: body.byteLength, body };
}

/** Null where there is none. Rejects with `DamagedManifestError` where hash or shape are not what they should be. */
export async function readManifest(
  storage: Pick<Storage, 'getDocument'>,
  captureId: string,
  sha256: string,
): Promise<Manifest | null> {
  const body = await readManifestBytes(storage, captureId, sha256);
  if (body === null) {
    return null;
  }
  const key = manifestKey(captureId, sha256);
  const parsed = manifestSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    throw new DamagedManifestError(`${key} is no manifest`, { cause: parsed.error });
  }
  if (parsed.data.captureId !== captureId) {
    throw new DamagedManifestError(`${key} is of another capture, ${parsed.data.captureId}`);
  }
  return parsed.data;
}

/** The bytes that were hashed, for serving; checked as `readManifest` checks the hash. */
export async function readManifestBytes(
  storage: Pick<Storage, 'getDocument'>,
  captureId: string,
  sha256: string,
): Promise<Uint8Array | null> {
  const key = manifestKey(captureId, sha256);
  const body = await storage.getDocument(key);
  if (body !== null && hashOf(body) !== sha256) {
    throw new DamagedManifestError(`${key} does not hash to its name`);
  }
  return body;
}

function manifestKey(captureId: string, sha256: string): string {
  return `manifests/${captureId}/${sha256}.json`;
}

function hashOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // Said once, by the schema, as "is no manifest".
    return undefined;
  }
}
