import {
  Certificate,
  ContentInfo,
  SignedData,
  SignedDataVerifyError,
  type SignerInfo,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';
import { sameBytes } from '../log/merkle.ts';
import { BrokenChainError, certificatePem, chainOf, mayTimestamp, subjectOf } from './certificates.ts';
import { namesCertificate } from './signing-certificate.ts';

/** A time stamp response (RFC 3161) that says nothing of these data, in words. */
export class WrongTimestampError extends Error {
  override readonly name = 'WrongTimestampError';
}

export interface Timestamp {
  /** When the data existed, by the authority's clock. */
  at: Date;
  /** The subject of the certificate that signed. */
  signer: string;
  /** PEM, the signer's first. */
  chainPem: string;
  /** Where the chain ends, and whether that is one of the anchors. */
  root: { subject: string; trusted: boolean };
}

export interface TimestampExpectation {
  /** Exactly what was stamped. */
  data: Uint8Array;
  /** As it was asked with; null where that is not known any more. */
  nonce: Uint8Array | null;
  anchors: readonly Certificate[];
}

const signedDataType = '1.2.840.113549.1.7.2';
const tstInfoType = '1.2.840.113549.1.9.16.1.4';
const contentTypeAttribute = '1.2.840.113549.1.9.3';
const sha256 = '2.16.840.1.101.3.4.2.1';
const granted = [0, 1];

/**
 * Checks a raw response over `data`: status, imprint, nonce, signature, purpose, chain at the stamped time. Rejects with
 * `WrongTimestampError`. A root that is not among the anchors is no error, and is said. Runs in browsers too.
 */
export async function checkTimestamp(
  response: Uint8Array,
  { data, nonce, anchors }: TimestampExpectation,
): Promise<Timestamp> {
  const signed = readToken(response);
  const info = readInfo(signed);
  await assertImprint(info, data);
  assertNonce(info, nonce);
  const signer = await verifySignature(signed, data);
  if (!mayTimestamp(signer)) {
    throw new WrongTimestampError('The certificate that signed is not for time stamping alone');
  }
  const known = (signed.certificates ?? []).filter((certificate) => certificate instanceof Certificate);
  try {
    const { certificates, trusted } = await chainOf(signer, { known, anchors, at: info.genTime });
    return {
      at: info.genTime,
      signer: subjectOf(signer),
      chainPem: certificates.map(certificatePem).join(''),
      root: { subject: subjectOf(certificates.at(-1) ?? signer), trusted },
    };
  } catch (cause) {
    throw cause instanceof BrokenChainError ? new WrongTimestampError(cause.message, { cause }) : cause;
  }
}

function readToken(response: Uint8Array): SignedData {
  const answer = parsed('a time stamp response', () => TimeStampResp.fromBER(new Uint8Array(response)));
  if (!granted.includes(answer.status.status)) {
    const words = answer.status.statusStrings?.map(({ valueBlock }) => valueBlock.value).join(' ') ?? '';
    throw new WrongTimestampError(`The authority refused: status ${answer.status.status} ${words}`.trimEnd());
  }
  const token = answer.timeStampToken;
  if (token?.contentType !== signedDataType) {
    throw new WrongTimestampError('The answer carries no signed token');
  }
  return parsed('signed data', () => new SignedData({ schema: new ContentInfo(token).content }));
}

function readInfo(signed: SignedData): TSTInfo {
  const { eContentType, eContent } = signed.encapContentInfo;
  if (eContentType !== tstInfoType || eContent === undefined) {
    throw new WrongTimestampError('What was signed is no time stamp');
  }
  return parsed('a time stamp', () => TSTInfo.fromBER(eContent.getValue()));
}

async function assertImprint({ messageImprint }: TSTInfo, data: Uint8Array): Promise<void> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(data)));
  const { hashAlgorithm, hashedMessage } = messageImprint;
  if (hashAlgorithm.algorithmId !== sha256 || !sameBytes(hashedMessage.valueBlock.valueHexView, hash)) {
    throw new WrongTimestampError('The token is over other data');
  }
}

function assertNonce({ nonce }: TSTInfo, expected: Uint8Array | null): void {
  if (expected !== null && !(nonce && sameBytes(nonce.valueBlock.valueHexView, expected))) {
    throw new WrongTimestampError('The token answers another request: its nonce is not ours');
  }
}

/** One signer, whose certificate the signature itself names (RFC 3161, section 2.4.2). */
async function verifySignature(signed: SignedData, data: Uint8Array): Promise<Certificate> {
  const [signer, ...others] = signed.signerInfos;
  if (signer === undefined || others.length > 0 || !hasContentType(signer)) {
    throw new WrongTimestampError('The token is not signed by one signer as a time stamp');
  }
  try {
    const { signatureVerified, signerCertificate } = await signed.verify({
      signer: 0,
      data: new Uint8Array(data).buffer,
      extendedMode: true,
    });
    if (signatureVerified && signerCertificate && (await namesCertificate(signer, signerCertificate))) {
      return signerCertificate;
    }
  } catch (cause) {
    if (!(cause instanceof SignedDataVerifyError)) {
      throw cause;
    }
    throw new WrongTimestampError(`The token's signature is not right: ${cause.message}`, { cause });
  }
  throw new WrongTimestampError("The token's signature is not right");
}

function hasContentType({ signedAttrs }: SignerInfo): boolean {
  const attribute = signedAttrs?.attributes.find(({ type }) => type === contentTypeAttribute);
  return attribute?.values[0]?.valueBlock.toString() === tstInfoType;
}

function parsed<T>(what: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new WrongTimestampError(`The answer is not ${what}`, { cause });
  }
}
