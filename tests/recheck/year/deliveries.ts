import { showThings } from '#api/shown-things.ts';
import { nameOfSecret, openWebhookDesk } from '#api/webhook-desk.ts';
import type { Catalogue, Delivery } from '#catalogue/catalogue.ts';
import type { Fetch } from '#domain/fetch.ts';
import { createSealing } from '#evidence/keys/sealing.ts';
import type { createLogger } from '#logger.ts';
import { waitAfter } from '#notify/schedule.ts';
import type { Storage } from '#storage/storage.ts';
import { deliverJob } from '../../../src/workers/deliver-job.ts';
import { deliverTick } from '../../../src/workers/deliver-tick.ts';
import type { TestClock } from '../../catalogue/samples.ts';
import { answer } from '../../contracts/platform.ts';
import { dayMs } from './stories.ts';

const events = ['post.deleted', 'post.restored', 'post.edited'];
/** The newsroom's server is down for the first three days of ten, which the schedule outlasts. */
const isDown = (sinceMs: number) => sinceMs % (10 * dayMs) < 3 * dayMs;

export interface DeliveryReport {
  deliveries: number;
  attempts: number;
  /** Attempts at another time than the schedule says, messages lost, told twice or in the wrong order. */
  problems: string[];
}

interface Ground {
  catalogue: Catalogue;
  storage: Storage;
  clock: TestClock;
  logger: ReturnType<typeof createLogger>;
}

/** A newsroom that is told what becomes of the posts all year; its server is down now and then. */
export class ToldNewsroom {
  readonly #ground: Ground;
  readonly #sinceMs: () => number;
  readonly #signal = new AbortController().signal;
  readonly #work: { tick: ReturnType<typeof deliverTick>; job: ReturnType<typeof deliverJob> };
  /** Messages that it took, by their ids, in the order in which it did. */
  readonly #taken: { id: string; type: string; postId: string }[] = [];
  #webhookId = '';
  #nextAt: number | null = null;

  constructor(ground: Ground, sinceMs: () => number) {
    this.#ground = ground;
    this.#sinceMs = sinceMs;
    const { catalogue, storage } = ground;
    const dependencies = {
      ...ground,
      openScope: () => ({
        fetch: this.#receive,
        connections: () => [],
        async [Symbol.asyncDispose]() {},
      }),
      shown: showThings({ catalogue, storage, baseUrl: 'https://archive.example', sign: (path) => path }),
      unsealWebhookSecret: (id: string, sealed: string) => sealing.unseal(nameOfSecret(id), sealed),
    };
    this.#work = { tick: deliverTick(dependencies), job: deliverJob(dependencies) };
  }

  async subscribe(): Promise<void> {
    const { catalogue, clock } = this.#ground;
    const desk = openWebhookDesk({ catalogue, sealing, clock, egressAllow: [], wake: () => {} });
    const url = 'https://newsroom.example/hooks';
    this.#webhookId = (await desk.create({ url, description: '', events })).id;
  }

  /** Lets so much time go by, and makes every attempt at the moment it is due. */
  async advance(milliseconds: number): Promise<void> {
    const { clock } = this.#ground;
    const until = clock.now().getTime() + milliseconds;
    await this.#deliver();
    while (this.#nextAt !== null && this.#nextAt <= until) {
      clock.advance(Math.max(0, this.#nextAt - clock.now().getTime()));
      await this.#deliver();
    }
    clock.advance(until - clock.now().getTime());
  }

  async #deliver(): Promise<void> {
    const { deliveries } = this.#ground.catalogue;
    await this.#work.tick(this.#signal);
    let tried = 0;
    for (;;) {
      const ids = await deliveries.admit(32, 32);
      if (ids.length === 0) break;
      for (const id of ids) {
        await this.#work.job(id, this.#signal);
      }
      tried += ids.length;
    }
    if (tried > 0 || this.#nextAt !== null) {
      const waiting = await this.#all('waiting');
      const times = waiting.flatMap(({ nextAttemptAt }) =>
        nextAttemptAt ? [Date.parse(nextAttemptAt)] : [],
      );
      const now = this.#ground.clock.now().getTime();
      // What waits behind another message of its post is due already.
      this.#nextAt = times.filter((time) => time > now).sort((a, b) => a - b)[0] ?? null;
    }
  }

  readonly #receive: Fetch = async (url, request = {}) => {
    if (isDown(this.#sinceMs())) {
      // No 503, after which everything for the server waits besides.
      return answer(url, 500, 'broken');
    }
    const { type, data } = JSON.parse(String(request.body)) as { type: string; data: { postId: string } };
    this.#taken.push({ id: request.headers?.['webhook-id'] ?? '', type, postId: data.postId });
    return answer(url, 204, '');
  };

  /** `told`: what was to be told of each post, in order. */
  async report(told: ReadonlyMap<string, readonly string[]>): Promise<DeliveryReport> {
    const all = await this.#all(null);
    const problems = all.flatMap((delivery) => problemsOf(delivery));
    if (new Set(this.#taken.map(({ id }) => id)).size !== this.#taken.length) {
      problems.push('a message was told twice');
    }
    for (const [postId, types] of told) {
      const expected = types.filter((type) => events.includes(type)).join(', ');
      const got = this.#taken.filter((message) => message.postId === postId).map(({ type }) => type);
      if (got.join(', ') !== expected) {
        problems.push(`of ${postId} the newsroom was told ${got.join(', ') || 'nothing'}, not ${expected}`);
      }
    }
    const attempts = all.reduce((sum, delivery) => sum + delivery.attempts.length, 0);
    return { deliveries: all.length, attempts, problems };
  }

  async #all(status: 'waiting' | null): Promise<Delivery[]> {
    const found: Delivery[] = [];
    let cursor: string | null = null;
    do {
      const page = await this.#ground.catalogue.deliveries.list(this.#webhookId, status, {
        limit: 200,
        cursor,
      });
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  }
}

const sealing = createSealing('secret-of-the-year'.padEnd(32));

/** Each attempt follows the one that failed by the published wait, to the millisecond. */
function problemsOf({ id, type, status, attempts }: Delivery): string[] {
  const times = attempts.map(({ at }) => Date.parse(at));
  const late = times
    .slice(1)
    .filter((time, index) => time - (times[index] ?? 0) !== waitAfter(index + 1, id));
  return [
    ...(status === 'delivered' ? [] : [`${type} ${id} is ${status}`]),
    ...(late.length === 0 ? [] : [`${type} ${id} was tried off its schedule ${late.length} times`]),
  ];
}
