import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { openFileStorage } from '#storage/file-storage.ts';
import { startS3Server, testBucket } from '../support/s3-server.ts';
import { run } from './run.ts';

test('audit reads a bucket back and repairs it from a folder', { timeout: 60_000 }, async () => {
  await using server = await startS3Server();
  const folder = await mkdtemp(join(tmpdir(), 'audit-s3-'));
  try {
    const { sha256 } = await (await openFileStorage(join(folder, 'second'))).putObject(Buffer.from('two'));
    const key = `objects/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
    server.stored.set(`archive/${key}`, {
      ...{ body: Buffer.from('tw0'), metadata: {}, modifiedAt: new Date() },
    });
    const environment = {
      DATA_DIR: folder,
      STORAGE_URL: `s3://${testBucket}/archive?endpoint=${server.endpoint}`,
      STORAGE_REPLICA_URL: pathToFileURL(join(folder, 'second')).href,
      AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    };

    const audit = await run(['audit', '--json'], { environment });

    expect(audit.exitCode).toBe(0);
    expect(JSON.parse(audit.stdout)).toEqual({
      ...{ files: 1, bytes: 3 },
      damage: [{ key, problem: 'does not hash to its name', repaired: true, reason: null }],
    });
    expect(Buffer.from(server.stored.get(`archive/${key}`)?.body ?? []).toString()).toBe('two');
    // The other way round, too.
    await writeFile(join(folder, 'second', key), 'tw0');
    const second = await run(['audit', '--replica', '--json'], { environment });
    expect(JSON.parse(second.stdout).damage).toEqual([
      { key, problem: 'does not hash to its name', repaired: true, reason: null },
    ]);
    expect(await readFile(join(folder, 'second', key), 'utf8')).toBe('two');
    const refused = await run(['audit'], {
      environment: { ...environment, STORAGE_URL: `s3://elsewhere?endpoint=${server.endpoint}` },
    });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain('NoSuchBucket');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
