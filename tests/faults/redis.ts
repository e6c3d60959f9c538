import { setTimeout as pause } from 'node:timers/promises';
import { chance } from './chance.ts';
import { conclude } from './conclude.ts';
import type { Defence, Fault } from './fault.ts';
import { openServers, type Servers } from './world.ts';

const worstMs = 3000;
const capturesARound = 3;
const untilTaken = 1500;
const oneRedisServer =
  'a lease and the queue’s lock of 6 s (a fifth of the operator’s), then the captures themselves';

interface Trouble {
  begin(servers: Servers): Promise<void>;
  end(servers: Servers): Promise<void>;
}

/** Each round: work is on its way and more of it waits; the trouble comes, clients too, and after a while it goes. */
function redisFault(kind: string, trouble: Trouble, defence: Defence): Fault {
  return {
    name: `Redis ${kind}`,
    rounds: { short: 1, full: 10, bite: 3 },
    async run(rounds, log) {
      await using resources = new AsyncDisposableStack();
      const world = await openServers(resources);
      await world.startReady('api');
      const worker = await world.startReady('worker');
      const problems: string[] = [];
      let struck = 0;
      for (let round = 1; round <= rounds; round += 1) {
        await world.client.submit(world.posts(capturesARound));
        await pause(chance() * untilTaken);
        await trouble.begin(world.ground);
        struck += 1;
        log(`${round} of ${rounds}`);
        // The queue is no reason to turn a client away.
        const accepted = await world.client.submitOnce(world.posts(1), `in-trouble-${round}`);
        if (accepted === null) {
          problems.push('a submission was refused while Redis was in trouble');
        }
        await pause(worstMs);
        await trouble.end(world.ground);
        await world.client.readAlong();
      }
      const endedAtMs = performance.now();
      const result = await conclude(world, {
        ...{ struck, endedAtMs },
        problems,
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

const refusedIsDueAgain: Defence = {
  what: 'what could not be enqueued is due again at once, or the sweep finds it',
  file: 'src/workers/dispatcher.ts',
  code: 'await requeue(jobs.map(({ id }) => id));',
  instead: '',
  and: [sweepFindsLost],
};

export const redisKilled = redisFault(
  'killed and restarted',
  { begin: ({ redis }) => redis.kill9(), end: ({ redis }) => redis.restart() },
  {
    what: 'connections are made anew for as long as it takes',
    file: 'src/queue/redis.ts',
    code: 'const retryStrategy = (times: number) => Math.min(times * 100, 2000);',
    instead: 'const retryStrategy = () => null;',
  },
);

export const redisFlushed = redisFault(
  'emptied (FLUSHALL)',
  { begin: ({ redis }) => redis.flush(), end: ({ redis }) => redis.flush() },
  { what: 'the sweep looks for jobs that the queue lost', ...sweepFindsLost },
);

export const redisFull = redisFault(
  'out of memory',
  {
    begin: ({ redis }) => redis.configure('maxmemory', '1mb'),
    end: ({ redis }) => redis.configure('maxmemory', '0'),
  },
  refusedIsDueAgain,
);

export const redisReadOnly = redisFault(
  'read-only (a replica for a while)',
  {
    // Nobody listens there: it waits for a master, and takes no writes meanwhile.
    begin: ({ redis }) => redis.command('REPLICAOF', '127.0.0.1', '1'),
    end: ({ redis }) => redis.command('REPLICAOF', 'NO', 'ONE'),
  },
  refusedIsDueAgain,
);
