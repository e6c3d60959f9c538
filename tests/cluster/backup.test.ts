import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readConfig } from '#config.ts';
import { benchPostIds, benchSites } from '../../bench/site.ts';
import { openContext } from '../../src/context.ts';
import { startService } from '../../src/serve.ts';
import { run } from '../cli/run.ts';
import { hasPostgres, postgresProgram, startPostgres } from '../support/postgres.ts';
import { createWorld } from '../support/world.ts';

const execute = promisify(execFile);

/** As docs/operating.md has it: the database first, then the storage, beside a service that runs. */
test.skipIf(!hasPostgres)(
  'a backup is brought back elsewhere, keys and captures and all',
  {
    timeout: 180_000,
  },
  async () => {
    await using resources = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'backup-'));
    resources.defer(() => rm(folder, { recursive: true, force: true }));
    const postgres = resources.use(await startPostgres());
    const secret = { SECRET_KEY: 'secret-of-the-backup'.padEnd(32, '.') };
    const stored = join(folder, 'storage');
    const world = resources.use(
      await createWorld(await benchSites(), {
        ...secret,
        DATABASE_URL: await postgres.createDatabase('first'),
        STORAGE_URL: `file://${stored}`,
      }),
    );
    // Of the database: the second has no other.
    const made = await world.postJson<{ secret: string }>('/v1/keys', {
      name: 'kept',
      scopes: ['submit', 'read'],
    });
    const headers = { authorization: `Bearer ${made.body.secret}` };
    const [first = '', second = ''] = benchPostIds(2).measured;
    const captured = await capture(first);

    const dump = join(folder, 'catalogue.dump');
    await execute(postgresProgram('pg_dump'), [
      '--format=custom',
      `--file=${dump}`,
      postgres.url.replace(/postgres$/, 'first'),
    ]);
    const late = await capture(second);
    const copy = join(folder, 'copy');
    await cp(stored, copy, { recursive: true });

    const databaseUrl = await postgres.createDatabase('second');
    await execute(postgresProgram('pg_restore'), [`--dbname=${databaseUrl}`, dump]);
    const environment = {
      ...secret,
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: databaseUrl,
      STORAGE_URL: `file://${copy}`,
      PORT: '0',
      LOG_LEVEL: 'silent',
    };
    expect(await run(['audit'], { environment })).toMatchObject({ exitCode: 0 });
    expect(await run(['verify', captured, late], { environment })).toMatchObject({ exitCode: 0 });
    expect(await run(['reindex'], { environment })).toMatchObject({ exitCode: 0 });
    await using context = await openContext(readConfig(environment), { role: 'api' });
    await using service = await startService(context, { role: 'api', listen: { kind: 'tcp' } });
    for (const id of [captured, late]) {
      const answer = await fetch(`${service.url}/v1/captures/${id}`, { headers });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ id, outcome: 'complete' });
    }

    async function capture(postId: string): Promise<string> {
      const { catalogue } = world.context;
      const answer = await fetch(`${world.baseUrl}/v1/submissions`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ url: `https://x.com/fixture_user/status/${postId}` }),
      });
      const { embeds } = (await answer.json()) as { embeds: { captureId: string }[] };
      const id = embeds[0]?.captureId ?? '';
      await expect
        .poll(async () => (await catalogue.captures.get(id))?.status, { timeout: 60_000 })
        .toBe('complete');
      // Its pointer is in storage, too.
      await expect.poll(() => catalogue.outbox.pending(1), { timeout: 30_000 }).toEqual([]);
      return id;
    }
  },
);
