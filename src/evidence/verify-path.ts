import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nullWhereMissing } from '#storage/files.ts';
import type { Files } from './verify/files.ts';
import { Findings, type Report } from './verify/report.ts';
import { verifyFile, verifyTree } from './verify/verify-file.ts';
import { fileSource, folderFiles } from './verify-folder-files.ts';
import { storageIn, type VerifyStorageOptions, verifyStorage } from './verify-storage.ts';

/**
 * Checks what lies at a path: a WACZ, a bag (folder or ZIP), a capture's files, an unpacked WACZ, a storage or the DATA_DIR that has it, or
 * a folder of those. Null where nothing is there that can be checked.
 */
export async function verifyPath(path: string, options: VerifyStorageOptions): Promise<Report | null> {
  const found = await stat(path).catch(nullWhereMissing);
  if (found === null) {
    return null;
  }
  return found.isDirectory()
    ? await verifyFolder(path, options)
    : await verifyFile(fileSource(path, found.size), options);
}

async function verifyFolder(path: string, options: VerifyStorageOptions): Promise<Report | null> {
  const storage = await storageFolderIn(path);
  if (storage !== null) {
    return await verifyStorage(storageIn(storage), options);
  }
  const files = folderFiles(path);
  const report = await verifyTree(files, { ...options, findings: new Findings(), source: null });
  return report ?? (await verifyArchivesIn(path, files, options));
}

/** The folder itself, or the `storage` in a DATA_DIR; null where it is none. */
async function storageFolderIn(path: string): Promise<string | null> {
  for (const folder of [path, join(path, 'storage')]) {
    const parts = await Promise.all(
      ['manifests', 'objects'].map((name) => stat(join(folder, name)).catch(nullWhereMissing)),
    );
    if (parts.some((part) => part?.isDirectory())) {
      return folder;
    }
  }
  return null;
}

/** The archives that lie in a folder, each for itself. */
async function verifyArchivesIn(
  path: string,
  files: Files,
  options: VerifyStorageOptions,
): Promise<Report | null> {
  const findings = new Findings();
  for await (const name of files.paths('')) {
    const source = /\.(?:wacz|zip)$/.test(name) ? await files.open(name) : null;
    if (source !== null) {
      findings.contained.push(await verifyFile(source, { ...options, subject: join(path, name) }));
    }
  }
  return findings.contained.length === 0 ? null : findings.report(options.subject, 'folder');
}
