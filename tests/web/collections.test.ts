import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capturePost } from '../api/captured.ts';
import { expectProblem } from '../api/problem.ts';
import { startTestService, startTimeoutMs, type TestService } from '../api/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const urlOf = (number: number) => `https://twitter.com/reporter/status/10728570000000002${number}`;
const idOf = (number: number) => `x:10728570000000002${number}`;

const patch = (url: string, payload: object, key?: string) =>
  service.inject({
    ...{ method: 'PATCH', url, payload },
    ...(key && { headers: { authorization: `Bearer ${key}` } }),
  });
const put = (number: number, collection: string) => patch(`/v1/posts/${idOf(number)}`, { collection });
const submit = (number: number, collection: string) =>
  service.post('/v1/submissions', { url: urlOf(number), collection });
const collectionOf = async (number: number) =>
  (await service.inject({ url: `/v1/posts/${idOf(number)}` })).json<{ collection: string | null }>()
    .collection;

describe('a collection', () => {
  test('is there as soon as a post is in it, and can be described then', async () => {
    expectProblem(await service.inject({ url: '/v1/collections/rivers' }), 404);
    await capturePost(service, { url: urlOf(10) });
    await put(10, 'rivers');

    expect((await service.inject({ url: '/v1/collections/rivers' })).json()).toMatchObject({
      ...{ name: 'rivers', title: null, description: null, public: false, restricted: false },
      ...{ postCount: 1, publicPostCount: 1, pageUrl: 'https://archive.example.org/collections/rivers' },
    });
    const described = await patch('/v1/collections/rivers', { title: 'Rivers', public: true });
    expect(described.json()).toMatchObject({ title: 'Rivers', public: true, postCount: 1 });
    expect((await patch('/v1/collections/rivers', { description: 'Of the north' })).json()).toMatchObject({
      ...{ title: 'Rivers', description: 'Of the north', public: true },
    });
  });

  test('is made once, under any name that a submission may give', async () => {
    const name = 'جسور / bridges';
    const made = await service.post('/v1/collections', { name, title: 'Bridges' });
    expect(made.statusCode).toBe(201);
    const address = String(made.headers.location);
    expect((await service.inject({ url: address })).json()).toMatchObject({ name, postCount: 0 });
    expectProblem(await service.post('/v1/collections', { name }), 409);
    const listed = (await service.inject({ url: '/v1/collections?limit=1' })).json<{
      items: { name: string }[];
      nextCursor: string;
    }>();
    const rest = (await service.inject({ url: `/v1/collections?cursor=${listed.nextCursor}` })).json<
      typeof listed
    >();
    expect([...listed.items, ...rest.items].map((item) => item.name).sort()).toEqual(['rivers', name].sort());
  });

  test('is shown or hidden by admins alone, and says what is wrong with a request', async () => {
    const { secret } = await service.makeKey('submit', 'read');
    expect((await patch('/v1/collections/rivers', { title: 'Big rivers' }, secret)).statusCode).toBe(200);
    expectProblem(await patch('/v1/collections/rivers', { public: false }, secret), 403);
    expect(
      expectProblem(await patch('/v1/collections/rivers', { colour: 'blue' }), 400).errors,
    ).toMatchObject([{ path: 'colour' }]);
    expect(expectProblem(await service.post('/v1/collections', { name: ' ' }), 400).errors).toMatchObject([
      { path: 'name' },
    ]);
    expectProblem(
      await service.inject({
        ...{ method: 'DELETE', url: '/v1/collections/rivers' },
        headers: { authorization: `Bearer ${secret}` },
      }),
      403,
    );
  });

  test('hides what is first submitted into it, where it is restricted, and nothing else', async () => {
    await service.post('/v1/collections', { name: 'witnesses', restricted: true });
    await submit(11, 'witnesses');
    await submit(10, 'witnesses');
    const isRestricted = async (number: number) =>
      (await service.catalogue.posts.get(idOf(number)))?.restricted;

    expect(await isRestricted(11)).toBe(true);
    expect((await service.app.inject({ url: `/embed/${idOf(11)}` })).statusCode).toBe(404);
    expect(await isRestricted(10)).toBe(false);
    expect((await service.inject({ url: '/v1/collections/witnesses' })).json()).toMatchObject({
      ...{ postCount: 1, publicPostCount: 0 },
    });
  });

  test('goes without its posts, which may come into a new one of its name', async () => {
    await submit(12, 'floods');
    await submit(13, 'floods');
    await put(13, 'floods');
    await service.post('/v1/collections', { name: 'floods', title: 'Floods' });
    const deletion = { method: 'DELETE', url: '/v1/collections/floods' } as const;

    expect((await service.inject(deletion)).statusCode).toBe(204);
    expect([await collectionOf(12), await collectionOf(13)]).toEqual([null, null]);
    expectProblem(await service.inject({ url: '/v1/collections/floods' }), 404);
    expectProblem(await service.inject(deletion), 404);
    await put(13, 'floods');
    expect(await collectionOf(13)).toBe('floods');
    expect((await service.inject({ url: '/v1/collections/floods' })).json()).toMatchObject({ title: null });
  });
});
