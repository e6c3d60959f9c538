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

/** Runs the fault on a copy of the source without what stands against it. One that finds nothing there proves nothing here. */
export async function bite(fault: Fault, log: (line: string) => void): Promise<Bite> {
  const folder = await mkdtemp(join(tmpdir(), 'bite-'));
  try {
    await copyTree(folder);
    for (const change of [fault.defence, ...(fault.defence.and ?? [])]) {
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

async function takeOut(folder: string, { file, code, instead }: Change): Promise<void> {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  const places = text.split(code).length - 1;
  if (places !== 1) {
    throw new Error(`${file} has the defence at ${places} places instead of 1: ${code}`);
  }
  await writeFile(
    path,
    text.replace(code, () => instead),
  );
}

async function problemsThere(
  folder: string,
  { name }: Fault,
  log: (line: string) => void,
): Promise<string[]> {
  const child = spawn(process.execPath, [join(folder, 'tests/faults/main.ts'), '--short', '--only', name], {
    cwd: folder,
    env: { ...process.env, FAULTS_PATIENCE_S: String(patienceSeconds) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
