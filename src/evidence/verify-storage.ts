import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { filesBeneath, nullWhereMissing, readRange } from '#storage/files.ts';
import { isDocumentKey } from '#storage/names.ts';
import { auditStorage } from './audit/audit-storage.ts';
import { type AuditedStorage, type CheckFact, type Damage, openGround } from './audit/ground.ts';
import { Findings, type Report } from './verify/report.ts';
import type { VerifyOptions } from './verify/verify-wacz.ts';
import { verifyStoredCapture } from './verify-capture.ts';
import { folderFiles } from './verify-folder-files.ts';

export interface VerifyStorageOptions extends VerifyOptions {
  checkFact: CheckFact;
  signal: AbortSignal;
}

/** A storage as it lies in a folder. Reads alone: nothing is made or touched there. */
export function storageIn(folder: string): AuditedStorage {
  const files = folderFiles(folder);
  const objectPath = (sha256: string) =>
    join(folder, 'objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const statObject = async (sha256: string) => {
    const found = await stat(objectPath(sha256)).catch(nullWhereMissing);
    return found && { bytes: found.size };
  };
  return {
    statObject,
    async getObject(sha256, range) {
      const found = await statObject(sha256);
      return found && { bytes: found.bytes, body: readRange(objectPath(sha256), range) };
    },
    async *listObjects() {
      for await (const path of filesBeneath(join(folder, 'objects'), {})) {
        const found = await stat(join(folder, 'objects', path)).catch(nullWhereMissing);
        if (found) {
          yield { sha256: basename(path), bytes: found.size, modifiedAt: found.mtime };
        }
      }
    },
    async getDocument(key) {
      const source = await files.open(key);
      return source && new Uint8Array(await source.slice(0, source.size).arrayBuffer());
    },
    async *listDocuments(prefix, after = '') {
      for await (const key of filesBeneath(folder, { prefix, behind: after })) {
        if (isDocumentKey(key)) {
          yield key;
        }
      }
    },
  };
}

/** Every file of a storage, then each capture in it. */
export async function verifyStorage(storage: AuditedStorage, options: VerifyStorageOptions): Promise<Report> {
  const findings = new Findings();
  let files = 0;
  const damaged: Damage[] = [];
  for await (const { damage } of auditStorage({ storage, ...options })) {
    files += 1;
    damaged.push(...damage);
  }
  for (const { key, problem } of damaged) {
    findings.fail('stored', key, problem);
  }
  if (damaged.length === 0) {
    findings.pass('stored', null, `${files} files, each with its hash`);
  }
  const ground = await openGround({ storage, ...options });
  for await (const key of storage.listDocuments('captures/')) {
    const captureId = basename(key, '.json');
    const report = await verifyStoredCapture(captureId, {
      ...options,
      subject: captureId,
      audited: damaged,
      ground,
    });
    findings.contained.push(...(report === null ? [] : [report]));
  }
  return findings.report(options.subject, 'storage');
}

/** One capture of a storage; null where it has none by that id. */
export async function verifyStored(
  storage: AuditedStorage,
  captureId: string,
  options: VerifyStorageOptions,
): Promise<Report | null> {
  const ground = await openGround({ storage, ...options });
  return await verifyStoredCapture(captureId, { ...options, ground, audited: null });
}
