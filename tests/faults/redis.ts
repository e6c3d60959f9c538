import { setTimeout as pause } from 'node:timers/promises';
import { conclude } from './conclude.ts';
import type { Defence, Fault } from './fault.ts';
import { openServers, type Servers } from './world.ts';

const worstMs = 3000;
const capturesARound = 3;
const untilTaken = 1500;
const oneRedisServer =
  'a lease and the queue’s lock of 6 s (a fifth of the operator’s), then the captures themselves';

type Trouble = (servers: Servers) => Promise<void>;

/** Each round: work is on its way, the trouble comes and, after a while, goes. */
function redisFault(kind: string, trouble: Trouble, defence: Defence): Fault {
  return {
    name: `Redis ${kind}`,
    rounds: { short: 1, full: 10 },
    async run(rounds, log) {
      await using resources = new AsyncDisposableStack();
      const world = await openServers(resources);
      await world.startReady('api');
      const worker = await world.startReady('worker');
      let struck = 0;
      for (let round = 1; round <= rounds; round += 1) {
        await world.client.submit(world.posts(capturesARound));
        await pause(Math.random() * untilTaken);
        await trouble(world.ground);
        struck += 1;
        log(`${round} of ${rounds}`);
        // A client comes in the midst of it or right behind: the queue is no reason to turn it away.
        await world.client.submit(world.posts(1));
        await world.client.readAlong();
      }
      const endedAtMs = performance.now();
      const result = await conclude(world, {
        ...{ struck, endedAtMs },
        problems: [],
        beforeStop: async () => (worker.alive ? [] : [`the worker ended with ${worker.ending}`]),
      });
      return result;
    },
    recoversWithin: { seconds: 60, because: oneRedisServer },
    defence,
  };
}

const sweepFindsLost = {
  file: 'src/workers/sweep.ts',
  code: "captures: () => requeueLost(dependencies, 'capture', catalogue.captures, lostAfterMs),",
  instead: 'captures: async () => 0,',
};

export const redisKilled = redisFault(
  'killed and restarted',
  async ({ redis }) => {
    await redis.kill9();
    await pause(worstMs);
    await redis.restart();
  },
  {
    what: 'connections are made anew for as long as it takes',
    file: 'src/queue/redis.ts',
    code: 'const retryStrategy = (times: number) => Math.min(times * 100, 2000);',
    instead: 'const retryStrategy = () => null;',
  },
);

export const redisFlushed = redisFault(
  'emptied (FLUSHALL)',
  async ({ redis }) => {
    await redis.flush();
    await pause(worstMs / 3);
    await redis.flush();
  },
  { what: 'the sweep looks for jobs that the queue lost', ...sweepFindsLost },
);

export const redisFull = redisFault(
  'out of memory',
  async ({ redis }) => {
    await redis.configure('maxmemory', '1mb');
    await pause(worstMs);
    await redis.configure('maxmemory', '0');
  },
  {
    what: 'what could not be enqueued is due again at once, or the sweep finds it',
    file: 'src/workers/dispatcher.ts',
    code: 'await requeue(jobs.map(({ id }) => id));',
    instead: '',
    and: [sweepFindsLost],
  },
);

export const redisReadOnly = redisFault(
  'read-only (a replica for a while)',
  async ({ redis }) => {
    // Nobody listens there: it waits for a master, and takes no writes meanwhile.
    await redis.command('REPLICAOF', '127.0.0.1', '1');
    await pause(worstMs);
    await redis.command('REPLICAOF', 'NO', 'ONE');
  },
  {
    what: 'errors of the queue’s workers are heard, so that they do not end the process',
    file: 'src/queue/redis.ts',
    code: "    worker.on('error', errorLog(this.#logger));\n",
    instead: '',
    and: [{ file: 'src/queue/redis.ts', code: "    this.#worker.on('error', onError);\n", instead: '' }],
  },
);
