import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onlyEmbedded } from '../support/only-embedded.ts';
import { RunningServe } from './service.ts';

const adminKey = 'disk-full-key-disk-full-key';
/** Room for an empty database and little else. */
const diskMegabytes = 80;

/** A disk of that size; null where this user may not mount one. */
async function mountSmallDisk(): Promise<(AsyncDisposable & { path: string }) | null> {
  const path = await mkdtemp(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m`, 'tmpfs', path], { stdio: 'pipe' });
  } catch {
    await rm(path, { recursive: true });
    return null;
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      execFileSync('umount', [path]);
      await rm(path, { recursive: true });
    },
  };
}

test('a full disk is said, and when there is space again the service goes on', {
  timeout: 120_000,
}, async (context) => {
  onlyEmbedded(context, 'neither storage nor database is on the disk of the process there');
  await using disk = await mountSmallDisk();
  if (disk === null) {
    return context.skip('mounting a small disk needs root');
  }
  await using service = new RunningServe({
    DATA_DIR: disk.path,
    ADMIN_KEY: adminKey,
    // Nobody listens there: what is submitted stays waiting.
    EGRESS_PROXY: 'http://127.0.0.1:9',
  });
  const { url } = await service.logged('service.started');
  const submit = (id: string) =>
    fetch(`${url}/v1/submissions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: `https://x.com/i/status/${id}`, note: 'n'.repeat(1000) }),
    });

  const ballast = join(disk.path, 'ballast');
  await expect(writeFile(ballast, Buffer.alloc(diskMegabytes * 1_000_000))).rejects.toThrow('ENOSPC');
  const refused = await submit('1700000000000000001');
  expect(await refused.json()).toMatchObject({
    status: 507,
    type: 'urn:embed-archiver:problem:storage-full',
  });
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({
    errors: expect.arrayContaining([{ path: 'storage', message: expect.stringContaining('full') }]),
  });

  await rm(ballast);
  expect((await submit('1700000000000000002')).status).toBe(202);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});
