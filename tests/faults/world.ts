import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchPostIds, benchSites } from '../../bench/site.ts';
import { freePort } from '../support/free-port.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type RecordedWeb, startRecordedWeb } from '../support/recorded-web/recorded-web.ts';
import type { Site } from '../support/recorded-web/site.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { type S3Server, startS3Server, testBucket } from '../support/s3-server.ts';
import { Client } from './client.ts';
import { processesOf } from './leftovers.ts';
import { ServiceProcess, type ServiceRole, type StartOptions, waitUntil } from './service-process.ts';

const adminKey = 'faults-key-faults-key-faults-key';
/** More than any fault asks for. */
const postCount = 1000;
const upWithinMs = 120_000;
/** What stands against a fault is taken out in a run that must not take for ever (`--bite`). */
const patienceMs = Number(process.env.FAULTS_PATIENCE_S ?? 300) * 1000;

export interface Ground {
  directory: string;
  environment: Record<string, string> & { DATA_DIR: string; PORT: string };
  web: RecordedWeb;
}

export interface Servers extends Ground {
  postgres: TestPostgres;
  redis: TestRedis;
}

interface GroundOptions {
  sites?: readonly Site[];
  environment?: Record<string, string>;
}

/** One process with everything embedded, in a folder of its own, behind a small web. */
export async function openEmbedded(
  resources: AsyncDisposableStack,
  { sites, environment = {} }: GroundOptions = {},
): Promise<World<Ground>> {
  return new World(await openGround(resources, sites, environment), resources);
}

/** API and workers on PostgreSQL and Redis, and a bucket where one is given. */
export async function openServers(
  resources: AsyncDisposableStack,
  { sites, environment = {} }: GroundOptions = {},
): Promise<World<Servers>> {
  const postgres = resources.use(await startPostgres());
  const redis = resources.use(await startRedis());
  const ground = await openGround(resources, sites, {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    SECRET_KEY: 'secret-of-the-fault-tests'.padEnd(32, '.'),
    ...environment,
  });
  return new World({ ...ground, postgres, redis }, resources);
}

/** A bucket, and the variables that lead there. */
export async function openBucket(
  resources: AsyncDisposableStack,
): Promise<{ s3: S3Server; environment: Record<string, string> }> {
  const s3 = resources.use(await startS3Server());
  const { accessKeyId, secretAccessKey } = s3.credentials;
  const credentials = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  // For the checker, which reads the bucket in this process.
  Object.assign(process.env, credentials);
  return {
    s3,
    environment: {
      STORAGE_URL: `s3://${testBucket}/archive?endpoint=${encodeURIComponent(s3.endpoint)}&region=us-east-1`,
      ...credentials,
    },
  };
}

async function openGround(
  resources: AsyncDisposableStack,
  sites: readonly Site[] | undefined,
  environment: Record<string, string>,
): Promise<Ground> {
  const directory = await mkdtemp(join(tmpdir(), 'fw-'));
  resources.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  // The browser's own user passes through it.
  await chmod(directory, 0o711);
  const temporary = join(directory, 't');
  await mkdir(temporary);
  await chmod(temporary, 0o1777);
  const web = resources.use(await startRecordedWeb({ sites: sites ?? (await benchSites()) }));
  return {
    directory,
    web,
    environment: {
      DATA_DIR: join(directory, 'data'),
      TMPDIR: temporary,
      PORT: String(await freePort()),
      ADMIN_KEY: adminKey,
      LOG_LEVEL: 'debug',
      EGRESS_PROXY: web.proxyUrl,
      EGRESS_CA_FILE: web.caFile,
      WAYBACK_URL: 'off',
      CAPTURE_CONCURRENCY: '2',
      ...environment,
    },
  };
}

/** Browsers whose service was killed end by themselves, perhaps in this very moment. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}

/** What a fault is made in: processes to start and kill, a client to tell and ask, and posts to archive. */
export class World<G extends Ground = Ground> {
  readonly ground: G;
  readonly client: Client;
  readonly #services = new Set<ServiceProcess>();
  readonly #posts = benchPostIds(postCount).measured.values();

  constructor(ground: G, resources: AsyncDisposableStack) {
    this.ground = ground;
    this.client = new Client({
      url: `http://127.0.0.1:${ground.environment.PORT}`,
      key: adminKey,
      patienceMs,
    });
    resources.defer(() => this.#killAll());
  }

  /** Quick unless told otherwise. */
  start(role: ServiceRole, options: StartOptions = {}): ServiceProcess {
    const service = ServiceProcess.start(role, this.ground.environment, { quick: true, ...options });
    this.#services.add(service);
    return service;
  }

  /** Until the process has said so, or ended. */
  async startReady(role: ServiceRole, options: StartOptions = {}): Promise<ServiceProcess> {
    const service = this.start(role, options);
    await waitUntil(`${role} is up`, upWithinMs, async () => {
      if (!service.alive) {
        throw new Error(`${role} ended with ${service.ending}: ${service.lines.slice(-5).join('\n')}`);
      }
      return service.said('"msg":"service.started"');
    });
    return service;
  }

  /** The service, or in one line why it does not run: after a fault that is a finding. */
  async tryStart(role: ServiceRole): Promise<ServiceProcess | string> {
    return await this.startReady(role).catch((error: unknown) =>
      (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' '),
    );
  }

  /** URLs of posts that were not used before. */
  posts(count: number): string[] {
    return Array.from(this.#posts.take(count), (id) => `https://x.com/fixture_user/status/${id}`);
  }

  /** Every process that still runs is told to end; says which did not do so in good order. */
  async stopAll(): Promise<string[]> {
    const problems: string[] = [];
    for (const service of this.#services) {
      if (service.alive) {
        const code = await service.stop();
        if (code !== 0) {
          problems.push(`told to stop, a process ended with ${service.ending}`);
        }
      }
    }
    return problems;
  }

  async #killAll(): Promise<void> {
    for (const service of this.#services) {
      if (service.alive) {
        await service.kill9();
      }
    }
    // What a run without its defence leaves is taken away, or the next run would suffer from it.
    for (const { pid } of await processesOf(this.ground.directory)) {
      killIfThere(pid);
    }
  }

  /** What lies in the folders for temporary files, once nothing runs. */
  async temporaryFiles(): Promise<string[]> {
    const { DATA_DIR, TMPDIR = '' } = this.ground.environment;
    const found: string[] = [];
    for (const folder of [join(DATA_DIR, 'tmp'), join(DATA_DIR, 'storage', 'tmp'), TMPDIR]) {
      const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      found.push(
        ...names.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name)),
      );
    }
    return found;
  }
}
