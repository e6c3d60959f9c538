import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import { fromBase64, verifyEd25519 } from '../log/note.ts';
import { manifestSignatureSchema } from '../signature.ts';
import { type AuditGround, type Damage, readDocument } from './ground.ts';

/** `statements/<sha256>.json` and `attestations/<manifestSha256>/<kind>-<sha256>.json`: every bit is in the name. */
export async function checkSealed(key: string, ground: AuditGround): Promise<Damage[]> {
  const body = await readDocument(ground, key);
  if (body === null) {
    return [];
  }
  const [, of, kind, sha256] =
    /^(?:statements\/|attestations\/([0-9a-f]{64})\/([a-z0-9-]+)-)([0-9a-f]{64})\.json$/.exec(key) ?? [];
  if (createHash('sha256').update(body).digest('hex') !== sha256) {
    return [{ key, problem: 'does not hash to its name' }];
  }
  const document = objectOf(body);
  const { signature, ...said } = document ?? {};
  if (document === null || !isCanonical(body, document)) {
    return [{ key, problem: 'is no canonical JSON' }];
  }
  if (of !== undefined && (said.manifestSha256 !== of || said.kind !== kind)) {
    return [{ key, problem: 'says something of another manifest, or another kind of thing' }];
  }
  return checkSignatureBy(key, { keyId: said.keyId, signature, signed: canonicalJson(said) }, ground);
}

/** `manifests/<captureId>/<sha256>.sig.json`. */
export async function checkManifestSignature(key: string, ground: AuditGround): Promise<Damage[]> {
  const body = await readDocument(ground, key);
  if (body === null) {
    return [];
  }
  const document = objectOf(body);
  const parsed = manifestSignatureSchema.strict().safeParse(document);
  if (!parsed.success || !isCanonical(body, document)) {
    return [{ key, problem: 'is no signature in canonical JSON' }];
  }
  const { manifestSha256, keyId, signature } = parsed.data;
  if (!key.endsWith(`/${manifestSha256}.sig.json`)) {
    return [{ key, problem: 'is of another manifest' }];
  }
  const manifest = await ground.storage.getDocument(key.replace(/\.sig\.json$/, '.json'));
  const isWhole = manifest !== null && createHash('sha256').update(manifest).digest('hex') === manifestSha256;
  // Over a manifest that is gone or damaged, which is said of that one, nothing can be told of its signature.
  return isWhole ? checkSignatureBy(key, { keyId, signature, signed: manifest }, ground) : [];
}

async function checkSignatureBy(
  key: string,
  { keyId, signature, signed }: { keyId: unknown; signature: unknown; signed: Uint8Array },
  { keys, someKeyDamaged }: AuditGround,
): Promise<Damage[]> {
  const bytes = fromBase64(String(signature));
  if (bytes?.length !== 64) {
    return [{ key, problem: 'carries no signature of 64 bytes' }];
  }
  const named = keys.find((candidate) => candidate.keyId === keyId);
  if (named !== undefined) {
    return (await verifyEd25519(named.raw, bytes, signed))
      ? []
      : [{ key, problem: `is not signed by the key ${named.keyId} that it names` }];
  }
  for (const candidate of keys) {
    if (await verifyEd25519(candidate.raw, bytes, signed)) {
      return [{ key, problem: `names the key ${String(keyId)}, but ${candidate.keyId} signed it` }];
    }
  }
  return someKeyDamaged
    ? []
    : [{ key: `facts/keys/${String(keyId)}.json`, problem: `is missing; ${key} names it` }];
}

/** Null for what is no JSON object. */
export function objectOf(body: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    // The caller says so.
    return null;
  }
}

export function isCanonical(body: Uint8Array, document: unknown): boolean {
  return Buffer.compare(canonicalJson(document), body) === 0;
}
