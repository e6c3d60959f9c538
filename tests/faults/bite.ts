import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Change, Fault } from './fault.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What has no defence may never end; it need not be waited for as long as what has. */
const patienceSeconds = 60;

const untried = /^the (run broke off|trouble never struck)/;

export interface Bite {
  name: string;
  defence: string;
  /** The first things that went wrong without it. */
  problems: string[];
}

/** Rejects where the source has changed so that the defence of one of them could not be taken out. */
export async function assertCanBite(faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) {
    for (const change of changesOf(fault)) {
      await textWith(root, change);
    }
  }
}

/** Runs the fault on a copy of the source without what stands against it. One that finds nothing there proves nothing here. */
export async function bite(fault: Fault, log: (line: string) => void): Promise<Bite> {
  const folder = await mkdtemp(join(tmpdir(), 'bite-'));
  try {
    await copyTree(folder);
    for (const change of changesOf(fault)) {
      await takeOut(folder, change);
    }
    const problems = await problemsThere(folder, fault, log);
    return { name: fault.name, defence: fault.defence.what, problems };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As it lies here, changed files and new ones too. */
async function copyTree(folder: string): Promise<void> {
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  if (listed.status !== 0) {
    throw new Error(`git does not list the files: ${listed.stderr}`);
  }
  for (const path of listed.stdout.split('\0').filter(Boolean)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(join(root, path), join(folder, path)).catch(unlessDeleted);
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
}

function unlessDeleted(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') {
    throw error;
  }
}

async function takeOut(folder: string, change: Change): Promise<void> {
  const text = await textWith(folder, change);
  await writeFile(
    join(folder, change.file),
    text.replace(change.code, () => change.instead),
  );
}

async function textWith(folder: string, { file, code }: Change): Promise<string> {
  const text = await readFile(join(folder, file), 'utf8');
  const places = text.split(code).length - 1;
  if (places !== 1) {
    throw new Error(`${file} has the defence at ${places} places instead of 1: ${code}`);
  }
  return text;
}

function changesOf({ defence }: Fault): Change[] {
  return [defence, ...(defence.and ?? [])];
}

async function problemsThere(
  folder: string,
  { name, rounds }: Fault,
  log: (line: string) => void,
): Promise<string[]> {
  const child = spawn(
    process.execPath,
    [
      join(folder, 'tests/faults/main.ts'),
      ...['--only', name, '--rounds', String(rounds.bite ?? rounds.short)],
    ],
    {
      cwd: folder,
      env: { ...process.env, FAULTS_PATIENCE_S: String(patienceSeconds), CI: 'false' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const problems: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    log(line);
    const [, problem] = /^ *PROBLEM (.*)/.exec(line) ?? [];
    // A run that broke off, or in which nothing struck, has not tried what it should.
    if (problem !== undefined && !untried.test(problem)) {
      problems.push(problem);
    }
  });
  const [code] = await once(child, 'close');
  if (code === null) {
    throw new Error('without its defence the campaign did not run: it was killed');
  }
  return problems;
}
