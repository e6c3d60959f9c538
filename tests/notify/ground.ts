import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { showThings } from '#api/shown-things.ts';
import { nameOfSecret, openWebhookDesk, type WebhookDesk } from '#api/webhook-desk.ts';
import type { Delivery } from '#catalogue/catalogue.ts';
import { createSealing } from '#evidence/keys/sealing.ts';
import { webhookEventTypes } from '#notify/event-types.ts';
import { deliverJob } from '../../src/workers/deliver-job.ts';
import { deliverTick } from '../../src/workers/deliver-tick.ts';
import type { WorkerDependencies } from '../../src/workers/dependencies.ts';
import { embedOf, manifestOf, submissionOf, TestClock } from '../catalogue/samples.ts';
import { openTestEgress, SmallInternet, wideBudget } from '../egress/small-internet.ts';
import { type Archive, openArchive } from '../workers/archive.ts';

/** One request as a webhook's server got it. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  /** By the business clock. */
  at: Date;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
export const answers = {
  with:
    (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
    (_request, response) =>
      response.writeHead(status, headers).end(body),
  never: (): void => {},
};

/** A server that somebody has events told to. */
export class Receiver {
  readonly url: string;
  readonly received: Received[] = [];
  answer: Answer = answers.with(204);
  readonly #clock: TestClock;

  constructor(host: string, clock: TestClock) {
    this.url = `http://${host}/hooks`;
    this.#clock = clock;
  }

  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.received.push({
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        at: this.#clock.now(),
      });
      this.answer(request, response);
    });
  };

  get types(): string[] {
    return this.received.map(({ body }) => JSON.parse(body).type);
  }

  get ids(): (string | undefined)[] {
    return this.received.map(({ headers }) => String(headers['webhook-id']));
  }
}

/** Webhooks on a real catalogue, queue and gateway, with a business clock that tests move. */
export interface NotifyGround extends AsyncDisposable {
  archive: Archive;
  clock: TestClock;
  internet: SmallInternet;
  desk: WebhookDesk;
  dependencies: WorkerDependencies;
  /** Nobody is told of anything any more, for the next test. */
  forgetWebhooks(): Promise<void>;
  receiver(): Promise<Receiver>;
  /** Has these events told to a new server. */
  subscribe(...events: string[]): Promise<{ id: string; secret: string; receiver: Receiver }>;
  /** A capture of that post ends, as a worker would commit it. */
  capture(postId: string, text?: string): Promise<string>;
  /** Makes the messages of what happened, and makes every attempt that is due now. */
  work(): Promise<void>;
  /** To the moment of the next attempt; null where none waits. */
  sleep(webhookId: string): Promise<Date | null>;
  deliveries(webhookId: string): Promise<Delivery[]>;
}

export async function openNotifyGround(): Promise<NotifyGround> {
  await using opening = new AsyncDisposableStack();
  const clock = new TestClock();
  const archive = opening.use(await openArchive({ clock }));
  const internet = opening.use(new SmallInternet());
  const { resolve, dial } = internet;
  const egress = opening.use(await openTestEgress({ resolve, dial }));
  const { catalogue, storage } = archive;
  const sealing = createSealing('secret-of-the-tests'.padEnd(32));
  const desk = openWebhookDesk({ catalogue, sealing, clock, egressAllow: [], wake: () => {} });
  const dependencies = archive.dependencies({
    openScope: (label) => egress.openScope(label, wideBudget),
    shown: showThings({ catalogue, storage, baseUrl: 'https://archive.example', sign: (path) => path }),
    unsealWebhookSecret: (id, sealed) => sealing.unseal(nameOfSecret(id), sealed),
    timing: { deliveryTimeoutMs: 10_000 },
  });
  const tick = deliverTick(dependencies);
  const job = deliverJob(dependencies);
  const signal = new AbortController().signal;
  const resources = opening.move();
  let servers = 0;

  async function receiver(): Promise<Receiver> {
    servers += 1;
    const made = new Receiver(`hooks-${servers}.example`, clock);
    await internet.add(new URL(made.url).hostname, made.listener);
    return made;
  }

  async function deliveries(webhookId: string): Promise<Delivery[]> {
    const { items } = await catalogue.deliveries.list(webhookId, null, { limit: 100, cursor: null });
    return items.toReversed();
  }

  return {
    ...{ archive, clock, internet, desk, dependencies, receiver, deliveries },
    async forgetWebhooks() {
      for (const { id } of await catalogue.webhooks.list()) {
        await catalogue.webhooks.remove(id);
      }
    },
    async subscribe(...events) {
      clock.advance(1);
      const server = await receiver();
      const wanted = events.length === 0 ? [...webhookEventTypes] : events;
      const { id, secret } = await desk.create({ url: server.url, description: '', events: wanted });
      return { id, secret, receiver: server };
    },
    async capture(postId, text) {
      clock.advance(1000);
      const submission = submissionOf(clock, [embedOf(postId)], { maxAgeSeconds: 0 });
      const accepted = await catalogue.submissions.accept(submission, null);
      const captureId = accepted.kind === 'accepted' ? accepted.submission.embeds[0]?.captureId : null;
      const claim = captureId ? await catalogue.captures.claim(captureId, 60_000) : null;
      if (!captureId || claim?.kind !== 'claimed') {
        throw new Error('the capture could not be claimed');
      }
      const manifest = manifestOf(clock, captureId, postId);
      const record = manifest.record && { ...manifest.record, text: text ?? manifest.record.text };
      await catalogue.captures.commit(captureId, claim.token, {
        manifest: { ...manifest, record },
        manifestSha256: captureId.replaceAll('-', '').padEnd(64, '0'),
        state: 'live',
      });
      return captureId;
    },
    async work() {
      await tick(signal);
      for (;;) {
        const ids = await catalogue.deliveries.admit(32, 16);
        if (ids.length === 0) {
          return;
        }
        await Promise.all(ids.map((id) => job(id, signal)));
      }
    },
    async sleep(webhookId) {
      const waiting = await catalogue.deliveries.list(webhookId, 'waiting', { limit: 100, cursor: null });
      const [next] = waiting.items.flatMap(({ nextAttemptAt }) => nextAttemptAt ?? []).sort();
      if (next === undefined) {
        return null;
      }
      clock.advance(Math.max(0, Date.parse(next) - clock.now().getTime()));
      return clock.now();
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
