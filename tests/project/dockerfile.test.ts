import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserNeed, ffmpegNeed, fontsNeed } from '../../scripts/setup/needs.ts';

/** No container engine runs here; those lines that need none do. */
const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
const instructions = dockerfile
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line));
const argumentsOf = (name: string) =>
  instructions
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1).trim());

describe('the image', () => {
  test('runs on Node 24, as a user who is not root, and tells its health', () => {
    expect(argumentsOf('FROM')).toEqual(['node:24-bookworm-slim']);
    expect(argumentsOf('USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(argumentsOf('HEALTHCHECK')).toHaveLength(1);
    expect(argumentsOf('ENTRYPOINT')).toEqual(['["node", "bin/embed-archiver.mjs"]']);
    expect(argumentsOf('CMD')).toEqual(['["serve"]']);
  });

  test('has everything that set-up would look for', () => {
    const apt = argumentsOf('RUN').find((line) => line.includes('apt-get install')) ?? '';
    for (const name of [browserNeed(null), fontsNeed, ffmpegNeed].flatMap(
      ({ debianPackages }) => debianPackages,
    )) {
      expect(apt.split(/\s+/)).toContain(name);
    }
  });

  test('copies only what exists and what .dockerignore lets through', async () => {
    const ignore = (await readFile(join(root, '.dockerignore'), 'utf8')).split('\n');
    const copied = argumentsOf('COPY').flatMap((line) => line.split(/\s+/).slice(0, -1));
    expect(copied).toContain('src');
    for (const path of copied) {
      expect(ignore, path).toContain(`!${path}`);
      await access(join(root, path));
    }
  });

  describe('its packages', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'image-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    test('install in a clean folder, without the development ones, and load', {
      timeout: 300_000,
    }, async () => {
      const copied =
        argumentsOf('COPY')
          .find((line) => line.includes('package.json'))
          ?.split(/\s+/)
          .slice(0, -1) ?? [];
      for (const name of copied) {
        await cp(join(root, name), join(folder, name));
      }
      const install = argumentsOf('RUN')
        .find((line) => line.startsWith('npm ci'))
        ?.split('&&')[0]
        ?.trim()
        .split(' ');
      expect(install).toEqual(['npm', 'ci', '--omit=dev']);

      await run('npm', install?.slice(1), { cwd: folder });

      const load = "await import('sharp'); await import('bullmq'); await import('@electric-sql/pglite');";
      await run(process.execPath, ['--input-type=module', '-e', load], { cwd: folder });
      await expect(access(join(folder, 'node_modules', 'vitest'))).rejects.toThrow();
    });
  });
});
