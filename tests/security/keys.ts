import { beforeAll, describe, expect, test } from 'vitest';
import { expectProblem } from '../api/problem.ts';
import type { TestService } from '../api/service.ts';

/** What is kept of a key, and what one key may not. */
export function describeKeys(serviceOf: () => TestService): void {
  let service: TestService;
  beforeAll(() => {
    service = serviceOf();
  });

  describe('keys', () => {
    test('show their secret once and keep it as a hash', async () => {
      const made = await service.post('/v1/keys', { name: 'CMS', scopes: ['submit', 'read', 'read'] });
      const key = made.json<{ id: string; secret: string; scopes: string[] }>();
      const listed = (await service.inject({ url: '/v1/keys' })).body;
      const stored = await service.catalogue.keys.find(key.id);

      expect(made.statusCode).toBe(201);
      expect(key.secret).toMatch(new RegExp(`^esa_${key.id}_[\\w-]{43}$`));
      expect(key.scopes).toEqual(['submit', 'read']);
      expect(listed).toContain(key.id);
      expect(listed).not.toContain(key.secret);
      expect(JSON.stringify(stored)).not.toContain(key.secret);
    });

    test('remember when they were used', async () => {
      const { id, secret } = await service.makeKey('read');
      await service.app.inject({ url: '/v1/posts', headers: { authorization: `Bearer ${secret}` } });

      expect((await service.catalogue.keys.find(id))?.lastUsedAt).not.toBeNull();
    });

    test('are refused without a name or a known scope', async () => {
      const problem = expectProblem(await service.post('/v1/keys', { name: ' ', scopes: ['write'] }), 400);

      expect(problem.errors?.map(({ path }) => path).sort()).toEqual(['name', 'scopes.0']);
      expectProblem(await service.inject({ method: 'DELETE', url: '/v1/keys/nothing' }), 404);
    });
  });

  test('hiding a post needs more than changing its tags', async () => {
    const { secret } = await service.makeKey('submit');
    await service.post('/v1/submissions', { url: 'https://x.com/reporter/status/1072857000000000009' });
    const patch = (body: unknown) =>
      service.app.inject({
        method: 'PATCH',
        url: '/v1/posts/x:1072857000000000009',
        headers: { authorization: `Bearer ${secret}` },
        payload: body as object,
      });

    expect((await patch({ tags: ['bridge'] })).statusCode).toBe(200);
    expect(expectProblem(await patch({ restricted: true }), 403).detail).toContain('admin');
  });
}
