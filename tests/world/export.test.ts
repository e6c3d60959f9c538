import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foundingPost } from '../../demo/sites/index.ts';
import { run } from '../cli/run.ts';
import { createWorld, type World } from '../support/world.ts';
import { archiveOne, demoSitesWith } from './world-of-posts.ts';

/** A capture of the whole system, handed on as evidence by commands beside the running service. */
const url = `https://x.com/i/status/${foundingPost.id}`;

let world: World;
let folder: string;
let captureId: string;
beforeAll(async () => {
  world = await createWorld(await demoSitesWith({}), { ORGANIZATION: 'The Morning Courier' });
  folder = await mkdtemp(join(tmpdir(), 'exported-'));
  captureId = (await archiveOne(world, { url })).id;
}, 120_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await world[Symbol.asyncDispose]();
});

const command = (...args: string[]) => run(args, { environment: world.environment });

test('says all of its provenance', { timeout: 60_000 }, async () => {
  const { provenance } = await world.getJson<{ provenance: object }>(`/v1/captures/${captureId}`);

  expect(provenance).toMatchObject({
    requestedBy: [{ origin: 'api', by: 'admin-key' }],
    tlsCertificateSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    tls: { protocol: 'TLS 1.3', issuer: 'Recorded web' },
    display: { locale: 'en-US', timezone: 'UTC' },
    connections: expect.arrayContaining([expect.objectContaining({ host: 'platform.twitter.com' })]),
    clock: { source: 'system' },
    environment: {
      runtime: `Node.js ${process.version}`,
      configSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
});

test('goes into a WACZ and a bag, which verify finds sound', { timeout: 120_000 }, async () => {
  const [wacz, bag] = [join(folder, 'post.wacz'), join(folder, 'case-7.zip')];

  expect(await command('export', captureId, '-o', wacz)).toMatchObject({ exitCode: 0 });
  expect(await command('export', url, '-o', bag)).toMatchObject({ exitCode: 0 });

  const verified = await command('verify', '--json', wacz, bag);
  expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
  const zip = await readFile(bag);
  for (const name of ['case-7/data/report.pdf', `case-7/data/captures/${captureId}/bundle.wacz`]) {
    expect(zip.includes(name)).toBe(true);
  }
  // The files of a bag lie in it as they are.
  expect(zip.includes('%PDF-')).toBe(true);
  expect(zip.includes('The Morning Courier')).toBe(true);
});

test('is not written over a file that is there, nor for what is not held', { timeout: 60_000 }, async () => {
  const there = join(folder, 'post.wacz');
  expect(await command('export', captureId, '-o', there)).toMatchObject({ exitCode: 2 });
  const missing = await command('export', 'x:404', '-o', join(folder, 'none.zip'));
  expect(missing).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('x:404') });
});
