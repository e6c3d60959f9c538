import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { type Context, openContext } from '../src/context.ts';
import { createLogger } from '../src/logger.ts';
import { startService } from '../src/serve.ts';

const adminKey = 'bench-key-bench-key-bench-key';

/** A service that answers and captures nothing, in a folder of its own, for scripts that ask it over HTTP. */
export interface BenchedApi {
  context: Context;
  url: string;
  /** Rejects where the answer is not one of success. */
  ask(path: string, init?: { method: string; body: unknown }): Promise<string>;
}

export async function withApi<T>(
  env: Record<string, string>,
  work: (api: BenchedApi) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-api-'));
  try {
    const config = readConfig({
      DATA_DIR: directory,
      PORT: '0',
      ADMIN_KEY: adminKey,
      SECRET_KEY: 'secret-of-the-bench-secret-of-the-bench',
      WAYBACK_URL: 'off',
      ...env,
    });
    const logger = createLogger({ level: 'error', pretty: false });
    await using context = await openContext(config, { role: 'api', logger });
    await using service = await startService(context, { role: 'api', listen: { kind: 'tcp' } });
    const url = service.url ?? '';
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
    return await work({
      context,
      url,
      async ask(path, init) {
        const answer = await fetch(`${url}${path}`, {
          headers,
          ...(init && { method: init.method, body: JSON.stringify(init.body) }),
        });
        const text = await answer.text();
        if (!answer.ok) {
          throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`);
        }
        return text;
      },
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
