import type { Storage } from '#storage/storage.ts';
import { listPublishedKeys } from '../keys/published-keys.ts';
import { keyIdOf, rawPublicKeyOf } from '../keys/signing-key.ts';
import { type Purged, readPurged } from '../purges.ts';

/** One file that is not what it should be; `key` is its path below the storage's root. */
export interface Damage {
  key: string;
  /** Reads on from the key: `does not hash to its name`. */
  problem: string;
}

export type AuditedStorage = Pick<
  Storage,
  'listDocuments' | 'getDocument' | 'listObjects' | 'getObject' | 'statObject'
>;

/** What is wrong with a fact or a pointer, by its key and its JSON; null where nothing is. The catalogue knows their shapes. */
export type CheckFact = (key: string, document: Record<string, unknown>) => string | null;

export interface AuditOptions {
  storage: AuditedStorage;
  checkFact: CheckFact;
  /** Told of what was read, before more is; it may take its time. */
  onBytes?: (bytes: number) => Promise<void>;
  signal: AbortSignal;
}

/** What checks of single files need to know of the others. */
export interface AuditGround extends AuditOptions {
  onBytes: (bytes: number) => Promise<void>;
  purged: Purged;
  /** Those that can be read. */
  keys: AuditKey[];
  /** True where some published key is damaged, so that a signature of an unknown key may be its. */
  someKeyDamaged: boolean;
}

export interface AuditKey {
  keyId: string;
  /** 32 bytes. */
  raw: Uint8Array;
}

export async function openGround(options: AuditOptions): Promise<AuditGround> {
  const { storage } = options;
  const published = await Array.fromAsync(storage.listDocuments('facts/keys/'));
  const keys = (await listPublishedKeys(storage)).flatMap(({ publicKeyPem }) => {
    const raw = rawPublicKeyOf(publicKeyPem);
    return raw === null ? [] : [{ keyId: keyIdOf(raw), raw }];
  });
  return {
    ...options,
    onBytes: options.onBytes ?? (async () => {}),
    purged: await readPurged(storage),
    keys,
    someKeyDamaged: keys.length < published.length,
  };
}

/** Where an object lies. */
export function objectKey(sha256: string): string {
  return `objects/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}

/** Reads a document and tells so. */
export async function readDocument(ground: AuditGround, key: string): Promise<Uint8Array | null> {
  ground.signal.throwIfAborted();
  const body = await ground.storage.getDocument(key);
  await ground.onBytes(body?.byteLength ?? 0);
  return body;
}
