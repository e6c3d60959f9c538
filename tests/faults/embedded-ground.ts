import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { startRecordedWeb } from '../support/recorded-web/recorded-web.ts';
import type { Site } from '../support/recorded-web/site.ts';

export const adminKey = 'faults-key-faults-key-faults-key';

/** A folder, a port and a recorded web for a service that is alone: its environment. */
export async function embeddedGround(resources: AsyncDisposableStack, sites: Site[]) {
  const web = resources.use(await startRecordedWeb({ sites }));
  const directory = await mkdtemp(join(tmpdir(), 'faults-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  return {
    DATA_DIR: directory,
    PORT: String(await freePort()),
    ADMIN_KEY: adminKey,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
    EGRESS_PROXY: web.proxyUrl,
    EGRESS_CA_FILE: web.caFile,
    WAYBACK_URL: 'off',
  };
}
