import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The revision of the source that runs: from the file `REVISION` that a build leaves beside package.json, or as `.git` has it
 * checked out; null where neither is there.
 */
export async function readRevision(root: string): Promise<string | null> {
  const written = await readIfThere(join(root, 'REVISION'));
  const head = written ?? (await readIfThere(join(root, '.git/HEAD')));
  const branch = /^ref: (\S+)$/.exec(head ?? '')?.[1];
  const revision = branch === undefined ? head : await readBranch(root, branch);
  return /^[0-9a-f]{40,64}$/.test(revision ?? '') ? revision : null;
}

async function readBranch(root: string, branch: string): Promise<string | null> {
  const packed = async () => {
    const lines = ((await readIfThere(join(root, '.git/packed-refs'))) ?? '').split('\n');
    return lines.find((line) => line.endsWith(` ${branch}`))?.split(' ')[0] ?? null;
  };
  return (await readIfThere(join(root, '.git', branch))) ?? (await packed());
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}
