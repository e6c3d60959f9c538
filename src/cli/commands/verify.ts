import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { checkFact } from '#catalogue/check-fact.ts';
import type { AuditedStorage } from '#evidence/audit/ground.ts';
import type { Report } from '#evidence/verify/report.ts';
import { verifyPath } from '#evidence/verify-path.ts';
import { storageIn, type VerifyStorageOptions, verifyStored } from '#evidence/verify-storage.ts';
import { CommandFailure, UsageError } from '../failures.ts';
import { note, printJson } from '../terminal.ts';
import { printReport } from './verify-table.ts';

interface VerifyFlags {
  json?: boolean;
  roots?: string;
}

/** Checks archives and captures by what is in them. Opens no catalogue, and no connection but to a storage that is a server. */
export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('check captures and archives: hashes, signatures, log, timestamps; uses no network')
    .argument(
      '<subject...>',
      'files (.wacz, a bag), folders (a bag, a capture, a storage), or ids of captures',
    )
    .option('--roots <file>', 'PEM of the roots that you trust for timestamps')
    .option('--json', 'print one JSON document a line')
    .action(async (subjects: string[], { json, roots }: VerifyFlags) => {
      const pem = roots === undefined ? '' : await readRoots(roots);
      let ok = true;
      for (const subject of subjects) {
        const report = await verifyOne(subject, pem);
        ok &&= report.ok;
        if (json) {
          printJson(report);
        } else {
          printReport(report);
        }
      }
      if (!ok) {
        throw new CommandFailure('');
      }
    });
}

async function verifyOne(subject: string, roots: string): Promise<Report> {
  const options = {
    ...{ subject, roots, checkFact },
    newHash: () => createHash('sha256'),
    signal: new AbortController().signal,
  } satisfies VerifyStorageOptions;
  const report = (await verifyPath(subject, options)) ?? (await verifyCaptureInStorage(subject, options));
  if (report === null) {
    throw new UsageError(
      `${subject} is no archive, no folder with one, and no capture in storage (DATA_DIR, STORAGE_URL).`,
    );
  }
  return report;
}

async function verifyCaptureInStorage(
  subject: string,
  options: VerifyStorageOptions,
): Promise<Report | null> {
  if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(subject)) {
    return null;
  }
  return await verifyStored(await configuredStorage(), subject, options);
}

/** A folder is only read; of a server no more is asked than that. */
async function configuredStorage(): Promise<AuditedStorage> {
  const { readConfig } = await import('#config.ts');
  const { storage } = readConfig();
  if (storage.kind === 'file') {
    return storageIn(storage.directory);
  }
  const { openLocalStorages } = await import('#local-storage.ts');
  return (await openLocalStorages(note)).storage;
}

async function readRoots(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--roots: ${error instanceof Error ? error.message : String(error)}`);
  }
}
