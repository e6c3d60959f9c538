import { canonicalJson } from '../canonical-json.ts';
import { sameBytes } from '../log/merkle.ts';
import { fromBase64 } from '../log/note.ts';
import { digestOf, type Part } from './files.ts';
import { checkEd25519, field, noEd25519, parseJson, rawKeyOf, textOf } from './manifest.ts';
import type { Findings } from './report.ts';

/** A signed document that names the manifest; `keys` are the public keys at hand, PEM. */
export async function checkAttestation(
  part: Part,
  { manifestSha256, keys }: { manifestSha256: string | null; keys: Part[] },
  findings: Findings,
): Promise<void> {
  const json = parseJson(part.bytes);
  const [kind, keyId, at] = ['kind', 'keyId', 'at'].map((name) => textOf(field(json, name)));
  const signature = fromBase64(textOf(field(json, 'signature')) ?? '');
  if (!kind || !keyId || !at || signature === null || !sameBytes(canonicalJson(json), part.bytes)) {
    findings.fail('attestation', part.path, 'is no signed statement in canonical form');
    return;
  }
  const publicKey = await keyOf(keyId, keys);
  const { signature: _, ...unsigned } = json as Record<string, unknown>;
  const isRight = publicKey && (await checkEd25519(publicKey, signature, canonicalJson(unsigned)));
  if (publicKey === null || isRight === null) {
    const why = publicKey === null ? `the key ${keyId} that signed it is not here` : noEd25519;
    findings.absent('attestation', part.path, why);
  } else if (!isRight) {
    findings.failAmong('attestation', [part.path], part.path, 'is not signed with the key that it names');
  } else if (manifestSha256 !== null && field(json, 'manifestSha256') !== manifestSha256) {
    findings.fail('attestation', part.path, 'is about another manifest');
  } else {
    findings.pass('attestation', part.path, `${kind}, ${at}, key ${keyId}`);
  }
}

async function keyOf(keyId: string, keys: Part[]): Promise<Uint8Array | null> {
  for (const { bytes } of keys) {
    const publicKey = rawKeyOf(bytes);
    if (publicKey !== null && (await digestOf(publicKey)).startsWith(keyId)) {
      return publicKey;
    }
  }
  return null;
}
