import { hkdfSync } from 'node:crypto';

/** A key of 32 bytes for one purpose alone (HKDF-SHA256, RFC 5869): `label` names it, and it tells nothing of `secret`. */
export function deriveKey(secret: string, label: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `embed-archiver/${label}`, 32));
}
