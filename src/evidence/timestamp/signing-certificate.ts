import { OctetString, Sequence } from 'asn1js';
import type { Certificate, SignerInfo } from 'pkijs';
import { sameBytes } from '../log/merkle.ts';
import { certificateDer } from './certificates.ts';

/** The attributes SigningCertificate (RFC 2634) and SigningCertificateV2 (RFC 5035), with their hash where none is named. */
const attributes: Record<string, string> = {
  '1.2.840.113549.1.9.16.2.12': 'SHA-1',
  '1.2.840.113549.1.9.16.2.47': 'SHA-256',
};
const hashes: Record<string, string> = {
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

/** Whether what was signed names this certificate as the signer's, so that no other one can be put in its place. */
export async function namesCertificate(
  { signedAttrs }: SignerInfo,
  certificate: Certificate,
): Promise<boolean> {
  for (const { type, values } of signedAttrs?.attributes ?? []) {
    const named = type in attributes ? firstCertificate(values[0]) : null;
    const algorithm = named?.algorithm === undefined ? attributes[type] : hashes[named.algorithm];
    if (named !== null && algorithm !== undefined) {
      const der = new Uint8Array(certificateDer(certificate));
      return sameBytes(new Uint8Array(await crypto.subtle.digest(algorithm, der)), named.hash);
    }
  }
  return false;
}

/** SEQUENCE { SEQUENCE OF SEQUENCE { [SEQUENCE { OID … }] OCTET STRING … } … } */
function firstCertificate(value: unknown): { algorithm: string | undefined; hash: Uint8Array } | null {
  const first = child(child(value, 0), 0);
  const [head, next] = [child(first, 0), child(first, 1)];
  const hash = head instanceof OctetString ? head : next;
  if (!(hash instanceof OctetString)) {
    return null;
  }
  const algorithm = head instanceof Sequence ? String(head.valueBlock.value[0]?.valueBlock) : undefined;
  return { algorithm, hash: hash.valueBlock.valueHexView };
}

function child(value: unknown, index: number): unknown {
  return value instanceof Sequence ? value.valueBlock.value[index] : undefined;
}
