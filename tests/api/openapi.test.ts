import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemSchema } from '#api/plugins/problems.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

interface Answer {
  description?: string;
  content?: Record<string, { schema?: object }>;
  $ref?: string;
}
interface Operation {
  name: string;
  parameters: { name: string; in: string }[];
  responses: Record<string, Answer>;
  security: Record<string, string[]>[];
}

let service: TestService;
let operations: Operation[];
beforeAll(async () => {
  service = await startTestService();
  const document = (await service.app.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, Partial<Operation>>>;
  }>();
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses = {}, parameters = [], security = [] }]) => ({
      ...{ name: `${method.toUpperCase()} ${path}`, responses, parameters, security },
    })),
  );
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

describe('every operation', () => {
  test('says in words and by schema what it answers', () => {
    const bare = operations.filter(({ responses }) => {
      const good = Object.entries(responses).filter(([status]) => /^[23]/.test(status));
      const isTold = ([status, { description, content = {} }]: [string, Answer]) =>
        description !== 'Default Response' &&
        (/^204|^3/.test(status) || Object.values(content).some(({ schema }) => schema !== undefined));
      return good.length === 0 || !good.every(isTold);
    });
    expect(operations.length).toBeGreaterThan(40);
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  test('says which problems it answers with, and names every part of its path', () => {
    for (const { name, responses, parameters, security } of operations) {
      const problems = Object.keys(responses).filter((status) => /^[45]/.test(status));
      const wanted = [
        '4XX',
        '5XX',
        ...(name.includes('{') ? ['404'] : []),
        ...(security.length > 0 ? ['401', '403'] : []),
      ];
      expect(problems, name).toEqual(expect.arrayContaining(wanted));
      const inPath = parameters
        .filter((parameter) => parameter.in === 'path')
        .map((parameter) => parameter.name);
      expect([...name.matchAll(/\{(\w+)\}/g)].map(([, part]) => part).sort(), name).toEqual(inPath.sort());
    }
  });
});

test('problems are as described', async () => {
  const answers = [
    await service.app.inject('/v1/posts'),
    await service.inject({ url: '/v1/posts/x:5' }),
    await service.post('/v1/submissions', { urls: [] }),
    await service.inject({ url: '/v1/posts?limit=0' }),
  ];
  for (const answer of answers) {
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(problemSchema.parse(answer.json())).toMatchObject({ status: answer.statusCode });
  }
});
