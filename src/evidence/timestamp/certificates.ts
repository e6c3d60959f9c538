import { Certificate, ExtKeyUsage } from 'pkijs';

/** Certificates of those who timestamp, and the way from one to a root. Runs in browsers too. */

/** Why a chain does not hold, in words. */
export class BrokenChainError extends Error {
  override readonly name = 'BrokenChainError';
}

export interface CertificateChain {
  /** The signer's first, its root last, as far as it is known. */
  certificates: Certificate[];
  /** True where the last one is among the anchors. */
  trusted: boolean;
}

const timeStamping = '1.3.6.1.5.5.7.3.8';
const extendedKeyUsage = '2.5.29.37';
const longestChain = 8;
const keyCertSign = 0x04;

/** All certificates of a PEM text; what cannot be read is left out. */
export function readCertificates(pem: string): Certificate[] {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g);
  return Array.from(blocks, ([, encoded]) => readCertificate(encoded ?? '')).filter((read) => read !== null);
}

function readCertificate(encoded: string): Certificate | null {
  try {
    const der = Uint8Array.from(atob(encoded.replace(/\s/g, '')), (character) => character.charCodeAt(0));
    return Certificate.fromBER(der);
  } catch {
    // Not every certificate of a system's store can be read by everybody.
    return null;
  }
}

export function certificatePem(certificate: Certificate): string {
  const der = certificateDer(certificate);
  const encoded = btoa(Array.from(der, (byte) => String.fromCharCode(byte)).join(''));
  return `-----BEGIN CERTIFICATE-----\n${encoded.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** With the bytes that its issuer signed as they came: a library that mends what it encodes anew must not mend those. */
export function certificateDer(certificate: Certificate): Uint8Array {
  const body = [
    ...certificate.tbsView,
    ...new Uint8Array(certificate.signatureAlgorithm.toSchema().toBER()),
    ...new Uint8Array(certificate.signatureValue.toBER()),
  ];
  return Uint8Array.from([0x30, ...lengthOctets(body.length), ...body]);
}

/** X.690, section 8.1.3. */
function lengthOctets(length: number): number[] {
  if (length < 0x80) {
    return [length];
  }
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    octets.unshift(rest % 256);
  }
  return [0x80 | octets.length, ...octets];
}

export function subjectOf(certificate: Certificate): string {
  return certificate.subject.typesAndValues.map(({ value }) => String(value.valueBlock.value)).join(', ');
}

/** The certificate may timestamp and nothing else, said in a critical extension (RFC 3161, section 2.3). */
export function mayTimestamp(certificate: Certificate): boolean {
  const extension = certificate.extensions?.find(({ extnID }) => extnID === extendedKeyUsage);
  const purposes = extension?.parsedValue instanceof ExtKeyUsage ? extension.parsedValue.keyPurposes : [];
  return extension?.critical === true && purposes.length === 1 && purposes[0] === timeStamping;
}

/**
 * The chain from `signer` through `known` to an anchor, or as far as it goes: to a root that nobody vouched for, or to a
 * certificate whose issuer is not at hand. Every certificate must have been valid `at` that time. Rejects with
 * `BrokenChainError`. Revocation is not looked up: a token is checked offline, years later.
 */
export async function chainOf(
  signer: Certificate,
  { known, anchors, at }: { known: readonly Certificate[]; anchors: readonly Certificate[]; at: Date },
): Promise<CertificateChain> {
  const certificates = [signer];
  assertValid(signer, at);
  for (let last = signer; certificates.length < longestChain; ) {
    if (anchors.some((anchor) => isSame(anchor, last))) {
      return { certificates, trusted: true };
    }
    if (last.subject.isEqual(last.issuer)) {
      return { certificates, trusted: false };
    }
    const issuer = await issuerOf(last, [...anchors, ...known]);
    if (issuer === null) {
      return { certificates, trusted: false };
    }
    assertValid(issuer, at);
    certificates.push(issuer);
    last = issuer;
  }
  throw new BrokenChainError(`More than ${longestChain} certificates lead to no root`);
}

function assertValid(certificate: Certificate, at: Date): void {
  if (at < certificate.notBefore.value || at > certificate.notAfter.value) {
    const span = `${certificate.notBefore.value.toISOString()} to ${certificate.notAfter.value.toISOString()}`;
    throw new BrokenChainError(`The certificate of ${subjectOf(certificate)} was valid from ${span}`);
  }
}

/** Null where none is at hand; one that is and did not sign is no issuer. */
async function issuerOf(
  certificate: Certificate,
  candidates: readonly Certificate[],
): Promise<Certificate | null> {
  for (const candidate of candidates) {
    if (
      candidate.subject.isEqual(certificate.issuer) &&
      mayIssue(candidate) &&
      (await didSign(candidate, certificate))
    ) {
      return candidate;
    }
  }
  return null;
}

/** A version 1 root has no extensions to say so. */
function mayIssue(certificate: Certificate): boolean {
  const basic = certificate.extensions?.find(({ extnID }) => extnID === '2.5.29.19')?.parsedValue;
  const usage = certificate.extensions?.find(({ extnID }) => extnID === '2.5.29.15')?.parsedValue;
  const isAuthority = certificate.version === 0 || basic?.cA === true;
  const mayCertify = usage === undefined || (usage.valueBlock.valueHexView[0] & keyCertSign) !== 0;
  return isAuthority && mayCertify;
}

async function didSign(issuer: Certificate, certificate: Certificate): Promise<boolean> {
  try {
    return await certificate.verify(issuer);
  } catch {
    // An algorithm that is not known here cannot vouch for anything here.
    return false;
  }
}

function isSame(one: Certificate, other: Certificate): boolean {
  const [a, b] = [one.tbsView, other.tbsView];
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
