import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitAfter } from '#notify/schedule.ts';
import { answers, type NotifyGround, openNotifyGround, type Received } from './ground.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** https://www.standardwebhooks.com, "Deliverability and reliability". */
const published = [
  5 * second,
  5 * minute,
  30 * minute,
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
];

let ground: NotifyGround;
beforeAll(async () => {
  ground = await openNotifyGround();
}, 180_000);
afterAll(() => ground[Symbol.asyncDispose]());
beforeEach(() => ground.forgetWebhooks());

/** Lets the business clock run from attempt to attempt until nothing waits any more. */
async function untilNothingWaits(webhookId: string, at: (now: Date) => void): Promise<void> {
  await ground.work();
  for (let now = await ground.sleep(webhookId); now !== null; now = await ground.sleep(webhookId)) {
    ground.clock.advance(-1);
    await ground.work();
    ground.clock.advance(1);
    at(now);
    await ground.work();
  }
}

function table(received: Received[]): string {
  const [first] = received;
  return received
    .map(({ at }, index) => {
      const ms = at.getTime() - (first?.at.getTime() ?? 0);
      return `${String(index + 1).padStart(2)}  ${(ms / hour).toFixed(4).padStart(8)} h`;
    })
    .join('\n');
}

describe('the schedule of Standard Webhooks', () => {
  test('a server that is down for three days gets its message at the last attempt', async () => {
    const { id, secret, receiver } = await ground.subscribe('capture.complete');
    await ground.capture('x:1');
    receiver.answer = answers.with(500);
    const upAt = ground.clock.now().getTime() + 72 * hour;
    await untilNothingWaits(id, (now) => {
      receiver.answer = answers.with(now.getTime() < upAt ? 500 : 204);
    });

    console.log(`attempts\n${table(receiver.received)}`);
    const [delivery] = await ground.deliveries(id);
    expect(delivery?.status).toBe('delivered');
    expect(delivery?.attempts.map(({ status }) => status)).toEqual([...Array(9).fill(500), 204]);
    const times = receiver.received.map(({ at }) => at.getTime());
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(gaps).toEqual(published.map((_, index) => waitAfter(index + 1, delivery?.id ?? '')));
    for (const [index, delay] of published.entries()) {
      expect(gaps[index]).toBeGreaterThanOrEqual(delay);
      expect(gaps[index]).toBeLessThanOrEqual(delay * 1.1);
    }

    expect(new Set(receiver.ids).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    for (const { headers, body, at } of receiver.received) {
      expect(headers['webhook-timestamp']).toBe(String(Math.floor(at.getTime() / 1000)));
      expect(headers['webhook-signature']).toBe(new Webhook(secret).sign(receiver.ids[0] ?? '', at, body));
    }
  });

  test('a server that never answers is given up and disabled, which is said to others and can be undone', async () => {
    const dead = await ground.subscribe('capture.complete');
    const watching = await ground.subscribe('webhook.disabled');
    dead.receiver.answer = answers.with(500);
    await ground.capture('x:1');
    await ground.work();
    await ground.capture('x:2');
    for (
      let attempt = 0;
      (await ground.archive.catalogue.webhooks.get(dead.id))?.disabledAt === null;
      attempt += 1
    ) {
      expect(attempt).toBeLessThan(30);
      await ground.sleep(dead.id);
      await ground.work();
    }
    await ground.work();

    expect(await ground.archive.catalogue.webhooks.get(dead.id)).toMatchObject({ disabledReason: 'failing' });
    const left = await ground.deliveries(dead.id);
    expect(left.map(({ status }) => status).sort()).toEqual(['given-up', 'waiting']);
    const givenUp = left.find(({ status }) => status === 'given-up');
    expect(givenUp).toMatchObject({ nextAttemptAt: null });
    expect(givenUp?.attempts).toHaveLength(10);
    expect(JSON.parse(watching.receiver.received[0]?.body ?? '')).toMatchObject({
      type: 'webhook.disabled',
      data: { webhookId: dead.id, reason: 'failing' },
    });

    const before = dead.receiver.received.length;
    ground.clock.advance(100 * hour);
    await ground.capture('x:3');
    await ground.work();
    expect(dead.receiver.received).toHaveLength(before);
    await expect(ground.desk.redeliver(givenUp?.id ?? '')).rejects.toThrow('disabled');

    dead.receiver.answer = answers.with(204);
    await ground.desk.update(dead.id, { enabled: true });
    await ground.desk.redeliver(givenUp?.id ?? '');
    await ground.work();
    const after = await ground.deliveries(dead.id);
    expect(after.map(({ status }) => status)).toEqual(['delivered', 'delivered']);
    expect(after.find(({ id }) => id === givenUp?.id)?.attempts).toHaveLength(11);
    expect(dead.receiver.ids.filter((id) => id === givenUp?.messageId)).toHaveLength(11);
  });

  test('410 disables a webhook at once', async () => {
    const { id, receiver } = await ground.subscribe('capture.complete');
    receiver.answer = answers.with(410);
    await ground.capture('x:1');
    await ground.capture('x:2');
    await ground.work();
    ground.clock.advance(100 * hour);
    await ground.work();

    expect(receiver.received.length).toBeLessThanOrEqual(2);
    expect(await ground.archive.catalogue.webhooks.get(id)).toMatchObject({ disabledReason: 'gone' });
  });

  test('Retry-After holds back everything for that server, and no longer than a day', async () => {
    const { id, receiver } = await ground.subscribe('capture.complete');
    receiver.answer = answers.with(429, { 'retry-after': '3600' });
    await ground.capture('x:1');
    await ground.work();
    const askedAt = ground.clock.now().getTime();
    expect(await ground.deliveries(id)).toMatchObject([
      { nextAttemptAt: new Date(askedAt + hour).toISOString() },
    ]);
    await ground.capture('x:2');
    ground.clock.advance(30 * minute);
    await ground.work();
    expect(receiver.received).toHaveLength(1);

    receiver.answer = answers.with(503, { 'retry-after': 'Fri, 31 Dec 2100 23:59:59 GMT' });
    ground.clock.advance(30 * minute);
    await ground.work();
    const webhook = await ground.archive.catalogue.webhooks.get(id);
    expect(Date.parse(webhook?.throttledUntil ?? '') - ground.clock.now().getTime()).toBe(24 * hour);
    expect(receiver.received).toHaveLength(2);
    receiver.answer = answers.with(204);
    ground.clock.advance(24 * hour);
    await ground.work();
    expect((await ground.deliveries(id)).map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  });
});
