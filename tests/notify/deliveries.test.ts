import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliverJob } from '../../src/workers/deliver-job.ts';
import { deliverTick } from '../../src/workers/deliver-tick.ts';
import { startWorkers } from '../../src/workers/main.ts';
import { until } from '../contracts/queue.ts';
import { answers, type NotifyGround, openNotifyGround, type Receiver } from './ground.ts';

const hour = 3_600_000;

let ground: NotifyGround;
beforeAll(async () => {
  ground = await openNotifyGround();
}, 180_000);
afterAll(() => ground[Symbol.asyncDispose]());
beforeEach(() => ground.forgetWebhooks());

const never = new AbortController().signal;
const dataOf = ({ received }: Receiver) => received.map(({ body }) => JSON.parse(body).data);

describe('what a webhook is told', () => {
  test('is the capture, the post and the submission, as the API shows them', async () => {
    const { receiver } = await ground.subscribe();
    const captureId = await ground.capture('x:1');
    await ground.work();

    expect([...receiver.types].sort()).toEqual(['capture.complete', 'post.state-changed', 'submission.done']);
    const byType = new Map(receiver.received.map(({ body }) => [JSON.parse(body).type, JSON.parse(body)]));
    expect(byType.get('capture.complete')).toMatchObject({
      timestamp: ground.clock.now().toISOString(),
      data: {
        id: captureId,
        postId: 'x:1',
        outcome: 'complete',
        record: { author: { name: 'Mustafa Bali' } },
      },
    });
    expect(byType.get('post.state-changed')?.data).toMatchObject({
      ...{ postId: 'x:1', state: 'live', from: 'unknown', to: 'live' },
      embedUrl: 'https://archive.example/embed/x%3A1',
    });
    expect(byType.get('submission.done')?.data).toMatchObject({ status: 'done', embeds: [{ captureId }] });
  });

  test('is what it asked for, since it asked', async () => {
    await ground.capture('x:1');
    const { receiver } = await ground.subscribe('submission.done');
    await ground.capture('x:2');
    await ground.work();

    expect(receiver.types).toEqual(['submission.done']);
    expect(dataOf(receiver)).toMatchObject([{ embeds: [{ postId: 'x:2' }] }]);
  });

  test('has less than 20 kB: what is too large is named instead', async () => {
    const { receiver } = await ground.subscribe('capture.complete');
    await ground.capture('x:1', 'long '.repeat(10_000));
    await ground.work();

    const [{ body } = { body: '' }] = receiver.received;
    expect(Buffer.byteLength(body)).toBeLessThan(20_000);
    expect(JSON.parse(body)).toMatchObject({
      omitted: ['record'],
      data: { postId: 'x:1', outcome: 'complete', record: null },
    });
  });
});

describe('one server', () => {
  test('gets the messages of a post in their order, whatever fails in between', async () => {
    const { receiver } = await ground.subscribe('capture.complete');
    receiver.answer = answers.with(500);
    const first = await ground.capture('x:1');
    await ground.work();
    const second = await ground.capture('x:1', 'edited');
    receiver.answer = answers.with(204);
    const other = await ground.capture('x:2');
    await ground.work();
    expect(dataOf(receiver).map(({ id }) => id)).toEqual([first, other]);

    ground.clock.advance(hour);
    await ground.work();
    expect(dataOf(receiver).map(({ id }) => id)).toEqual([first, other, first, second]);
  });

  test('that hangs, redirects inside or is inside delays nobody and reaches nothing', async () => {
    let reachedInside = 0;
    const inside = await ground.receiver();
    inside.answer = (_request, response) => {
      reachedInside += 1;
      response.end();
    };
    const hanging = await ground.subscribe('capture.complete');
    hanging.receiver.answer = answers.never;
    const redirecting = await ground.subscribe('capture.complete');
    redirecting.receiver.answer = answers.with(307, { location: inside.url });
    const rebound = await ground.subscribe('capture.complete');
    ground.internet.moveInside(new URL(rebound.receiver.url).hostname, '169.254.169.254');
    const good = await ground.subscribe('capture.complete');
    const large = await ground.subscribe('capture.complete');
    large.receiver.answer = answers.with(200, {}, 'x'.repeat(5_000_000));
    for (let post = 1; post <= 5; post += 1) {
      await ground.capture(`x:${post}`);
    }
    await deliverTick(ground.dependencies)(never);
    const stop = new AbortController();
    const job = deliverJob({ ...ground.dependencies, timing: { deliveryTimeoutMs: 60_000 } });
    const hangs: Promise<unknown>[] = [];
    for (let ids = await admit(); ids.length > 0; ids = await admit()) {
      const runs = await Promise.all(ids.map(async (id) => ({ id, to: await webhookOf(id) })));
      for (const { id } of runs.filter(({ to }) => to === hanging.id)) {
        hangs.push(expect(job(id, stop.signal)).rejects.toThrow('stopped'));
      }
      await Promise.all(runs.filter(({ to }) => to !== hanging.id).map(({ id }) => job(id, never)));
    }

    expect(good.receiver.received).toHaveLength(5);
    expect(large.receiver.received).toHaveLength(5);
    expect(await ground.deliveries(large.id)).toMatchObject(
      Array(5).fill({ status: 'delivered', attempts: [{ status: 200, response: 'x'.repeat(1000) }] }),
    );
    expect(hangs).toHaveLength(2);
    await until(() => hanging.receiver.received.length === 2);
    expect((await ground.deliveries(redirecting.id))[0]?.attempts).toMatchObject([
      { status: 307, error: expect.stringContaining('not followed') },
    ]);
    expect((await ground.deliveries(rebound.id))[0]?.attempts).toMatchObject([
      { status: null, error: expect.stringContaining('169.254.169.254') },
    ]);
    expect(reachedInside).toBe(0);
    expect(ground.internet.strayDials).toEqual([]);

    stop.abort(new Error('stopped'));
    await Promise.all(hangs);
    hanging.receiver.answer = answers.with(204);
    await ground.work();
    expect(hanging.receiver.ids.slice(0, 2)).toEqual(
      expect.arrayContaining(hanging.receiver.ids.slice(2, 3)),
    );
    expect(new Set(hanging.receiver.ids).size).toBe(5);
  });

  test('that says nothing for too long has failed', async () => {
    const { id, receiver } = await ground.subscribe('capture.complete');
    receiver.answer = answers.never;
    await ground.capture('x:1');
    await deliverTick(ground.dependencies)(never);
    const job = deliverJob({ ...ground.dependencies, timing: { deliveryTimeoutMs: 100 } });
    for (const delivery of await admit()) {
      await job(delivery, never);
    }
    expect(await ground.deliveries(id)).toMatchObject([
      { status: 'waiting', attempts: [{ status: null, error: expect.stringContaining('100 ms') }] },
    ]);
  });
});

describe('secrets', () => {
  test('the old one signs beside the new one for as long as was said', async () => {
    const { id, secret, receiver } = await ground.subscribe('capture.complete');
    const rotated = await ground.desk.rotate(id, 3600);
    await ground.capture('x:1');
    await ground.work();
    ground.clock.advance(hour);
    await ground.capture('x:2');
    await ground.work();

    const signatures = receiver.received.map(({ headers, body, at }) => ({
      sent: String(headers['webhook-signature']).split(' '),
      by: [rotated?.secret ?? '', secret].map((key) =>
        new Webhook(key).sign(String(headers['webhook-id']), at, body),
      ),
    }));
    expect(signatures[0]?.sent).toEqual(signatures[0]?.by);
    expect(signatures[1]?.sent).toEqual(signatures[1]?.by.slice(0, 1));
  });

  test('one that does not open any more is said, not skipped', async () => {
    const { id, receiver } = await ground.subscribe('capture.complete');
    await ground.archive.catalogue.webhooks.addSecret(
      id,
      'sealed under another key',
      '2026-01-01T00:00:00.000Z',
    );
    await ground.capture('x:1');
    await ground.work();
    expect(receiver.received).toEqual([]);
    expect(await ground.deliveries(id)).toMatchObject([
      { attempts: [{ error: expect.stringContaining('SECRET_KEY') }] },
    ]);
  });
});

describe('nothing is lost and nothing told twice', () => {
  test('where two processes make messages of the same events, or one dies before it is written down', async () => {
    const { receiver } = await ground.subscribe('capture.complete');
    await ground.capture('x:1');
    const tick = deliverTick(ground.dependencies);
    await Promise.all([tick(never), tick(never)]);
    // The database came back from a backup that knew the deliveries and not the place.
    const cursor = await ground.archive.catalogue.deliveries.cursor();
    const beginning = `${'0'.repeat(20)}-${'0'.repeat(20)}`;
    expect(await ground.archive.catalogue.deliveries.announce(beginning, beginning, [])).toBe(false);
    expect(await ground.archive.catalogue.deliveries.announce(cursor, beginning, [])).toBe(true);
    await ground.work();
    expect(receiver.received).toHaveLength(1);
  });

  test('what was purged is told to nobody', async () => {
    const { id, receiver } = await ground.subscribe('capture.complete');
    receiver.answer = answers.with(500);
    await ground.capture('x:1', 'secret words');
    await ground.work();
    const seal = () => ({ sha256: 'f'.repeat(64), body: '{"kind":"purge"}' });
    const purged = await ground.archive.catalogue.purges.purge('x:1', 'test', 'asked for', seal);
    expect(purged.kind).toBe('purged');
    receiver.answer = answers.with(204);
    ground.clock.advance(hour);
    await ground.work();
    expect(receiver.received).toHaveLength(1);
    const [delivery] = await ground.deliveries(id);
    expect(delivery?.status).toBe('given-up');
    expect(JSON.stringify(await ground.archive.catalogue.deliveries.get(delivery?.id ?? ''))).not.toContain(
      'secret',
    );
  });
});

test('workers deliver what they archive, signed so that the library of the standard takes it', async () => {
  ground.clock.advance(Date.now() - ground.clock.now().getTime());
  const { secret, receiver } = await ground.subscribe('capture.complete', 'submission.done');
  await using _workers = await startWorkers(ground.dependencies);
  const { captureIds } = await ground.archive.submit(['x:1']);
  await until(() => receiver.received.length === 2);

  const verified = receiver.received.map(({ body, headers }) =>
    new Webhook(secret).verify(body, headers as Record<string, string>),
  );
  expect(verified).toContainEqual(
    expect.objectContaining({
      type: 'capture.complete',
      data: expect.objectContaining({ id: captureIds[0], outcome: 'complete' }),
    }),
  );
  expect(verified).toContainEqual(
    expect.objectContaining({ type: 'submission.done', data: expect.objectContaining({ status: 'done' }) }),
  );
  const [{ body, headers } = { body: '', headers: {} }] = receiver.received;
  expect(() =>
    new Webhook(secret).verify(body.replace('complete', 'absent'), headers as Record<string, string>),
  ).toThrow();
});

const admit = () => ground.archive.catalogue.deliveries.admit(32, 16);
const webhookOf = async (id: string) => (await ground.archive.catalogue.deliveries.get(id))?.webhookId;
