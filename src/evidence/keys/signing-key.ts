import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';

/** What others need to check signatures. */
export interface PublicKey {
  /** The first 16 hex digits of the SHA-256 of the 32 raw bytes. */
  keyId: string;
  algorithm: 'Ed25519';
  /** SPKI. */
  publicKeyPem: string;
}

/** An Ed25519 key (RFC 8032) that signs; deterministic, so two who sign the same bytes make the same signature. */
export interface SigningKey extends PublicKey {
  /** 32 raw bytes. */
  publicKey: Uint8Array;
  /** 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** A new one, with its private part as PEM (PKCS #8). */
export function generateSigningKey(): { key: SigningKey; privateKeyPem: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    key: signingKeyOf(privateKey),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Throws a `TypeError` where the PEM holds no Ed25519 private key. */
export function readSigningKey(privateKeyPem: string): SigningKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(privateKeyPem);
  } catch (cause) {
    throw new TypeError('holds no private key in PEM (PKCS #8)', { cause });
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new TypeError(`holds a key of the kind ${privateKey.asymmetricKeyType}, not Ed25519`);
  }
  return signingKeyOf(privateKey);
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const spki = createPublicKey(privateKey);
  const publicKey = rawPublicKey(spki);
  return {
    keyId: keyIdOf(publicKey),
    algorithm: 'Ed25519',
    publicKeyPem: spki.export({ type: 'spki', format: 'pem' }).toString(),
    publicKey,
    sign: (bytes) => new Uint8Array(sign(null, bytes, privateKey)),
  };
}

/** The 32 raw bytes of a public key in PEM; null where it is none of Ed25519. */
export function rawPublicKeyOf(publicKeyPem: string): Uint8Array | null {
  try {
    const key = createPublicKey(publicKeyPem);
    return key.asymmetricKeyType === 'ed25519' ? rawPublicKey(key) : null;
  } catch {
    // Unreadable is as good as another kind of key: nothing can be checked with it.
    return null;
  }
}

export function keyIdOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url'));
}
