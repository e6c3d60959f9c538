import { createHash } from 'node:crypto';
import type { Storage } from '#storage/storage.ts';
import { canonicalJson } from './canonical-json.ts';
import type { SigningKey } from './keys/signing-key.ts';

/** A signed document: canonical JSON with `keyId` and `signature`, as in `statements/<sha256>.json`. */
export interface SealedDocument {
  sha256: string;
  body: string;
}

/**
 * Signs what was said of a post (`restriction`, `purge`: who, when, why) or of a manifest; `signature` (base64) is over the
 * canonical JSON of all the rest.
 */
export function sealStatement(key: SigningKey, said: { kind: string; at: string }): SealedDocument {
  const unsigned = { ...said, keyId: key.keyId };
  const signature = Buffer.from(key.sign(canonicalJson(unsigned))).toString('base64');
  const bytes = canonicalJson({ ...unsigned, signature });
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    body: new TextDecoder().decode(bytes),
  };
}

/** What came to be known about a manifest after it was committed, as a replay's verdict. */
export interface Attestation {
  kind: string;
  at: string;
  manifestSha256: string;
  [detail: string]: unknown;
}

/** Durable once resolved, at `attestations/<manifestSha256>/<kind>-<sha256>.json`; resolves to that key. */
export async function writeAttestation(
  storage: Storage,
  key: SigningKey,
  attestation: Attestation,
): Promise<string> {
  const { sha256, body } = sealStatement(key, attestation);
  const document = `${attestationsOf(attestation.manifestSha256)}${attestation.kind}-${sha256}.json`;
  await storage.putDocument(document, new TextEncoder().encode(body));
  return document;
}

export interface AttestationDocument {
  kind: string;
  sha256: string;
  bytes: Uint8Array;
}

/** By kind, then by hash. */
export async function readAttestations(
  storage: Pick<Storage, 'listDocuments' | 'getDocument'>,
  manifestSha256: string,
): Promise<AttestationDocument[]> {
  const prefix = attestationsOf(manifestSha256);
  const found: AttestationDocument[] = [];
  for await (const key of storage.listDocuments(prefix)) {
    const [, kind, sha256] = /^([a-z0-9-]+)-([0-9a-f]{64})\.json$/.exec(key.slice(prefix.length)) ?? [];
    const bytes = await storage.getDocument(key);
    if (kind !== undefined && sha256 !== undefined && bytes !== null) {
      found.push({ kind, sha256, bytes });
    }
  }
  return found;
}

function attestationsOf(manifestSha256: string): string {
  return `attestations/${manifestSha256}/`;
}
