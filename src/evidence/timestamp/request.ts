import { randomBytes } from 'node:crypto';

export interface TimestampRequest {
  /** DER of a TimeStampReq (RFC 3161, section 2.4.1), for `application/timestamp-query`. */
  der: Uint8Array;
  /** Big-endian, as the answer must repeat it. */
  nonce: Uint8Array;
}

const sha256Algorithm = Buffer.from('300d06096086480165030402010500', 'hex');
const nonceBytes = 8;

/** Asks for a token over data with that SHA-256, with a nonce of its own and the signer's certificate in the answer. */
export function timestampRequest(sha256: Uint8Array): TimestampRequest {
  const nonce = randomBytes(nonceBytes);
  // Positive and in its shortest form, whatever was drawn.
  nonce.writeUInt8((nonce.readUInt8(0) & 0x3f) | 0x40, 0);
  const imprint = sequence(sha256Algorithm, element(0x04, sha256));
  const version = element(0x02, Uint8Array.of(1));
  const certificateRequested = element(0x01, Uint8Array.of(0xff));
  return {
    der: new Uint8Array(sequence(version, imprint, element(0x02, nonce), certificateRequested)),
    nonce: new Uint8Array(nonce),
  };
}

function sequence(...parts: Uint8Array[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

/** All of these are shorter than 128 bytes. */
function element(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(tag, content.length), content]);
}
