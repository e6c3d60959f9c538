import { readFile, writeFile } from 'node:fs/promises';

/**
 * `npm run lockfile`. Run it after `npm install`: npm leaves those optional packages out of the lock that the registry at hand did not
 * serve (binaries for other systems, mostly), and `npm ci` then refuses its own lock. Their versions are stated exactly
 * by the packages that want them, so they can be written down without asking anyone.
 */

interface LockedPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  cpu?: string[];
  libc?: string[];
  os?: string[];
  optionalDependencies?: Record<string, string>;
}
export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

/** Names of the optional packages that the lock wants and does not have. Adds them where the version is exact. */
export function completeLockfile(lock: Lockfile): { added: string[]; inexact: string[] } {
  const added: string[] = [];
  const inexact: string[] = [];
  for (const [path, wanting] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(wanting.optionalDependencies ?? {})) {
      if (isLocked(lock, path, name)) {
        continue;
      }
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range)) {
        inexact.push(`${name}@${range}`);
        continue;
      }
      lock.packages[`node_modules/${name}`] = {
        version: range,
        ...(wanting.dev === true && { dev: true }),
        optional: true,
        ...systemOf(name),
      };
      added.push(name);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => compare(a, b)));
  return { added, inexact };
}

/** Node's lookup: in the wanting package's own folder, then in every folder above. */
function isLocked(lock: Lockfile, wantingPath: string, name: string): boolean {
  for (
    let folder = wantingPath;
    ;
    folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))
  ) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lock.packages) {
      return true;
    }
    if (folder === '') {
      return false;
    }
  }
}

const systems = ['darwin', 'win32', 'android', 'freebsd', 'openharmony', 'linux'];
const processors = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x'];

/** What such packages are for is in their names: `…-linux-x64-musl`. npm skips those of other systems. */
function systemOf(name: string): Pick<LockedPackage, 'cpu' | 'libc' | 'os'> {
  const parts = name.split(/[/-]/);
  const cpu = parts.find((part) => processors.includes(part));
  const os = parts.find((part) => systems.includes(part));
  const libc = parts.some((part) => part.startsWith('musl'))
    ? 'musl'
    : parts.some((part) => part.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return {
    ...(cpu !== undefined && { cpu: [cpu] }),
    ...(libc !== undefined && { libc: [libc] }),
    ...(os !== undefined && { os: [os] }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

if (import.meta.main) {
  const lock: Lockfile = JSON.parse(await readFile('package-lock.json', 'utf8'));
  const { added, inexact } = completeLockfile(lock);
  if (added.length > 0) {
    await writeFile('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  }
  console.log(`package-lock.json: ${added.length === 0 ? 'complete' : `added ${added.join(', ')}`}`);
  if (inexact.length > 0) {
    console.error(`not added, since no exact version is stated: ${inexact.join(', ')}`);
    process.exitCode = 1;
  }
}
