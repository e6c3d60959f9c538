import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Catalogue } from '#catalogue/catalogue.ts';
import { readConfig } from '../../src/config.ts';
import { openContext } from '../../src/context.ts';
import { checkArchive } from '../faults/checker.ts';
import type { Ledger } from './ledger.ts';

const bin = fileURLToPath(new URL('../../bin/embed-archiver.mjs', import.meta.url));
const auditWithinMs = 600_000;
const audited = z.object({
  files: z.number(),
  bytes: z.number(),
  damage: z.array(z.object({ key: z.string(), problem: z.string() })),
});

export interface Held {
  captures: number;
  looks: number;
  audit: { files: number; bytes: number; damaged: number };
  /** Seconds from the answer to the end of the capture, in order. */
  secondsToCapture: number[];
  problems: string[];
}

/** Holds what the archive has against what clients were told. Nothing of the service runs any more. */
export async function whatIsHeld(ledger: Ledger, environment: Record<string, string>): Promise<Held> {
  // AWS's SDK looks for them in the process's own environment.
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    process.env[name] = environment[name];
  }
  await using context = await openContext(readConfig(environment), { role: 'api' });
  const { catalogue, storage } = context;
  const expected = (id: string) => ledger.promised.get(id)?.expected ?? 'complete';
  const verdict = await checkArchive(catalogue, storage, [...ledger.promised.keys()], [], {
    expectedOf: expected,
  });
  const looks = await looksKept(ledger, catalogue);
  const audit = await auditAll(environment);
  return {
    captures: verdict.complete,
    looks: ledger.rechecks.size - looks.length,
    audit: { files: audit.files, bytes: audit.bytes, damaged: audit.damage.length },
    secondsToCapture: await timesToCapture(ledger, catalogue),
    problems: [
      ...verdict.problems,
      ...looks,
      ...audit.damage.map(({ key, problem }) => `${key} in storage: ${problem}`),
    ],
  };
}

/** In a sentence each: posts that were to be looked at again, and were not. */
async function looksKept({ rechecks }: Ledger, catalogue: Catalogue): Promise<string[]> {
  const missing: string[] = [];
  for (const [postId, promisedAt] of rechecks) {
    const { last } = await catalogue.looks.of(postId);
    if (last === null || Date.parse(last.at) < promisedAt.getTime()) {
      missing.push(`${postId} was to be looked at again, and was not since ${last?.at ?? 'ever'}`);
    }
  }
  return missing;
}

async function timesToCapture({ promised }: Ledger, catalogue: Catalogue): Promise<number[]> {
  const seconds: number[] = [];
  for (const [id, { acceptedAt }] of promised) {
    const capture = await catalogue.captures.get(id);
    if (capture?.finishedAt) {
      seconds.push((Date.parse(capture.finishedAt) - acceptedAt.getTime()) / 1000);
    }
  }
  return seconds.toSorted((a, b) => a - b);
}

/** Every byte of storage against its hash, by the command that operators have for it. */
async function auditAll(environment: Record<string, string>): Promise<z.output<typeof audited>> {
  const command = [bin, 'audit', '--json'];
  const options = { env: { ...process.env, ...environment }, timeout: auditWithinMs, maxBuffer: 50_000_000 };
  // With damage it ends with 1, and says on stdout what.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, options).catch(
    (error) => error,
  );
  if (!stdout) {
    throw new Error(`The audit told nothing; it said: ${stderr}`);
  }
  return audited.parse(JSON.parse(stdout));
}
