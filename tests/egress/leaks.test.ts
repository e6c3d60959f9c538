import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AddressRefusedError } from '#domain/fetch.ts';
import type { EgressScope } from '#egress/egress.ts';
import { attacker, HostileWorld } from './hostile-world.ts';
import { forbiddenHosts } from './leak-table.ts';
import { wideBudget } from './small-internet.ts';

interface Vector {
  name: string;
  /** Tries to reach `http://<host>:<port><path>`. */
  attempt(scope: EgressScope, target: string, toFile: string): Promise<unknown>;
  /** Whether the path is said in the clear, so that a hit can be told from another. */
  plain: boolean;
}

const signal = new AbortController().signal;
const limits = { maxBytes: 1000, idleTimeoutMs: 5000, totalTimeoutMs: 10_000 };
const secure = (target: string) => target.replace('http:', 'https:');
const redirectTo = (target: string) => `${attacker}/to?${encodeURIComponent(target)}`;

const vectors: Vector[] = [
  { name: 'an API look-up', plain: true, attempt: (scope, target) => scope.fetch(target) },
  {
    name: 'an API look-up over https',
    plain: false,
    attempt: (scope, target) => scope.fetch(secure(target)),
  },
  {
    name: 'an API look-up by redirect',
    plain: true,
    attempt: (scope, target) => scope.fetch(redirectTo(target)),
  },
  {
    name: 'a media download',
    plain: true,
    attempt: (scope, target, toFile) => scope.download(target, { ...limits, toFile }, signal),
  },
  {
    name: 'a media download over https',
    plain: false,
    attempt: (scope, target, toFile) => scope.download(secure(target), { ...limits, toFile }, signal),
  },
  {
    name: 'a media download by redirect',
    plain: true,
    attempt: (scope, target, toFile) => scope.download(redirectTo(target), { ...limits, toFile }, signal),
  },
];

test('the table has at least 48 hosts', () => {
  expect(new Set(forbiddenHosts).size).toBeGreaterThanOrEqual(48);
});

describe.each(vectors)('$name', ({ attempt, plain }) => {
  test('hits the inside with the policy off', async () => {
    await using world = await HostileWorld.open();
    await using egress = await world.openUnguardedEgress();
    const reasons = await attemptAll(egress.openScope('unguarded', wideBudget), world, attempt);

    expect(world.inside.hits).toHaveLength(forbiddenHosts.length);
    expect(world.inside.paths()).toEqual(plain ? forbiddenHosts.map((_, index) => `/${index}`) : []);
    expect(reasons.filter((reason) => reason instanceof AddressRefusedError)).toEqual([]);
  });

  test('is refused for every host of the table', async () => {
    await using world = await HostileWorld.open();
    await using egress = await world.openEgress();
    const reasons = await attemptAll(egress.openScope('guarded', wideBudget), world, attempt);

    const passed = forbiddenHosts.filter((_, index) => !(reasons[index] instanceof AddressRefusedError));
    expect(passed).toEqual([]);
    expect(world.inside.hits).toEqual([]);
  });
});

describe('a name that changes its mind', () => {
  test('hits the inside with the policy off', async () => {
    await using world = await HostileWorld.open();
    await using egress = await world.openUnguardedEgress();
    const scope = egress.openScope('unguarded', wideBudget);
    const target = `http://rebind-1.example.org:${world.inside.port}/`;

    expect(Buffer.from((await scope.fetch(target)).body).toString()).toBe('nothing here');
    expect(Buffer.from((await scope.fetch(target)).body).toString()).toBe('hi');
    expect(world.inside.hits).toHaveLength(1);
  });

  test('is checked at every connection', async () => {
    await using world = await HostileWorld.open();
    await using egress = await world.openEgress();
    const scope = egress.openScope('guarded', wideBudget);
    const target = `http://rebind-1.example.org:${world.inside.port}/`;

    expect(Buffer.from((await scope.fetch(target)).body).toString()).toBe('nothing here');
    await expect(scope.fetch(target)).rejects.toThrow('rebind-1.example.org resolves to 127.0.0.1');
    expect(world.inside.hits).toEqual([]);
  });
});

/** Why each attempt failed, in the table's order; null where it did not. */
async function attemptAll(
  scope: EgressScope,
  world: HostileWorld,
  attempt: Vector['attempt'],
): Promise<unknown[]> {
  const directory = await mkdtemp(join(tmpdir(), 'leaks-'));
  const reasons: unknown[] = [];
  for (const [index, host] of forbiddenHosts.entries()) {
    const target = `http://${host}:${world.inside.port}/${index}`;
    const attempted = attempt(scope, target, join(directory, String(index)));
    reasons.push(await attempted.then(() => null).catch((error: unknown) => error));
  }
  await scope[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
  return reasons;
}
