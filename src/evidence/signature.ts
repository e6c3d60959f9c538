import { z } from 'zod';
import type { Storage } from '#storage/storage.ts';
import { canonicalJson } from './canonical-json.ts';
import type { SigningKey } from './keys/signing-key.ts';

/** A detached signature over a manifest's bytes, at `manifests/<captureId>/<sha256>.sig.json`. */
export const manifestSignatureSchema = z.object({
  manifestSha256: z.string(),
  keyId: z.string(),
  algorithm: z.literal('Ed25519'),
  /** Base64 of 64 bytes. */
  signature: z.string(),
});
export type ManifestSignature = z.infer<typeof manifestSignatureSchema>;

/**
 * Durable once resolved. `body` is the manifest's bytes. A signature that is there already is kept: the same key makes the
 * same one, and another key need not sign again.
 */
export async function writeManifestSignature(
  storage: Storage,
  key: SigningKey,
  manifest: { captureId: string; sha256: string; body: Uint8Array },
): Promise<void> {
  const signature = {
    manifestSha256: manifest.sha256,
    keyId: key.keyId,
    algorithm: key.algorithm,
    signature: Buffer.from(key.sign(manifest.body)).toString('base64'),
  } satisfies ManifestSignature;
  await storage.putDocument(signatureKey(manifest.captureId, manifest.sha256), canonicalJson(signature));
}

/** Null where the manifest was made before manifests were signed. Rejects with `DamagedSignatureError`. */
export async function readManifestSignature(
  storage: Storage,
  captureId: string,
  sha256: string,
): Promise<ManifestSignature | null> {
  const body = await storage.getDocument(signatureKey(captureId, sha256));
  if (body === null) {
    return null;
  }
  try {
    return manifestSignatureSchema.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch (cause) {
    throw new DamagedSignatureError(`${signatureKey(captureId, sha256)} is no signature`, { cause });
  }
}

/** What storage holds under a signature's name is none. */
export class DamagedSignatureError extends Error {
  override readonly name = 'DamagedSignatureError';
}

function signatureKey(captureId: string, sha256: string): string {
  return `manifests/${captureId}/${sha256}.sig.json`;
}
