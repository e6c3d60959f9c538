import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';

/** The secret was sealed under another key, or is damaged. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

const format = 'scrypt-aes256gcm-1';
/** A person may have chosen the key: 16 MB and some 40 ms for each guess. */
const cost = { N: 16_384, r: 8, p: 1 } satisfies ScryptOptions;
const saltBytes = 16;
const ivBytes = 12;
const tagBytes = 16;

/** `text` encrypted and authenticated (AES-256-GCM) under a key derived from `secretKey`; `name` is bound to it. */
export async function seal(secretKey: string, name: string, text: string): Promise<string> {
  const [salt, iv] = [randomBytes(saltBytes), randomBytes(ivBytes)];
  const cipher = createCipheriv('aes-256-gcm', await derive(secretKey, salt), iv).setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${format}:${Buffer.concat([salt, iv, cipher.getAuthTag(), sealed]).toString('base64')}`;
}

/** Rejects with `UnsealError`. */
export async function unseal(secretKey: string, name: string, sealed: string): Promise<string> {
  const [, encoded] = sealed.split(`${format}:`);
  const bytes = Buffer.from(encoded ?? '', 'base64');
  const salt = bytes.subarray(0, saltBytes);
  const iv = bytes.subarray(saltBytes, saltBytes + ivBytes);
  const tag = bytes.subarray(saltBytes + ivBytes, saltBytes + ivBytes + tagBytes);
  try {
    const decipher = createDecipheriv('aes-256-gcm', await derive(secretKey, salt), iv)
      .setAAD(Buffer.from(name))
      .setAuthTag(tag);
    const rest = bytes.subarray(saltBytes + ivBytes + tagBytes);
    return Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new UnsealError(`The secret ${name} does not open with this key`, { cause });
  }
}

function derive(secretKey: string, salt: Buffer): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(secretKey, salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key)));
  return promise;
}
