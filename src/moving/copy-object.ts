import { createHash } from 'node:crypto';
import type { Storage } from '#storage/storage.ts';

/** What is read of a storage. */
export type Source = Pick<
  Storage,
  'listObjects' | 'getObject' | 'statObject' | 'listDocuments' | 'getDocument'
>;

/** `missing`, `damaged`: at the source; nothing was written. */
export type CopiedObject = { kind: 'copied'; bytes: number } | { kind: 'missing' } | { kind: 'damaged' };

/** What arrives is hashed on its way: other bytes than the name says never become visible. */
export async function copyObject(
  sha256: string,
  from: Source,
  to: Storage,
  signal: AbortSignal,
): Promise<CopiedObject> {
  const found = await from.getObject(sha256);
  if (found === null) {
    return { kind: 'missing' };
  }
  try {
    const { bytes } = await to.putObject(hashed(found.body, sha256), signal);
    return { kind: 'copied', bytes };
  } catch (error) {
    if (error instanceof DamagedSourceError) {
      return { kind: 'damaged' };
    }
    throw error;
  }
}

class DamagedSourceError extends Error {
  override readonly name = 'DamagedSourceError';
}

async function* hashed(body: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) {
    throw new DamagedSourceError(`the source gives other bytes than ${sha256}`);
  }
}
