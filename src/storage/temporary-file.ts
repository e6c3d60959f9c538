import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nullWhereMissing } from './files.ts';
import type { StoredObject } from './storage.ts';

/** A file under a name that nobody reads, whole and fsynced; disposing removes that name. */
export interface TemporaryFile extends AsyncDisposable, StoredObject {
  readonly path: string;
}

/** Writes, hashing on the way, and fsyncs. Nothing is left where the source or the disk fails. */
export async function writeTemporaryFile(
  directory: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<TemporaryFile> {
  const path = join(directory, randomUUID());
  const remove = () => rm(path, { force: true });
  const handle = await open(path, 'wx');
  try {
    const written = await writeAll(handle, chunks);
    await handle.sync();
    await handle.close();
    return { ...written, path, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await handle.close().catch(() => undefined);
    await remove();
    throw error;
  }
}

/** Removes what lies there for so long, left by processes that died. Returns how many. */
export async function sweepTemporaryFiles(directory: string, olderThanMs: number): Promise<number> {
  // The file system's own time, not business time: it is compared with what the file system wrote.
  const before = Date.now() - olderThanMs;
  let removed = 0;
  for (const name of (await readdir(directory).catch(nullWhereMissing)) ?? []) {
    const path = join(directory, name);
    const found = await stat(path).catch(nullWhereMissing);
    if (found && found.mtimeMs <= before) {
      await rm(path, { force: true });
      removed += 1;
    }
  }
  return removed;
}

async function writeAll(
  handle: FileHandle,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<StoredObject> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    await handle.writeFile(chunk);
    bytes += chunk.byteLength;
  }
  return { sha256: hash.digest('hex'), bytes };
}
