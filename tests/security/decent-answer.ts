import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';
import { problemSchema } from '#api/plugins/problems.ts';
import { adminKey } from '../api/service.ts';
import { marker } from './hostile-values.ts';

/** Statuses above 500 that say nothing of a fault here. */
const fine = /problem:(?:not-made|not-ready|not-implemented)"/;
const ofTheInside =
  /node_modules|\/src\/\w|\n\s+at .+:\d+:\d+|PGlite|ECONN|ENOENT|syntax error at|violates|kysely|ZodError/;

/** No fault, nothing of the inside, nothing of the attacker’s as markup, and a problem where it is a refusal. */
export function expectDecent(answer: LightMyRequestResponse, { method, url }: InjectOptions): void {
  const { statusCode, body, headers } = answer;
  const type = `${headers['content-type'] ?? ''}`;
  const what = `${method} ${url}: ${statusCode} ${body.slice(0, 800)}`;
  if (statusCode >= 500) {
    expect(body, what).toMatch(fine);
  }
  if (statusCode >= 400 && !type.startsWith('text/html') && method !== 'HEAD') {
    expect(type, what).toContain('application/problem+json');
    expect(problemSchema.safeParse(JSON.parse(body)).error?.message, what).toBeUndefined();
  }
  if (type.startsWith('text/html')) {
    expect(body.toLowerCase().includes(marker), what).toBe(false);
    expect(headers, what).toHaveProperty('content-security-policy');
  }
  expect(headers['x-content-type-options'], what).toBe('nosniff');
  if (statusCode >= 400) {
    expect(ofTheInside.exec(body)?.[0], what).toBeUndefined();
  }
  expect(body.includes(adminKey), what).toBe(false);
  const to =
    headers.location === undefined ? null : URL.parse(`${headers.location}`, 'https://archive.example.org');
  expect(['archive.example.org', undefined], what).toContain(to?.host);
  expect(headers['set-cookie'] === undefined || !`${headers['set-cookie']}`.includes('a=b'), what).toBe(true);
}

/** What was created is there, under the address that the answer names. */
export async function expectHeld(
  { statusCode, headers }: LightMyRequestResponse,
  { method, url }: InjectOptions,
  ask: (options: InjectOptions) => Promise<LightMyRequestResponse>,
): Promise<void> {
  if (method !== 'POST' || ![201, 202].includes(statusCode) || headers.location === undefined) {
    return;
  }
  const { pathname, search } = new URL(`${headers.location}`, 'https://archive.example.org');
  const there = await ask({
    method: 'GET',
    url: `${pathname}${search}`,
    headers: { authorization: `Bearer ${adminKey}` },
  });
  expect(there.statusCode, `${url} → ${headers.location}: ${there.body.slice(0, 300)}`).toBe(200);
}
