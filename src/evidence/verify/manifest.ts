import { canonicalJson } from '../canonical-json.ts';
import { sameBytes } from '../log/merkle.ts';
import { fromBase64, verifyEd25519 } from '../log/note.ts';
import { digestOf, hexOf, type Part } from './files.ts';
import type { Findings } from './report.ts';

export interface ReadArtifact {
  name: string;
  role: string;
  sha256: string;
  bytes: number;
  datapackageSha256: string | null;
}

/** What a check needs of a manifest. Later versions may have more in it. */
export interface ReadManifest {
  part: Part;
  sha256: string;
  captureId: string;
  finishedAt: string;
  artifacts: ReadArtifact[];
}

/** Null where it is none. */
export async function checkManifest(part: Part, findings: Findings): Promise<ReadManifest | null> {
  const json = parseJson(part.bytes);
  const artifacts = artifactsOf(field(json, 'artifacts'));
  const [captureId, postId, canonicalUrl, takenAt, outcome, finishedAt] = [
    ...['captureId', 'postId', 'canonicalUrl', 'takenAt', 'outcome', 'finishedAt'],
  ].map((name) => textOf(field(json, name)));
  if (!captureId || !postId || !canonicalUrl || !takenAt || !outcome || !finishedAt || artifacts === null) {
    findings.fail('manifest', part.path, 'is no manifest of a capture');
    return null;
  }
  const sha256 = await digestOf(part.bytes);
  findings.capture = { manifestSha256: sha256, captureId, postId, canonicalUrl, takenAt, outcome };
  if (sameBytes(canonicalJson(json), part.bytes)) {
    findings.pass('manifest', part.path, 'canonical JSON (RFC 8785)');
  } else {
    findings.fail('manifest', part.path, 'is not in its canonical form (RFC 8785)');
  }
  return { part, sha256, captureId, finishedAt, artifacts };
}

/** Over exactly the manifest's bytes. `signature` has 64 bytes, `key` is PEM. */
export async function checkSignature(
  { part }: ReadManifest,
  { signature, key }: { signature: Part | null; key: Part | null },
  findings: Findings,
): Promise<void> {
  if (signature === null || key === null) {
    const missing = signature === null ? 'the manifest is not signed' : 'the key that signed is not here';
    findings.absent('signature', null, missing);
    return;
  }
  const publicKey = rawKeyOf(key.bytes);
  const involved = [part.path, signature.path, key.path];
  if (publicKey === null) {
    findings.fail('signature', key.path, 'is no public key of Ed25519');
    return;
  }
  const isRight = await checkEd25519(publicKey, signature.bytes, part.bytes);
  if (isRight === null) {
    findings.absent('signature', signature.path, noEd25519);
  } else if (isRight) {
    const keyId = (await digestOf(publicKey)).slice(0, 16);
    findings.signedBy = { keyId, publicKeyPem: new TextDecoder().decode(key.bytes) };
    findings.pass('signature', signature.path, `Ed25519, key ${keyId}`);
  } else {
    findings.failAmong('signature', involved, signature.path, 'the signature does not fit manifest and key');
  }
}

export const noEd25519 = 'cannot be checked: this browser does not know Ed25519';

/** Null where the platform cannot tell. */
export async function checkEd25519(
  publicKey: Uint8Array,
  signature: Uint8Array,
  bytes: Uint8Array,
): Promise<boolean | null> {
  try {
    return await verifyEd25519(publicKey, signature, bytes);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') {
      return null;
    }
    // Bytes that cannot be a signature or a key are no signature by that key.
    return false;
  }
}

const spkiOfEd25519 = '302a300506032b6570032100';

/** The 32 raw bytes of an Ed25519 key in PEM (SPKI, RFC 8410); null for anything else. */
export function rawKeyOf(pem: Uint8Array): Uint8Array | null {
  const text = new TextDecoder().decode(pem);
  const [, encoded] =
    /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]+)\n-----END PUBLIC KEY-----\n?$/.exec(text) ?? [];
  const der = fromBase64(encoded ?? '');
  return der?.length === 44 && hexOf(der.subarray(0, 12)) === spkiOfEd25519 ? der.slice(12) : null;
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Whoever asks for a field of it finds none.
    return undefined;
  }
}

export function field(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function artifactsOf(value: unknown): ReadArtifact[] | null {
  if (!Array.isArray(value)) {
    return null;
  }
  const artifacts = value.map((artifact: unknown) => ({
    name: textOf(field(artifact, 'name')) ?? '',
    role: textOf(field(artifact, 'role')) ?? '',
    sha256: textOf(field(artifact, 'sha256')) ?? '',
    bytes: Number(field(artifact, 'bytes') ?? Number.NaN),
    datapackageSha256: textOf(field(artifact, 'datapackageSha256')),
  }));
  const isWhole = artifacts.every(
    ({ name, sha256, bytes }) => name !== '' && /^[0-9a-f]{64}$/.test(sha256) && Number.isSafeInteger(bytes),
  );
  return isWhole ? artifacts : null;
}
