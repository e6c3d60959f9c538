import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { RecordedAnswer, RecordedRequest, Site } from '../support/recorded-web/site.ts';
import { chance } from './chance.ts';

import { adminKey, embeddedGround } from './embedded-ground.ts';
import type { Fault, FaultResult } from './fault.ts';
import { startAnswering, waitUntil } from './service-process.ts';

const host = 'hooks.example';
/** Committed before each kill, by submissions that have nothing to capture. */
const eventsAKill = 4;
/** By a service that runs. */
const sentWithinMs = 60_000;
const toldWithinMs = Number(process.env.FAULTS_PATIENCE_S ?? 600) * 1000;
/** From the last commit to the kill: before its message is made, on the way, after it. */
const longestAfterCommitMs = 2500;

/** `kill -9` of the whole service between the commit of events and their delivery, to a server that is slow and fails. */
async function killDeliveries(kills: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const server = new Server();
  const environment = await embeddedGround(resources, [server]);
  let service = await startAnswering(environment);
  resources.defer(() => (service.alive ? service.kill9() : undefined));
  const { id: webhookId, secret } = await call(environment, '/v1/webhooks', {
    url: `https://${host}/`,
    events: ['submission.done'],
  });
  server.secret = secret ?? '';
  const committed = new Set<string>();
  for (let kill = 1; kill <= kills; kill += 1) {
    if (kill % 2 === 1) {
      server.standStill();
    }
    for (let event = 0; event < eventsAKill; event += 1) {
      const { id } = await call(environment, '/v1/submissions', { text: 'nothing to archive' });
      committed.add(id ?? '');
    }
    // By turns with messages on their way, and at random.
    if (kill % 2 === 1) {
      await server.hasMessagesWaiting();
    } else {
      await pause(chance() * longestAfterCommitMs);
    }
    await service.kill9();
    server.goOn();
    log(`kill ${kill} of ${kills}: ${server.messages.size} of ${committed.size} told`);
    service = await startAnswering(environment);
  }
  server.isWell = true;
  const wellAgainAtMs = performance.now();
  // What failed a few times would wait for hours by its schedule; one that is enabled again begins anew.
  for (const enabled of [false, true]) {
    await call(environment, `/v1/webhooks/${webhookId}`, { enabled }, 'PATCH');
  }
  const isTold = await server.takes(committed);
  const recoverySeconds = isTold ? (performance.now() - wellAgainAtMs) / 1000 : null;
  await service.stop();
  return resultOf({ kills, recoverySeconds }, committed, server);
}

export const killBeforeDelivery: Fault = {
  name: 'kill -9 between the commit of events and their delivery, to a webhook that is slow and fails',
  rounds: { short: 2, full: 50 },
  run: killDeliveries,
  recoversWithin: { seconds: 60, because: 'the webhook was enabled anew, so everything is due at once' },
  defence: {
    what: 'a delivery is taken off the list once its server has taken it, and not before',
    file: 'src/catalogue/work.ts',
    code: 'UPDATE ${sql.table(table)} SET ${countLost(table)} token = token + 1, lease_until = NULL, enqueued_at = NULL',
    instead: 'UPDATE ${sql.table(table)} SET ${countLost(table)} token = token + 1, lease_until = NULL',
    and: [
      {
        file: 'src/workers/sweep.ts',
        code: "deliveries: () => requeueLost(dependencies, 'deliver', catalogue.deliveries, lostAfterMs),",
        instead: 'deliveries: async () => 0,',
      },
    ],
  },
};

/** What arrived, by a server that takes its time and often fails. */
class Server implements Site {
  readonly host = host;
  secret = '';
  isWell = false;
  requests = 0;
  readonly problems: string[] = [];
  /** Message ids of each submission. */
  readonly messages = new Map<string, Set<string>>();
  /** Submissions that were answered 2xx. */
  readonly taken = new Set<string>();
  /** While it stands still; what comes then is answered when it goes on, and not taken. */
  #still: PromiseWithResolvers<void> | null = null;
  #waiting = 0;

  standStill(): void {
    this.#still = Promise.withResolvers();
    this.#waiting = 0;
  }

  goOn(): void {
    this.#still?.resolve();
    this.#still = null;
  }

  async hasMessagesWaiting(): Promise<void> {
    await waitUntil('messages are on their way', sentWithinMs, async () => this.#waiting > 0);
  }

  async takes(committed: ReadonlySet<string>): Promise<boolean> {
    const deadline = performance.now() + toldWithinMs;
    const isDone = () => [...committed].every((id) => this.taken.has(id));
    while (!isDone() && performance.now() < deadline) {
      await pause(200);
    }
    return isDone();
  }

  async handle({ headers, body }: RecordedRequest): Promise<RecordedAnswer> {
    this.requests += 1;
    const text = Buffer.from(body).toString();
    try {
      new Webhook(this.secret).verify(text, headers);
    } catch (error) {
      this.problems.push(`a message that does not verify: ${String(error)}`);
    }
    const id: string = JSON.parse(text).data.id;
    const known = this.messages.get(id) ?? new Set();
    this.messages.set(id, known.add(headers['webhook-id'] ?? ''));
    const still = this.#still;
    this.#waiting += 1;
    await still?.promise;
    const fails = still !== null || (!this.isWell && chance() < 0.2);
    if (!fails) {
      this.taken.add(id);
    }
    return { status: fails ? 500 : 204, delayMs: this.isWell ? 0 : chance() * 800 };
  }
}

function resultOf(
  { kills, recoverySeconds }: { kills: number; recoverySeconds: number | null },
  committed: ReadonlySet<string>,
  server: Server,
): FaultResult {
  const problems = [...server.problems];
  for (const id of committed) {
    const ids = server.messages.get(id)?.size ?? 0;
    if (ids !== 1) {
      problems.push(`${id} was told under ${ids} ids instead of 1`);
    }
  }
  for (const id of server.messages.keys()) {
    if (!committed.has(id)) {
      problems.push(`${id} was told, and nobody had been answered so`);
    }
  }
  return {
    ...{ struck: kills, acknowledged: committed.size, held: server.taken.size },
    recoverySeconds,
    problems,
  };
}

async function call(
  { PORT }: { PORT: string },
  path: string,
  body: object,
  method = 'POST',
): Promise<{ id?: string; secret?: string }> {
  const answer = await fetch(`http://127.0.0.1:${PORT}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()) as { id?: string; secret?: string };
}
