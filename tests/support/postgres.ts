import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';

const binaries = await findBinaries();

/** Tests that need a PostgreSQL server skip where this is false. */
export const hasPostgres = binaries !== null;

/** A program that comes with the server, as `pg_dump`. */
export function postgresProgram(name: string): string {
  return binaries === null ? name : join(binaries, name);
}

export interface TestPostgres extends AsyncDisposable {
  url: string;
  /** Makes an empty database and returns its URL. */
  createDatabase(name: string): Promise<string>;
  /** As a crash would. */
  stop(): Promise<void>;
  /** On the same port and files. */
  start(): Promise<void>;
  restartImmediate(): Promise<void>;
}

/**
 * A PostgreSQL of the test's own: a cluster in a temporary folder, on a free port; what is committed survives a power cut where
 * `fsync` is asked for. `localized` as a newsroom's: words are not in the order of bytes, nor times in UTC.
 */
export async function startPostgres({ fsync = false, localized = false } = {}): Promise<TestPostgres> {
  if (binaries === null) {
    throw new Error('PostgreSQL is not installed; on Debian: apt-get install postgresql');
  }
  const folder = await mkdtemp(join(tmpdir(), 'archiver-postgres-'));
  const user = await serverUser(folder);
  const data = join(folder, 'data');
  await run(user, join(binaries, 'initdb'), [
    '-D',
    data,
    '-U',
    'archiver',
    '-A',
    'trust',
    '-E',
    'UTF8',
    ...(localized ? ['--locale-provider=icu', '--icu-locale=en-US', '--locale=C.UTF-8'] : ['--locale=C']),
    '-N',
  ]);
  const port = await freePort();
  const server = new Server(join(binaries, 'postgres'), { user, data, folder, port, fsync, localized });
  await server.start();
  const url = `postgresql://archiver@127.0.0.1:${port}/postgres`;
  return {
    url,
    createDatabase: (name) => createDatabase(url, name),
    stop: () => server.stop(),
    start: () => server.start(),
    async restartImmediate() {
      await server.stop();
      await server.start();
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `url` is that of the server's own database; resolves to the URL of the new one. */
export async function createDatabase(url: string, name: string): Promise<string> {
  await withClient(
    url,
    async (client) => void (await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)),
  );
  return url.replace(/postgres$/, name);
}

/** Rejects where a connection to it is open still: the server waits five seconds for all to leave. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await withClient(
    url,
    async (client) => void (await client.query(`DROP DATABASE ${client.escapeIdentifier(name)}`)),
  );
}

interface ServerUser {
  command: (binary: string, args: string[]) => [string, string[]];
}

/** It refuses to run as root, so there it runs as whoever owns no files here. */
async function serverUser(folder: string): Promise<ServerUser> {
  if (process.getuid?.() !== 0) {
    return { command: (binary, args) => [binary, args] };
  }
  const name = spawnSync('id', ['-u', 'postgres']).status === 0 ? 'postgres' : 'nobody';
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout),
  );
  await chown(folder, uid ?? 65534, gid ?? 65534);
  return {
    command: (binary, args) => [
      'setpriv',
      [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--', binary, ...args],
    ],
  };
}

interface ServerOptions {
  user: ServerUser;
  data: string;
  folder: string;
  port: number;
  fsync: boolean;
  localized: boolean;
}

class Server {
  readonly #binary: string;
  readonly #options: ServerOptions;
  #child: ChildProcess | null = null;

  constructor(binary: string, options: ServerOptions) {
    this.#binary = binary;
    this.#options = options;
  }

  async start(): Promise<void> {
    const { user, data, folder, port, fsync, localized } = this.#options;
    const settings = [
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder}`,
      `fsync=${fsync ? 'on' : 'off'}`,
      'max_connections=60',
      ...(localized ? ['timezone=America/New_York', 'datestyle=iso, dmy'] : []),
    ];
    const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
    const child = spawn(...user.command(this.#binary, args), {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: folder,
    });
    this.#child = child;
    await untilReady(child);
  }

  /** SIGQUIT: the server leaves at once and recovers from its log at the next start. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGQUIT');
      await gone;
    }
  }
}

async function untilReady(child: ChildProcess): Promise<void> {
  let said = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
    if (said.includes('ready to accept connections')) {
      resolve();
    }
  });
  child.once('error', reject);
  child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)));
  await promise;
}

async function run(user: ServerUser, binary: string, args: string[]): Promise<void> {
  const child = spawn(...user.command(binary, args), { stdio: ['ignore', 'ignore', 'pipe'], cwd: tmpdir() });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) {
    throw new Error(`${binary} ended with ${code}: ${said}`);
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Debian keeps them by version, off the PATH. */
async function findBinaries(): Promise<string | null> {
  const home = '/usr/lib/postgresql';
  const versions = await readdir(home).catch(() => []);
  const candidates = versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(home, version, 'bin'));
  const onPath = (process.env.PATH ?? '').split(':').filter(Boolean);
  return [...candidates, ...onPath].find((folder) => isServer(join(folder, 'postgres'))) ?? null;
}

function isServer(binary: string): boolean {
  return spawnSync(binary, ['--version']).status === 0;
}
