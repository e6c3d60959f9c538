import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig, variableNames } from '#config.ts';

interface Service {
  image?: string;
  build?: string;
  user?: string;
  init?: boolean;
  command?: string[];
  environment?: Record<string, string>;
  security_opt?: string[];
  healthcheck?: { test: string[] };
  volumes?: string[];
  profiles?: string[];
  ports?: string[];
}

const root = new URL('../../', import.meta.url);
const compose: { services: Record<string, Service>; volumes: Record<string, unknown> } = parse(
  await readFile(new URL('docker-compose.yml', root), 'utf8'),
  { merge: true },
);
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);

describe('docker-compose.yml', () => {
  test('has every part, each with a health check and none as root', () => {
    expect(services.map(([name]) => name).sort()).toEqual(['api', 'postgres', 'redis', 's3', 'worker']);
    for (const [name, service] of services) {
      expect(service.healthcheck?.test[0], `${name}: health check`).toMatch(/^CMD(-SHELL)?$/);
      expect(service.user, `${name}: user`).toBeDefined();
      expect(service.user, `${name}: user`).not.toMatch(/^(root|0)(:|$)/);
      expect(service.init, `${name}: init`).toBe(true);
      expect(service.security_opt, `${name}: security_opt`).toContain('no-new-privileges:true');
    }
  });

  test('gives only variables that the service knows, and values that it takes', () => {
    const setByAPerson = {
      POSTGRES_PASSWORD: 'secret',
      ADMIN_KEY: 'k'.repeat(24),
      SECRET_KEY: 's'.repeat(32),
    };
    for (const [name, { environment = {} }] of ours) {
      const unknown = Object.keys(environment).filter((variable) => !variableNames.includes(variable));
      expect(unknown, `${name}: unknown variables`).toEqual([]);
      expect(() => readConfig(substitute(environment, setByAPerson)), name).not.toThrow();
      expect(() => readConfig(substitute(environment, {})), `${name} without secrets`).toThrow(/set /);
    }
  });

  test('runs one command a role, all of the same image', () => {
    expect(ours.map(([name, { command }]) => [name, command])).toEqual([
      ['api', ['api']],
      ['worker', ['worker']],
    ]);
    expect(new Set(ours.map(([, { image }]) => image)).size).toBe(1);
  });

  test('keeps data in named volumes, and publishes on loopback alone', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) =>
      volumes.map((volume) => volume.split(':')[0] ?? ''),
    );
    expect(new Set(mounted)).toEqual(new Set(Object.keys(compose.volumes)));
    for (const port of services.flatMap(([, { ports = [] }]) => ports)) {
      expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  test('gives the browser the profile that lets it build its sandbox', async () => {
    const option = compose.services.worker?.security_opt?.find((value) => value.startsWith('seccomp='));
    const profile = JSON.parse(await readFile(new URL(option?.slice('seccomp='.length) ?? '', root), 'utf8'));

    expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO');
    expect(profile.syscalls).toContainEqual(
      expect.objectContaining({ names: ['clone', 'setns', 'unshare'], action: 'SCMP_ACT_ALLOW', args: [] }),
    );
  });

  test('never lets Redis forget work for want of memory', () => {
    const command = compose.services.redis?.command?.join(' ');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(command).toContain('--appendonly yes');
  });
});

/** As the container engine does: `${NAME:-default}`, and `${NAME:?message}` where it must be set. */
function substitute(
  environment: Record<string, string>,
  given: Record<string, string>,
): Record<string, string> {
  const one = (value: string) =>
    value.replace(/\$\{(\w+):([-?])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
      const chosen = given[name];
      if (chosen === undefined && kind === '?') {
        throw new Error(rest);
      }
      return chosen ?? rest;
    });
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, one(String(value))]));
}
