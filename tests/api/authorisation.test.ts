import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scope } from '#catalogue/catalogue.ts';
import { expectProblem } from './problem.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

interface Operation {
  method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  scope: Scope | null;
}

/** Every operation that the service itself describes. */
async function listOperations(): Promise<Operation[]> {
  const document = (await service.app.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, { security?: { key: Scope[] }[] }>>;
  }>();
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      method: method.toUpperCase() as Operation['method'],
      path: path.replace(/\{\w+\}/g, 'nothing'),
      scope: security?.[0]?.key[0] ?? null,
    })),
  );
}

const scopesThat: Record<Scope, Scope[]> = {
  submit: ['submit', 'admin'],
  read: ['read', 'admin'],
  admin: ['admin'],
};

describe('every operation', () => {
  test('below /v1 asks for a scope, and none outside does but what archives', async () => {
    const operations = await listOperations();

    expect(operations.length).toBeGreaterThan(15);
    for (const { path, scope } of operations) {
      // A CMS shows no key: what it sends is signed with its source's secret.
      const isSigned = path.startsWith('/v1/inbound/');
      // As the Wayback Machine's: whether the service takes anything at all.
      const isStatus = path === '/save/status/system';
      expect(scope === null, path).toBe(isSigned || isStatus || !/^\/(?:v1|save)(?:\/|$)/.test(path));
    }
  });

  test('refuses who shows no key, a wrong one or a revoked one', async () => {
    const revoked = await service.makeKey('submit', 'read', 'admin');
    expect((await service.inject({ method: 'DELETE', url: `/v1/keys/${revoked.id}` })).statusCode).toBe(204);
    const almost = `${revoked.secret.slice(0, -1)}${revoked.secret.endsWith('A') ? 'B' : 'A'}`;
    const strangers = [
      '',
      'Bearer',
      'Bearer nonsense',
      'Basic YTpi',
      `Bearer ${revoked.secret}`,
      `Bearer ${almost}`,
    ];

    for (const { method, path } of (await listOperations()).filter(({ scope }) => scope !== null)) {
      for (const authorization of strangers) {
        const response = await service.app.inject({
          method,
          url: path,
          headers: authorization ? { authorization } : {},
        });
        expect(response.statusCode, `${method} ${path} ${authorization}`).toBe(401);
        expect(response.headers['www-authenticate']).toContain('Bearer');
      }
    }
  });

  test.each(['submit', 'read', 'admin'] as const)(
    'lets a key with %s in where it should, and nowhere else',
    async (scope) => {
      const { secret } = await service.makeKey(scope);

      for (const operation of (await listOperations()).filter((each) => each.scope !== null)) {
        const response = await service.app.inject({
          method: operation.method,
          url: operation.path,
          headers: { authorization: `Bearer ${secret}` },
        });
        const allowed = operation.scope !== null && scopesThat[operation.scope].includes(scope);
        expect(response.statusCode === 403, `${operation.method} ${operation.path}: ${response.body}`).toBe(
          !allowed,
        );
        expect(response.statusCode).not.toBe(401);
        expect(response.statusCode).toBeLessThan(500);
      }
    },
  );

  test('lets the bootstrap key in everywhere', async () => {
    for (const { method, path } of await listOperations()) {
      const response = await service.inject({ method, url: path });
      expect([401, 403], `${method} ${path}`).not.toContain(response.statusCode);
    }
  });
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
