import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node22Binary } from '../../support/node-22.ts';
import { hasPostgres, startPostgres } from '../../support/postgres.ts';
import { hasRedis, startRedis } from '../../support/redis.ts';
import { network } from './environment.ts';
import type { Addresses, Answer, Command } from './network-process.ts';

const program = fileURLToPath(new URL('network-process.ts', import.meta.url));
const startTimeoutMs = 240_000;

/** Why it cannot start here, in words; null where it can. */
export function whyItCannotStart(): string | null {
  if (!network.isInstalled()) {
    return 'Bluesky’s development network is not installed; `npm run bluesky:alive -- --install` installs it';
  }
  if (!hasPostgres || !hasRedis) {
    return 'PostgreSQL or Redis is not installed; `node scripts/setup.ts --tests` installs them';
  }
  return null;
}

/** Bluesky itself, with a directory, a server of accounts, an AppView and moderators, on free ports of this machine. */
export class BlueskyNetwork implements AsyncDisposable {
  readonly addresses: Addresses;
  readonly #child: ChildProcess;
  readonly #resources: AsyncDisposableStack;

  private constructor(addresses: Addresses, child: ChildProcess, resources: AsyncDisposableStack) {
    this.addresses = addresses;
    this.#child = child;
    this.#resources = resources;
  }

  static async start(): Promise<BlueskyNetwork> {
    const resources = new AsyncDisposableStack();
    try {
      const postgres = resources.use(await startPostgres());
      const redis = resources.use(await startRedis());
      const folder = await mkdtemp(join(tmpdir(), 'bluesky-alive-'));
      resources.defer(() => rm(folder, { recursive: true, force: true }));
      const child = fork(program, [network.moduleUrlOf('@atproto/dev-env')], {
        execPath: node22Binary(network),
        execArgv: ['--disable-warning=ExperimentalWarning'],
        env: {
          PATH: process.env.PATH,
          TMPDIR: folder,
          DB_POSTGRES_URL: await postgres.createDatabase('bluesky'),
          REDIS_HOST: new URL(redis.url).host,
        },
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      resources.defer(() => end(child));
      const ready = await answerOf(child, startTimeoutMs);
      if (ready.kind !== 'ready') {
        throw new Error(`Bluesky’s development network said ${ready.kind} first`);
      }
      return new BlueskyNetwork(ready.addresses, child, resources.move());
    } catch (error) {
      await resources.disposeAsync();
      throw error;
    }
  }

  /** One at a time. */
  async command(command: Command): Promise<void> {
    const answer = answerOf(this.#child, startTimeoutMs);
    this.#child.send(command);
    const said = await answer;
    if (said.kind !== 'done') {
      throw new Error(`${command.do}: ${said.kind === 'failed' ? said.why : said.kind}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

async function answerOf(child: ChildProcess, timeoutMs: number): Promise<Answer> {
  let said = '';
  const listen = (text: string) => {
    said = (said + text).slice(-3000);
  };
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const onExit = () => reject(new Error(`Bluesky’s development network ended: ${said}`));
  const inTime = setTimeout(
    () => reject(new Error(`Bluesky’s development network was silent: ${said}`)),
    timeoutMs,
  );
  child.stderr?.setEncoding('utf8').on('data', listen);
  child.once('message', resolve).once('exit', onExit).once('error', reject);
  try {
    return await promise;
  } finally {
    clearTimeout(inTime);
    child.stderr?.off('data', listen).resume();
    child.off('message', resolve).off('exit', onExit).off('error', reject);
  }
}

/** What it has is in temporary folders, and its databases go next: there is nothing to close in order. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}
