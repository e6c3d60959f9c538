import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/** Tests that need a Redis skip where this is false. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export interface TestRedis extends AsyncDisposable {
  url: string;
  flush(): Promise<void>;
  kill9(): Promise<void>;
  /** On the same port, with what its append-only file holds. */
  restart(): Promise<void>;
  kill9AndRestart(): Promise<void>;
  /** CONFIG SET, while it runs. */
  configure(setting: string, value: string): Promise<void>;
  command(name: string, ...given: string[]): Promise<void>;
}

/** A Redis of the test's own: a child process on a free port, its append-only file in a temporary folder. */
export async function startRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'archiver-redis-'));
  const port = await freePort();
  let child = await launch(port, folder);

  async function kill9(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
  }
  async function restart(): Promise<void> {
    child = await launch(port, folder);
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    flush: () => withClient(port, async (client) => void (await client.flushall())),
    kill9,
    restart,
    configure: (setting, value) =>
      withClient(port, async (client) => void (await client.config('SET', setting, value))),
    command: (name, ...given) => withClient(port, async (client) => void (await client.call(name, ...given))),
    async kill9AndRestart() {
      await kill9();
      await restart();
    },
    async [Symbol.asyncDispose]() {
      await kill9();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const databases = 16;
let taken = 0;

/** One of a Redis that the whole run shares, emptied; a file of tests has as many as it uses at a time. */
export async function freshRedisDatabase(url: string): Promise<string> {
  // Two files run at a time, on the lower and the upper half.
  const half = databases / 2;
  const database = (Number(process.env.VITEST_POOL_ID ?? 1) % 2) * half + (taken % half);
  taken += 1;
  await emptyRedisDatabase(`${url}/${database}`);
  return `${url}/${database}`;
}

export async function emptyRedisDatabase(url: string): Promise<void> {
  const client = new Redis(url);
  await client.flushdb();
  client.disconnect();
}

async function launch(port: number, folder: string): Promise<ChildProcess> {
  const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'];
  const child = spawn('redis-server', ['--port', String(port), '--dir', folder, ...options], {
    stdio: 'ignore',
  });
  await withClient(port, async (client) => void (await client.ping()));
  return child;
}

async function withClient(port: number, work: (client: Redis) => Promise<void>): Promise<void> {
  const client = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  // Refused connections while the server starts are what the retries are for.
  client.on('error', () => {});
  try {
    await work(client);
  } finally {
    client.disconnect();
  }
}
