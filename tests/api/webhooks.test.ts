import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { webhookEventTypes } from '#notify/event-types.ts';
import { expectProblem } from './problem.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

const url = 'https://hooks.example.org/embed-archiver';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

async function create(body: object = { url }): Promise<{ id: string; secret: string }> {
  const made = await service.post('/v1/webhooks', body);
  expect(made.statusCode, made.body).toBe(201);
  return made.json();
}
const change = (id: string, payload: object) =>
  service.inject({ method: 'PATCH', url: `/v1/webhooks/${id}`, payload });

describe('webhooks', () => {
  test('show their secret once, and are told of everything unless they say of what', async () => {
    const { id, secret } = await create({ url, description: 'newsroom' });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = await service.inject({ url: `/v1/webhooks/${id}` });
    expect(shown.json()).toMatchObject({
      ...{ id, url, description: 'newsroom', events: [...webhookEventTypes] },
      ...{ disabledAt: null, failingSince: null, lastDeliveredAt: null },
    });
    const list = await service.inject({ url: '/v1/webhooks' });
    expect(list.json().items).toContainEqual(shown.json());
    expect(`${shown.body}${list.body}`).not.toContain('whsec_');

    const rotated = await service.post(`/v1/webhooks/${id}/rotate`, {});
    expect(rotated.json()).toMatchObject({ secret: expect.stringMatching(/^whsec_/) });
    expect(rotated.json().secret).not.toBe(secret);
  });

  test('change, rest and go', async () => {
    const { id } = await create();
    const events = ['post.deleted', 'submission.done'];
    expect((await change(id, { events, description: 'desk' })).json()).toMatchObject({ url, events });
    expect((await change(id, { enabled: false })).json()).toMatchObject({ disabledReason: 'by-admin' });
    expectProblem(await service.post(`/v1/webhooks/${id}/test`, {}), 409);
    expect((await change(id, { enabled: true })).json()).toMatchObject({ disabledAt: null });
    expect((await service.inject({ method: 'DELETE', url: `/v1/webhooks/${id}` })).statusCode).toBe(204);
    expectProblem(await service.inject({ url: `/v1/webhooks/${id}` }), 404);
    expectProblem(await change(id, { enabled: true }), 404);
    expectProblem(await service.post(`/v1/webhooks/${id}/rotate`, {}), 404);
    expectProblem(await service.inject({ url: `/v1/webhooks/${id}/deliveries` }), 404);
  });

  test.each([
    ['nowhere', 'not a URL'],
    ['ftp://hooks.example.org/', 'ftp:'],
    ['https://user:secret@hooks.example.org/', 'user name'],
    ['http://127.0.0.1/', 'public'],
    ['http://[::ffff:10.0.0.1]/', 'public'],
    ['http://localhost/', 'local network'],
    ['http://metadata.google.internal/', 'local network'],
    ['https://hooks.example.org:6379/', 'port'],
  ])('do not lead to %s', async (wrong, why) => {
    const made = expectProblem(await service.post('/v1/webhooks', { url: wrong }), 400);
    expect(made.errors).toEqual([{ path: 'url', message: expect.stringContaining(why) }]);
    const { id } = await create();
    expect(expectProblem(await change(id, { url: wrong }), 400).errors).toEqual(made.errors);
  });

  test('say which events there are', async () => {
    const unknown = await service.post('/v1/webhooks', { url, events: ['post.gone'] });
    expect(expectProblem(unknown, 400).errors).toEqual([
      { path: 'events.0', message: expect.stringContaining('post.deleted') },
    ]);
    expectProblem(await service.post('/v1/webhooks', { url, events: [] }), 400);
    expectProblem(await service.post('/v1/webhooks', { url, event: ['post.deleted'] }), 400);
  });

  test('are an admin’s alone', async () => {
    const { secret } = await service.makeKey('read', 'submit');
    const headers = { authorization: `Bearer ${secret}` };
    const { id } = await create();
    for (const path of ['/v1/webhooks', `/v1/webhooks/${id}`, `/v1/webhooks/${id}/deliveries`]) {
      expectProblem(await service.inject({ url: path, headers }), 403);
    }
    expectProblem(await service.post('/v1/webhooks', { url }, headers), 403);
    expectProblem(await service.post(`/v1/webhooks/${id}/test`, {}, headers), 403);
  });
});

describe('deliveries', () => {
  test('are listed with what is sent, and sent again', async () => {
    const { id } = await create({ url, events: ['post.deleted'] });
    const tested = await service.post(`/v1/webhooks/${id}/test`, {});
    expect(tested.statusCode).toBe(202);
    const delivery = tested.json();
    expect(delivery).toMatchObject({
      ...{ webhookId: id, type: 'webhook.test', status: 'waiting', attempts: [], postId: null },
      messageId: expect.stringMatching(/^msg_[0-9a-f]{32}$/),
    });
    await service.post(`/v1/webhooks/${id}/test`, {});
    const path = `/v1/webhooks/${id}/deliveries`;
    const first = (await service.inject({ url: `${path}?limit=1&status=waiting` })).json();
    const second = (await service.inject({ url: `${path}?limit=1&cursor=${first.nextCursor}` })).json();
    expect([...first.items, ...second.items]).toHaveLength(2);
    expect(second.items).toEqual([delivery]);
    expect((await service.inject({ url: `${path}?status=delivered` })).json().items).toEqual([]);

    const whole = (await service.inject({ url: `/v1/deliveries/${delivery.id}` })).json();
    expect(JSON.parse(whole.body)).toEqual({
      type: 'webhook.test',
      timestamp: expect.stringMatching(/Z$/),
      data: { webhookId: id, description: '' },
    });
    const again = await service.post(`/v1/deliveries/${delivery.id}/redeliver`, {});
    expect(again.statusCode).toBe(202);
    expect(again.json()).toMatchObject({ id: delivery.id, messageId: delivery.messageId });
    expectProblem(await service.post('/v1/deliveries/none/redeliver', {}), 404);
    expectProblem(await service.inject({ url: '/v1/deliveries/none' }), 404);
  });
});
