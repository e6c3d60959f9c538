import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBeneath, nullWhereMissing, readRange } from '#storage/files.ts';
import { objectSource } from '#storage/object-source.ts';
import type { FileSource, Files } from './verify/files.ts';

/** The files of a folder, opened for each read and never all at once. */
export function folderFiles(folder: string): Files {
  return {
    paths: (prefix) => filesBeneath(folder, { prefix }),
    async open(path) {
      const file = join(folder, path);
      const found = await stat(file).catch(nullWhereMissing);
      return found?.isFile() ? fileSource(file, found.size) : null;
    },
  };
}

export function fileSource(file: string, bytes: number): FileSource {
  const getObject = async (_: string, range?: { start: number; end: number }) => ({
    bytes,
    body: readRange(file, range),
  });
  return objectSource({ getObject }, { sha256: file, bytes });
}
