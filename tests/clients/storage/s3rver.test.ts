import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storageContract } from '../../contracts/storage.ts';
import { freePort } from '../../support/free-port.ts';
import { parts, whyWithout } from '../parts.ts';
import { answers, startProgram } from '../program.ts';
import { expectLargeObjects } from './large.ts';
import { makeBucket, openOnRealServer, type RealServer } from './s3-client-storage.ts';

const why = whyWithout(parts.s3rver);

describe.skipIf(why !== null)(`storage on s3rver${why === null ? '' : ` (${why})`}`, () => {
  const held = new AsyncDisposableStack();
  let server: RealServer;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 's3rver-'));
    held.defer(() => rm(folder, { recursive: true, force: true }));
    const port = await freePort();
    server = {
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    };
    const program = join(dirname(parts.s3rver.resolve('s3rver/package.json')), 'bin/s3rver.js');
    held.use(
      await startProgram({
        command: [process.execPath, program, '-d', folder, '-a', '127.0.0.1', '-p', String(port), '--silent'],
        isReady: () => answers(server.endpoint),
      }),
    );
    await makeBucket(server);
  });
  afterAll(() => held.disposeAsync());

  storageContract(() => openOnRealServer(server));

  test('it ignores conditions and checksums, and is seen to; large objects go in parts', async () => {
    await using opened = await openOnRealServer(server);

    await opened.storage.probe();

    // Its lists follow the disk: in order or not, as it happens.
    expect(opened.warnings.slice(0, 2)).toEqual([
      expect.stringContaining('If-None-Match'),
      expect.stringContaining('checksums'),
    ]);
    await expectLargeObjects(opened.storage);
  });
});
