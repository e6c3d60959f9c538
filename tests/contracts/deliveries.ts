import { afterEach, describe, expect, test } from 'vitest';
import type { Catalogue, DeliveryNext } from '#catalogue/catalogue.ts';
import { newId } from '#domain/ids.ts';
import { newPostId, type TestClock } from '../catalogue/samples.ts';

const leaseMs = 600_000;
const newest = { limit: 100, cursor: null };

/** Who is told of what, on both sizes of database. */
export function describeDeliveries(ground: () => { catalogue: Catalogue; clock: TestClock }): void {
  describe('webhooks and deliveries', () => {
    afterEach(async () => {
      const { webhooks } = ground().catalogue;
      for (const { id } of await webhooks.list()) {
        await webhooks.remove(id);
      }
    });

    async function subscribe(...events: string[]): Promise<string> {
      const { catalogue, clock } = ground();
      const id = newId(clock.now());
      const url = 'https://hooks.example.org/';
      await catalogue.webhooks.create({ id, url, description: '', events, sealedSecret: 'sealed' });
      return id;
    }

    /** As a worker would: messages of those types, all of one post. */
    async function announce(postId: string | null, ...types: string[]): Promise<string[]> {
      const { catalogue, clock } = ground();
      const at = clock.now().toISOString();
      const messages = types.map((type) => ({
        id: `msg_${newId()}`,
        type,
        at,
        postId,
        body: `{"${type}":1}`,
      }));
      const from = await catalogue.deliveries.cursor();
      expect(await catalogue.deliveries.announce(from, nextPlace(), messages)).toBe(true);
      expect(await catalogue.deliveries.announce(from, nextPlace(), messages)).toBe(false);
      return messages.map(({ id }) => id);
    }

    const admit = (limit = 32, failingLimit = 16) => ground().catalogue.deliveries.admit(limit, failingLimit);

    async function attempt(id: string, next: DeliveryNext): Promise<number> {
      const { catalogue, clock } = ground();
      const claimed = await catalogue.deliveries.claim(id, leaseMs);
      if (claimed.kind !== 'claimed') {
        throw new Error(`the delivery is ${claimed.kind}`);
      }
      const failed = next.kind === 'delivered' ? null : 'answered 500';
      const at = clock.now().toISOString();
      const tried = { at, status: 200, error: failed, durationMs: 1, response: null };
      expect(await catalogue.deliveries.finish(id, claimed.token, tried, next)).toBe(true);
      expect(await catalogue.deliveries.finish(id, claimed.token, tried, next)).toBe(false);
      return claimed.work.attempts;
    }

    function againIn(ms: number): DeliveryNext {
      const dueAt = new Date(ground().clock.now().getTime() + ms).toISOString();
      return { kind: 'again', dueAt, throttledUntil: null };
    }

    test('each message goes to those that want it, in the order of its post', async () => {
      const { catalogue, clock } = ground();
      const one = await subscribe('a', 'b');
      const two = await subscribe('b');
      expect(await catalogue.deliveries.wantedTypes()).toEqual(new Set(['a', 'b']));
      const [first, second] = await announce(newPostId(), 'a', 'b');

      const [toOne = '', toTwo = '', ...rest] = await admit();
      expect(rest).toEqual([]);
      expect(await catalogue.deliveries.get(toOne)).toMatchObject({
        webhookId: one,
        messageId: first,
        body: '{"a":1}',
      });
      expect(await catalogue.deliveries.get(toTwo)).toMatchObject({ webhookId: two, messageId: second });
      expect(await admit()).toEqual([]);
      expect(await attempt(toOne, againIn(5000))).toBe(0);
      expect(await attempt(toTwo, { kind: 'delivered' })).toBe(0);
      expect(await admit()).toEqual([]);

      clock.advance(5000);
      expect(await admit()).toEqual([toOne]);
      expect(await attempt(toOne, { kind: 'delivered' })).toBe(1);
      const [follower = ''] = await admit();
      expect(await catalogue.deliveries.get(follower)).toMatchObject({ webhookId: one, messageId: second });
      const { items } = await catalogue.deliveries.list(one, 'delivered', newest);
      expect(items).toMatchObject([{ id: toOne, attempts: [{ error: 'answered 500' }, { error: null }] }]);
    });

    test('what fails holds no more than its share, one that answers two at a time', async () => {
      const { clock } = ground();
      const failing = [await subscribe('f'), await subscribe('f'), await subscribe('f')];
      await announce(null, 'f');
      for (const id of await admit()) {
        await attempt(id, againIn(1000));
      }
      const healthy = await subscribe('f', 'h');
      clock.advance(1000);
      await announce(null, 'f', 'h', 'h');
      const admitted = await admit(32, 2);
      const { items } = await ground().catalogue.deliveries.list(healthy, null, newest);
      const own = new Set(items.map(({ id }) => id));
      expect(admitted.map((id) => own.has(id))).toEqual([true, true, false, false]);
      expect(await admit(32, 2)).toEqual([]);
      expect(failing).toHaveLength(3);
    });

    test('a disabled webhook gets nothing new, and what waited when it is enabled', async () => {
      const { catalogue, clock } = ground();
      const id = await subscribe('a', 'webhook.disabled');
      await announce(newPostId(), 'a');
      await announce(newPostId(), 'a');
      const [gone = '', waiting = ''] = await admit();
      await attempt(waiting, againIn(3_600_000));
      await attempt(gone, { kind: 'given-up', gone: true });
      expect((await catalogue.deliveries.claim(waiting, leaseMs)).kind).toBe('finished');
      await announce(null, 'a');
      clock.advance(1000);
      expect(await admit()).toEqual([]);
      expect(await catalogue.webhooks.get(id)).toMatchObject({ disabledReason: 'gone' });
      const told = await catalogue.events.since(null, 1000);
      expect(told.filter(({ data }) => data.webhookId === id)).toMatchObject([
        { type: 'webhook.disabled', data: { reason: 'gone' } },
      ]);

      expect(await catalogue.webhooks.update(id, { enabled: true })).toMatchObject({ disabledAt: null });
      expect(await admit()).toEqual([waiting]);
      expect(await attempt(waiting, againIn(3_600_000))).toBe(0);
      expect(await catalogue.deliveries.redeliver(gone)).toMatchObject({ status: 'waiting' });
      expect(await admit()).toEqual([gone]);
      expect(await attempt(gone, { kind: 'delivered' })).toBe(0);
    });

    test('what ended is kept for a month, and events until webhooks were told of them', async () => {
      const { catalogue, clock } = ground();
      const webhook = await subscribe('a');
      await announce(null, 'a', 'a');
      const [ended = '', waiting = ''] = await admit();
      await attempt(ended, { kind: 'delivered' });
      const untold = await catalogue.events.since(await catalogue.deliveries.cursor(), 1000);
      clock.advance(31 * 24 * 3_600_000);
      await catalogue.tidy();
      const { items } = await catalogue.deliveries.list(webhook, null, newest);
      expect(items.map(({ id }) => id)).toEqual([waiting]);
      expect(await catalogue.events.since(await catalogue.deliveries.cursor(), 1000)).toEqual(untold);
    });
  });
}

let places = 0;

/** Before all events, and after the one before. */
function nextPlace(): string {
  places += 1;
  return `${'0'.repeat(20)}-${String(places).padStart(20, '0')}`;
}
