import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchPostIds, benchSites } from '../../bench/site.ts';
import { readConfig } from '../../src/config.ts';
import { openContext } from '../../src/context.ts';
import { freePort } from '../support/free-port.ts';
import { startPostgres } from '../support/postgres.ts';
import { startRecordedWeb } from '../support/recorded-web/recorded-web.ts';
import { startRedis } from '../support/redis.ts';
import { checkArchive, type Verdict } from './checker.ts';
import { ServiceProcess, waitUntil } from './service-process.ts';

const adminKey = 'faults-key-faults-key-faults-key';

export interface KillPlan {
  captures: number;
  kills: number;
  /** Between a start and its kill, at most. */
  maxLifeMs: number;
  /** Redis is emptied and restarted in the middle (on servers). */
  flushRedis: boolean;
  log: (line: string) => void;
}

/** `kill -9` of the whole service at random moments, on the embedded defaults. */
export async function killEmbedded(plan: KillPlan): Promise<Verdict> {
  await using resources = new AsyncDisposableStack();
  const environment = await createEnvironment(resources, plan);
  let service = ServiceProcess.start('serve', environment);
  resources.defer(() => (service.alive ? service.kill9() : undefined));
  const submissionId = await submit(environment, plan.captures);
  for (let kill = 1; kill <= plan.kills; kill += 1) {
    await pause(Math.random() * plan.maxLifeMs);
    await service.kill9();
    plan.log(`kill ${kill} of ${plan.kills}`);
    service = ServiceProcess.start('serve', environment);
  }
  const captureIds = await waitUntilDone(environment, submissionId);
  await service.stop();
  return await inspect(environment, captureIds);
}

/** The same of the worker alone, with Redis and PostgreSQL; the API stays. */
export async function killWorker(plan: KillPlan): Promise<Verdict> {
  await using resources = new AsyncDisposableStack();
  const postgres = resources.use(await startPostgres());
  const redis = resources.use(await startRedis());
  const environment = {
    ...(await createEnvironment(resources, plan)),
    DATABASE_URL: postgres.url,
    SECRET_KEY: 'secret-of-the-fault-tests'.padEnd(32, '.'),
    REDIS_URL: redis.url,
  };
  const api = ServiceProcess.start('api', environment);
  resources.defer(() => (api.alive ? api.kill9() : undefined));
  let worker = ServiceProcess.start('worker', environment);
  resources.defer(() => (worker.alive ? worker.kill9() : undefined));
  const submissionId = await submit(environment, plan.captures);
  for (let kill = 1; kill <= plan.kills; kill += 1) {
    await pause(Math.random() * plan.maxLifeMs);
    await worker.kill9();
    plan.log(`kill ${kill} of ${plan.kills}`);
    if (plan.flushRedis && kill === Math.ceil(plan.kills / 2)) {
      await redis.flush();
      await redis.kill9AndRestart();
      plan.log('Redis emptied and restarted');
    }
    worker = ServiceProcess.start('worker', environment);
  }
  const captureIds = await waitUntilDone(environment, submissionId);
  await worker.stop();
  await api.stop();
  return await inspect(environment, captureIds);
}

async function createEnvironment(
  resources: AsyncDisposableStack,
  plan: KillPlan,
): Promise<Record<string, string> & { PORT: string; DATA_DIR: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'faults-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const web = resources.use(await startRecordedWeb({ sites: await benchSites() }));
  resources.defer(() => {
    // A request that no recording expects is a finding too.
    for (const request of new Set(web.unexpected)) {
      plan.log(`unexpected request: ${request}`);
    }
  });
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

async function submit(environment: { PORT: string }, count: number): Promise<string> {
  const urls = benchPostIds(count).measured.map((id) => `https://x.com/fixture_user/status/${id}`);
  let id = '';
  await waitUntil('the submission is accepted', 60_000, async () => {
    const response = await call(environment, '/v1/submissions', { urls });
    id = response?.status === 202 ? ((await response.json()) as { id: string }).id : '';
    return id !== '';
  });
  return id;
}

async function waitUntilDone(environment: { PORT: string }, submissionId: string): Promise<string[]> {
  let captureIds: string[] = [];
  await waitUntil('all captures end', 300_000, async () => {
    const response = await call(environment, `/v1/submissions/${submissionId}`);
    if (response?.status !== 200) {
      return false;
    }
    const submission = (await response.json()) as { status: string; embeds: { captureId: string }[] };
    captureIds = submission.embeds.map(({ captureId }) => captureId);
    return submission.status === 'done';
  });
  return captureIds;
}

/** Null while the service is down. */
async function call(environment: { PORT: string }, path: string, body?: unknown): Promise<Response | null> {
  try {
    return await fetch(`http://127.0.0.1:${environment.PORT}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${adminKey}`,
        'content-type': 'application/json',
        'idempotency-key': 'faults',
      },
      body: body ? JSON.stringify(body) : null,
    });
  } catch (error) {
    if (error instanceof TypeError) {
      return null;
    }
    throw error;
  }
}

async function inspect(environment: Record<string, string>, captureIds: string[]): Promise<Verdict> {
  const config = readConfig(environment);
  await using context = await openContext(config, { role: 'api' });
  await context.storage.sweepTemporary(0);
  const temporary = await readdir(join(config.dataDir, 'storage', 'tmp')).catch(() => []);
  return await checkArchive(context.catalogue, context.storage, captureIds, temporary);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
