import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { thisMachine } from '../../../scripts/setup/machine.ts';
import { storageContract } from '../../contracts/storage.ts';
import { expectLargeObjects } from './large.ts';
import { swiftNeed } from './need.ts';
import { makeBucket, openOnRealServer, type RealServer } from './s3-client-storage.ts';
import { startSwift } from './swift.ts';

const why =
  (await swiftNeed.find(thisMachine)) === null
    ? 'swift is not installed; `node tests/clients/install.ts` installs it'
    : thisMachine.isRoot
      ? null
      : 'Swift here needs root, for an /etc/swift of its own';

describe.skipIf(why !== null)(`storage on OpenStack Swift${why === null ? '' : ` (${why})`}`, () => {
  const held = new AsyncDisposableStack();
  let server: RealServer;

  beforeAll(async () => {
    server = held.use(await startSwift());
    await makeBucket(server);
  });
  afterAll(() => held.disposeAsync());

  storageContract(() => openOnRealServer(server));

  test('it refuses conditions and ignores checksums, and is seen to; large objects go in parts', async () => {
    await using opened = await openOnRealServer(server);

    await opened.storage.probe();

    expect(opened.warnings).toEqual([
      expect.stringContaining('If-None-Match'),
      expect.stringContaining('checksums'),
    ]);
    await expectLargeObjects(opened.storage);
  });
});
