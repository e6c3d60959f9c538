import { z } from 'zod';
import type { Clock } from '#domain/clock.ts';
import { ConfigurationError, InvalidInputError } from '#domain/errors.ts';
import type { Storage } from '#storage/storage.ts';
import { listPublishedKeys, type PublishedKey, publishKey } from './published-keys.ts';
import { seal, UnsealError, unseal } from './sealed-secret.ts';
import { generateSigningKey, readSigningKey, type SigningKey } from './signing-key.ts';

/** Where secrets lie, sealed: rows of the catalogue. */
export interface Secrets {
  get(name: string): Promise<string | null>;
  /** Unless there is one; resolves to the one that is there then. */
  create(name: string, value: string): Promise<string>;
  /** False where `from` is not the value any more. */
  replace(name: string, from: string, to: string): Promise<boolean>;
}

export interface KeyRingOptions {
  secrets: Secrets;
  storage: Storage;
  clock: Clock;
  /** Seals the private key; null where a file holds it. */
  secretKey: string | null;
  /** The content of SIGNING_KEY_FILE, instead of a key of our own making. */
  signingKeyPem: string | null;
}

const secretName = 'signing-key';
const secretSchema = z.object({ keyId: z.string(), createdAt: z.string(), sealed: z.string() });

/**
 * The key that signs, made at the first start, and the public parts of all that ever did. Processes that start together
 * agree on one. Rejects with `ConfigurationError` where the key cannot be had.
 */
export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const ring = new KeyRing(options);
  await ring.current();
  return ring;
}

export class KeyRing {
  readonly #options: KeyRingOptions;
  #held: { secret: string; key: SigningKey } | null = null;

  constructor(options: KeyRingOptions) {
    this.#options = options;
  }

  /** The key to sign with now: another process may have rotated it. Its public part is in storage. */
  async current(): Promise<SigningKey> {
    const { secrets, signingKeyPem } = this.#options;
    if (signingKeyPem !== null) {
      return this.#hold(signingKeyPem, { key: readFileKey(signingKeyPem), createdAt: this.#now() });
    }
    const secret = (await secrets.get(secretName)) ?? (await secrets.create(secretName, await this.#make()));
    return this.#held?.secret === secret ? this.#held.key : this.#hold(secret, await this.#open(secret));
  }

  /** Public keys, oldest first. */
  list(): Promise<PublishedKey[]> {
    return listPublishedKeys(this.#options.storage);
  }

  /** From now on a new key signs; what the old one signed stays valid. */
  async rotate(): Promise<SigningKey> {
    const { secrets, signingKeyPem } = this.#options;
    if (signingKeyPem !== null) {
      throw new InvalidInputError('signingKey', 'The key is in SIGNING_KEY_FILE: put another there.');
    }
    await this.current();
    const secret = await secrets.get(secretName);
    if (secret !== null) {
      await secrets.replace(secretName, secret, await this.#make());
    }
    return this.current();
  }

  async #make(): Promise<string> {
    const { key, privateKeyPem } = generateSigningKey();
    const sealed = await seal(this.#secretKey(), secretName, privateKeyPem);
    return JSON.stringify({ keyId: key.keyId, createdAt: this.#now(), sealed });
  }

  async #open(secret: string): Promise<{ key: SigningKey; createdAt: string }> {
    const { sealed, createdAt } = secretSchema.parse(JSON.parse(secret));
    try {
      return { key: readSigningKey(await unseal(this.#secretKey(), secretName, sealed)), createdAt };
    } catch (error) {
      if (error instanceof UnsealError) {
        throw new ConfigurationError([
          'SECRET_KEY is not the one that the signing key was sealed with. Give the one of the first start ' +
            '(embedded: the file secret-key in DATA_DIR)',
        ]);
      }
      throw error;
    }
  }

  /** Published before anything is signed with it. */
  async #hold(
    secret: string,
    { key, createdAt }: { key: SigningKey; createdAt: string },
  ): Promise<SigningKey> {
    if (this.#held?.secret !== secret) {
      await publishKey(this.#options.storage, key, createdAt);
      this.#held = { secret, key };
    }
    return this.#held.key;
  }

  #secretKey(): string {
    const { secretKey } = this.#options;
    if (secretKey === null) {
      throw new ConfigurationError([
        'SECRET_KEY is needed with DATABASE_URL: it seals the signing key in the database, and every process must be ' +
          'given the same; for example SECRET_KEY=$(openssl rand -hex 32). Or give the key itself: ' +
          'SIGNING_KEY_FILE=/etc/embed-archiver/signing-key.pem',
      ]);
    }
    return secretKey;
  }

  #now(): string {
    return this.#options.clock.now().toISOString();
  }
}

function readFileKey(pem: string): SigningKey {
  try {
    return readSigningKey(pem);
  } catch (error) {
    throw new ConfigurationError([
      `SIGNING_KEY_FILE ${error instanceof Error ? error.message : String(error)}; for example one made by ` +
        'openssl genpkey -algorithm ed25519',
    ]);
  }
}
