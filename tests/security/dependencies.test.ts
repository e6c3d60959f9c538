import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';

const names = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      optional: z.boolean().optional(),
      dev: z.boolean().optional(),
      os: names.optional(),
      cpu: names.optional(),
      libc: names.optional(),
    }),
  ),
});

const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../${name}`, import.meta.url), 'utf8'));

async function lockedPackages() {
  const { packages } = lockSchema.parse(await read('package-lock.json'));
  return Object.entries(packages).filter(([path]) => path !== '');
}

test('what the image and the tests install on Linux is what was locked, by SHA-512', async () => {
  const loose = (await lockedPackages()).filter(([, { os, cpu, libc, integrity, dev }]) => {
    const isInstalled =
      (os?.includes('linux') ?? true) &&
      (cpu?.some((one) => ['x64', ...(dev ? [] : ['arm64'])].includes(one)) ?? true) &&
      (libc?.includes('glibc') ?? true);
    return isInstalled && !integrity?.startsWith('sha512-');
  });

  expect(loose.map(([path]) => path)).toEqual([]);
});

test('packages without a hash are binaries of other systems, and none comes from an address of its own', async () => {
  const packages = await lockedPackages();
  const unhashed = packages.filter(([, { integrity }]) => integrity === undefined);

  expect(
    unhashed.filter(([, { optional, os, cpu }]) => !optional || !(os ?? cpu)).map(([path]) => path),
  ).toEqual([]);
  expect(
    packages.filter(([, { resolved = '' }]) => !/^(?:https:\/\/registry\.npmjs\.org\/|$)/.test(resolved)),
  ).toEqual([]);
});

test('no package runs anything while it is installed', async () => {
  const { allowScripts } = z
    .object({ allowScripts: z.record(z.string(), z.boolean()) })
    .parse(await read('package.json'));
  const scripted = (await lockedPackages()).filter(([, { hasInstallScript }]) => hasInstallScript);

  expect(
    scripted
      .map(([path]) => path.replace('node_modules/', ''))
      .filter((name) => allowScripts[name] !== false),
  ).toEqual([]);
});
