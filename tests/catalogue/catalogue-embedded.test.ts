import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedCatalogue } from '#catalogue/open-catalogue.ts';
import { createLogger } from '#logger.ts';
import { describeCatalogue } from '../contracts/catalogue.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';
import { allOnlyEmbedded } from '../support/only-embedded.ts';

allOnlyEmbedded('catalogue-server.test.ts is the same there');

describeCatalogue('embedded catalogue', async (clock) => {
  const folder = await mkdtemp(join(tmpdir(), 'archiver-catalogue-'));
  const logger = createLogger({ level: 'silent', pretty: false });
  const { catalogue } = await openEmbeddedCatalogue({
    directory: join(folder, 'pg'),
    source: createMemoryStorage(),
    clock,
    logger,
  });
  return {
    catalogue,
    async [Symbol.asyncDispose]() {
      await catalogue[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
