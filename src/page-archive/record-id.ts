import { createHash } from 'node:crypto';

/** The namespace of the ids below: made once, at random. */
const namespace = Buffer.from('7f0c9a3e5d0b4c6a9c6e2f8d41b7a953', 'hex');

/** A record's id follows from what the record is (RFC 9562, version 5), so that the same input gives the same archive. */
export function recordId(captureId: string, kind: string, position: number, digest: string): string {
  const hash = createHash('sha1')
    .update(namespace)
    .update(`${captureId}/${kind}/${position}/${digest}`)
    .digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return `<urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}>`;
}
