import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { nameOfSourceSecret } from '#api/inbound/connectors.ts';
import { nameOfSecret } from '#api/webhook-desk.ts';
import type { DumpFacts } from '#catalogue/catalogue.ts';
import { acquireDataDirectoryLock } from '#catalogue/data-directory-lock.ts';
import { restoreEmbedded, restoreServer } from '#catalogue/dump/restore-catalogue.ts';
import type { SealedSecret } from '#catalogue/dump/restore-dump.ts';
import { type Config, readConfig } from '#config.ts';
import { ConfigurationError } from '#domain/errors.ts';
import { UnsealError, unseal } from '#evidence/keys/sealed-secret.ts';
import { makeDataDirectory } from './data-directory.ts';

type OnProgress = (step: 'check' | 'load', fraction: number) => void;

/**
 * Puts a dump into the database that is configured, which must be new. Nothing may run on it. Rejects, with nothing changed,
 * where the dump's secrets do not open with the keys that are configured.
 */
export async function restore(path: string, onProgress: OnProgress): Promise<DumpFacts> {
  const config = readConfig();
  const order = {
    path,
    onProgress,
    signal: new AbortController().signal,
    checkSecrets: (secrets: readonly SealedSecret[]) => checkSecrets(config, secrets),
  };
  if (config.databaseUrl !== null) {
    return restoreServer(config.databaseUrl, order);
  }
  await makeDataDirectory(config.dataDir);
  await using _lock = await acquireDataDirectoryLock(config.dataDir);
  return await restoreEmbedded(join(config.dataDir, 'pg'), order);
}

const signingKeySchema = z.object({ sealed: z.string() });

async function checkSecrets(config: Config, secrets: readonly SealedSecret[]): Promise<void> {
  const pem = config.signingKeyFile === null ? null : await readFile(config.signingKeyFile, 'utf8');
  const key = config.secretKey ?? pem ?? (await secretKeyOf(config));
  for (const { kind, id, value } of secrets) {
    if (kind === 'signing-key' && pem !== null) {
      continue;
    }
    const name = { 'signing-key': id, webhook: nameOfSecret(id), source: nameOfSourceSecret(id) }[kind];
    const sealed = kind === 'signing-key' ? signingKeySchema.parse(JSON.parse(value)).sealed : value;
    if (key === null) {
      throw cannotOpen('it holds secrets, and there is no key here to open them');
    }
    try {
      await unseal(key, name, sealed);
    } catch (error) {
      throw error instanceof UnsealError ? cannotOpen(error.message) : error;
    }
  }
}

/** Null where there is none: making one would only put a wrong one there. */
async function secretKeyOf({ databaseUrl, dataDir }: Config): Promise<string | null> {
  const text =
    databaseUrl === null ? await readFile(join(dataDir, 'secret-key'), 'utf8').catch(nullIfMissing) : null;
  return text?.trim() ?? null;
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') {
    return null;
  }
  throw error;
}

function cannotOpen(why: string): ConfigurationError {
  return new ConfigurationError([
    `SECRET_KEY is not the one of the archive that was dumped (${why}). Give that one; an embedded archive has it in the file ` +
      'secret-key of its DATA_DIR, which can be copied into the new DATA_DIR. Nothing was restored',
  ]);
}
