import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/** Tests that need a Redis skip where this is false. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** One for each ground of a whole run of the suite. */
const databases = 1000;
const leavingMs = 5000;

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

/** One that nobody has taken, of a Redis that many tests share; empty. */
export async function takeRedisDatabase(url: string): Promise<string> {
  const client = new Redis(url);
  // The first of them counts.
  const number = await client.incr('databases taken');
  client.disconnect();
  return `${url}/${number}`;
}

export async function emptyRedisDatabase(url: string): Promise<void> {
  const client = new Redis(url);
  await client.flushdb();
  client.disconnect();
}

/** Empties it; rejects where somebody is connected to it still. */
export async function leaveRedisDatabase(url: string): Promise<void> {
  await emptyRedisDatabase(url);
  const database = new URL(url).pathname.slice(1);
  // From another one, so that it does not count itself.
  const client = new Redis(url.replace(/\d+$/, '0'));
  const isThere = (line: string) => line.includes(` db=${database} `);
  const connected = async () =>
    String(await client.client('LIST'))
      .split('\n')
      .filter(isThere);
  try {
    // Who has just left is listed until the server has read so.
    for (let left = leavingMs / 50; left > 0 && (await connected()).length > 0; left -= 1) {
      await setTimeout(50);
    }
    const still = await connected();
    if (still.length > 0) {
      throw new Error(`connections to Redis were left open:\n${still.join('\n')}`);
    }
  } finally {
    client.disconnect();
  }
}

async function launch(port: number, folder: string): Promise<ChildProcess> {
  const files = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'];
  const options = ['--bind', '127.0.0.1', '--databases', String(databases), ...files];
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
