import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { openFileStorage } from '#storage/file-storage.ts';
import { run } from './run.ts';

test('audit names what is damaged, repairs it from a second storage, and says how it stands', {
  timeout: 60_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'audit-command-'));
  try {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    const storage = await openFileStorage(first);
    await storage.putObject(Buffer.from('one'));
    const { sha256 } = await storage.putObject(Buffer.from('two'));
    const key = `objects/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
    const alone = { DATA_DIR: folder, STORAGE_URL: pathToFileURL(first).href };
    const audit = (environment: Record<string, string>, ...args: string[]) =>
      run(['audit', '--json', ...args], { environment });

    expect(await audit(alone)).toMatchObject({ exitCode: 0 });
    await writeFile(join(first, key), 'tw0');
    const damaged = await audit(alone);
    expect(damaged.exitCode).toBe(1);
    const problem = 'does not hash to its name';
    expect(JSON.parse(damaged.stdout)).toEqual({
      ...{ files: 2, bytes: 6 },
      damage: [{ key, problem, repaired: false, reason: null }],
    });
    expect((await audit(alone, '--sample', '2')).exitCode).toBe(1);

    await (await openFileStorage(second)).putObject(Buffer.from('two'));
    const repaired = await audit({ ...alone, STORAGE_REPLICA_URL: pathToFileURL(second).href });
    expect(repaired.exitCode).toBe(0);
    expect(JSON.parse(repaired.stdout).damage).toEqual([{ key, problem, repaired: true, reason: null }]);
    expect((await audit(alone)).exitCode).toBe(0);
    expect((await audit({ DATA_DIR: join(folder, 'nowhere') })).exitCode).toBe(2);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
