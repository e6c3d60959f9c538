import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { chance } from './chance.ts';
import { conclude } from './conclude.ts';
import { type Cut, CuttingProxy } from './cutting-proxy.ts';
import type { Fault } from './fault.ts';
import { type ServiceProcess, waitUntil } from './service-process.ts';
import { openServers, type Servers, type World } from './world.ts';

const capturesARound = 3;
const untilTaken = 2000;
const because =
  'a lease of 6 s (a fifth of the operator’s 30 s), a backoff of 1 s, then the captures themselves';

export const postgresRestarted: Fault = {
  name: 'PostgreSQL restarted at once, as in a crash',
  rounds: { short: 2, full: 15 },
  async run(rounds, log) {
    await using resources = new AsyncDisposableStack();
    const world = await openServers(resources);
    return await underTrouble(world, rounds, async (round) => {
      await pause(chance() * untilTaken);
      await world.ground.postgres.restartImmediate();
      log(`restart ${round} of ${rounds}`);
      return 1;
    });
  },
  recoversWithin: { seconds: 60, because },
  defence: {
    what: 'the loss of a connection in use is heard, so that it does not end the process',
    file: 'src/catalogue/open-server.ts',
    code: "  pool.on('error', onError);\n  pool.on('connect', (client) => client.on('error', onError));\n",
    instead: '',
  },
};

export const connectionsEnded: Fault = {
  name: 'PostgreSQL ends every connection, over and over',
  rounds: { short: 8, full: 100 },
  async run(rounds, log) {
    await using resources = new AsyncDisposableStack();
    const world = await openServers(resources);
    return await underTrouble(world, rounds, async (round) => {
      await pause(300 + chance() * 700);
      const ended = await endConnections(world.ground);
      log(`${round} of ${rounds}: ${ended} connections`);
      return ended;
    });
  },
  recoversWithin: { seconds: 60, because },
  defence: {
    what: 'the loss of a connection in use is heard, so that it does not end the process',
    file: 'src/catalogue/open-server.ts',
    code: "pool.on('connect', (client) => client.on('error', onError));",
    instead: '',
  },
};

/** The statement that ends a capture is about the third of some fifteen in its transaction; COMMIT is the last. */
const inCommit = 'SET open = false, lease_until = NULL, enqueued_at = NULL, rung = NULL';
const messagesOfCommit = 16;

export const connectionCut: Fault = {
  name: 'the connection to PostgreSQL breaks in the midst of a commit',
  rounds: { short: 5, full: 40 },
  async run(rounds, log) {
    await using resources = new AsyncDisposableStack();
    const world = await openServers(resources);
    const direct = new URL(world.ground.environment.DATABASE_URL ?? '');
    const proxy = resources.use(await CuttingProxy.open(Number(direct.port)));
    world.ground.environment.DATABASE_URL = direct.href.replace(`:${direct.port}/`, `:${proxy.port}/`);
    return await underTrouble(world, rounds, async (round) => {
      const before = proxy.cuts;
      const cut = cutOf(round, rounds);
      proxy.cutNext(cut);
      await world.client.submit(world.posts(1));
      await waitUntil('a commit is cut', 90_000, async () => proxy.cuts > before);
      log(
        `${round} of ${rounds}: ${cut.messages} messages on, ${cut.delivered ? 'its answer lost' : 'not delivered'}`,
      );
      return proxy.cuts - before;
    });
  },
  recoversWithin: { seconds: 60, because },
  defence: {
    what: 'a capture ends in one transaction',
    file: 'src/catalogue/captures.ts',
    code: 'commit: (id, token, end) => database.write((tx) => commitCapture(tx, clock.now(), { id, token, end })),',
    instead:
      'commit: (id, token, end) => database.read((tx) => commitCapture(tx, clock.now(), { id, token, end })),',
  },
};

/** Spread over the transaction, by turns before the server has heard the message and after. */
function cutOf(round: number, rounds: number): Cut {
  const messages = Math.round(((round - 1) * messagesOfCommit) / Math.max(1, rounds - 1));
  return { behind: inCommit, messages, delivered: round % 2 === 0 };
}

async function underTrouble(
  world: World<Servers>,
  rounds: number,
  trouble: (round: number) => Promise<number>,
) {
  const services = { api: await world.startReady('api'), worker: await world.startReady('worker') };
  const problems: string[] = [];
  await world.client.submit(world.posts(capturesARound));
  let struck = 0;
  for (let round = 1; round <= rounds; round += 1) {
    struck += await trouble(round);
    problems.push(...(await startAgain(world, services)));
    await world.client.readAlong();
  }
  const endedAtMs = performance.now();
  await world.client.submit(world.posts(1));
  return await conclude(world, {
    ...{ struck, endedAtMs, problems },
    beforeStop: () => startAgain(world, services),
  });
}

/** None should have to be; says which was. */
async function startAgain(
  world: World<Servers>,
  services: Record<'api' | 'worker', ServiceProcess>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const role of ['api', 'worker'] as const) {
    if (!services[role].alive) {
      problems.push(`the process of the ${role} ended with ${services[role].ending}`);
      services[role] = await world.startReady(role);
    }
  }
  return problems;
}

async function endConnections({ environment }: Servers): Promise<number> {
  const client = new pg.Client({ connectionString: environment.DATABASE_URL });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'embed-archiver%'`,
    );
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
}
