import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig, variableNames } from '#config.ts';

interface Service {
  image?: string;
  build?: string;
  user?: string;
  init?: boolean;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  security_opt?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  networks?: string[];
  volumes?: string[];
  profiles?: string[];
  ports?: string[];
  mem_limit?: string;
  restart?: string;
}

const root = new URL('../../', import.meta.url);
const compose: {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  networks: Record<string, { internal?: boolean }>;
} = parse(await readFile(new URL('docker-compose.yml', root), 'utf8'), { merge: true });
const { services: byName } = compose;
const services = Object.entries(byName);
const ours = services.filter(([, { command }]) => command?.[0] === 'api' || command?.[0] === 'worker');
const setByAPerson = {
  POSTGRES_PASSWORD: 'secret',
  ADMIN_KEY: 'k'.repeat(24),
  SECRET_KEY: 's'.repeat(32),
  S3_SECRET_KEY: 'secret',
};

describe('docker-compose.yml', () => {
  test('has two of each role and every server, none as root and each within limits', () => {
    expect(services.map(([name]) => name).sort()).toEqual([
      ...['api-1', 'api-2', 'bucket', 'grafana', 'postgres', 'prometheus', 'proxy', 'redis', 's3'],
      ...['worker-1', 'worker-2'],
    ]);
    for (const [name, service] of services) {
      expect(service.user, `${name}: user`).toBeDefined();
      expect(service.user, `${name}: user`).not.toMatch(/^(root|0)(:|$)/);
      expect(service.init, `${name}: init`).toBe(true);
      expect(service.security_opt, `${name}: security_opt`).toContain('no-new-privileges:true');
      expect(service.mem_limit, `${name}: memory`).toMatch(/^\d+[gm]$/);
      expect(service.image ?? '', `${name}: a version`).toMatch(/:(?!latest)[\w.-]+$/);
      if (service.restart !== 'no') {
        expect(service.healthcheck?.test[0], `${name}: health check`).toMatch(/^CMD(-SHELL)?$/);
      }
    }
  });

  test('waits for what it needs, and for nothing that is not there', () => {
    for (const [name, { depends_on = {}, networks = [] }] of services) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        expect(byName, `${name} needs ${needed}`).toHaveProperty(needed);
        const ends = byName[needed]?.restart === 'no';
        expect(condition, `${name} needs ${needed}`).toBe(
          ends ? 'service_completed_successfully' : 'service_healthy',
        );
      }
      expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(networks));
    }
  });

  test('gives only variables that the service knows, and values that it takes', () => {
    for (const [name, { environment = {} }] of ours) {
      const forTheSdk = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
      const known = [...variableNames, ...forTheSdk];
      const unknown = Object.keys(environment).filter((variable) => !known.includes(variable));
      expect(unknown, `${name}: unknown variables`).toEqual([]);
      expect(() => readConfig(substitute(environment, setByAPerson)), name).not.toThrow();
      expect(() => readConfig(substitute(environment, {})), `${name} without secrets`).toThrow(/set /);
    }
  });

  test('is one archive: every process has the same image, database, queue, storage and secret', () => {
    expect(ours.map(([name, { command }]) => [name, command?.[0]])).toEqual([
      ['api-1', 'api'],
      ['api-2', 'api'],
      ['worker-1', 'worker'],
      ['worker-2', 'worker'],
    ]);
    expect(new Set(ours.map(([, { image }]) => image)).size).toBe(1);
    for (const shared of [
      'DATABASE_URL',
      'REDIS_URL',
      'STORAGE_URL',
      'SECRET_KEY',
      'AWS_SECRET_ACCESS_KEY',
    ]) {
      expect(new Set(ours.map(([, { environment }]) => environment?.[shared])).size, shared).toBe(1);
    }
  });

  test('keeps data in named volumes, and publishes on loopback alone', () => {
    const named = services.flatMap(([, { volumes = [] }]) =>
      volumes.flatMap((volume) => (/^[a-z]/.test(volume) ? [volume.split(':')[0] ?? ''] : [])),
    );
    expect(new Set(named)).toEqual(new Set(Object.keys(compose.volumes)));
    for (const port of services.flatMap(([, { ports = [] }]) => ports)) {
      expect(port).toMatch(/^127\.0\.0\.1:/);
    }
    for (const inside of ['postgres', 'redis', 's3']) {
      expect(byName[inside]?.networks, inside).toEqual(['inside']);
    }
    expect(compose.networks.inside?.internal).toBe(true);
  });

  test('mounts only files that are there, but for the key that an operator makes', async () => {
    const mounted = services.flatMap(([, { volumes = [] }]) =>
      volumes.flatMap((volume) => (volume.startsWith('./') ? [volume.split(':')[0] ?? ''] : [])),
    );
    for (const path of mounted.filter((path) => path !== './docker/metrics-key')) {
      const folder = new URL(path.replace(/[^/]*$/, ''), root);
      expect(await readdir(folder), path).toContain(path.split('/').at(-1));
    }
  });

  test('gives the browser the profile that lets it build its sandbox', async () => {
    const option = byName['worker-1']?.security_opt?.find((value) => value.startsWith('seccomp='));
    const profile = JSON.parse(await readFile(new URL(option?.slice('seccomp='.length) ?? '', root), 'utf8'));

    expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO');
    expect(profile.syscalls).toContainEqual(
      expect.objectContaining({ names: ['clone', 'setns', 'unshare'], action: 'SCMP_ACT_ALLOW', args: [] }),
    );
  });

  test('never lets Redis forget work for want of memory', () => {
    const command = byName.redis?.command?.join(' ');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(command).toContain('--appendonly yes');
  });

  test('leaves PostgreSQL connections enough for all processes, and as many again', () => {
    const [, most = '0'] = /max_connections=(\d+)/.exec(byName.postgres?.command?.join(' ') ?? '') ?? [];
    const ofOneProcess = 10;
    expect(Number(most)).toBeGreaterThanOrEqual(2 * ours.length * ofOneProcess);
  });

  test('asks every process for its metrics, at the port that it listens on', async () => {
    const { scrape_configs } = parse(await readFile(new URL('docker/prometheus.yml', root), 'utf8'));
    const asked = scrape_configs.flatMap(({ static_configs }: { static_configs: { targets: string[] }[] }) =>
      static_configs.flatMap(({ targets }) => targets),
    );
    const listening = ours.map(([name, { environment = {} }]) => {
      const port = environment.METRICS_PORT ?? environment.PORT;
      return `${name}:${port}`;
    });
    expect(asked.toSorted()).toEqual(listening.toSorted());
  });
});

describe('the way in (docker/nginx/nginx.conf)', () => {
  test('leads to every API process, and streams events as they come', async () => {
    const text = await readFile(new URL('docker/nginx/nginx.conf', root), 'utf8');
    const led = [...text.matchAll(/^\s+server ([\w.:-]+)/gm)].map(([, address]) => address);
    expect(led).toEqual(['api-1:8080', 'api-2:8080']);
    const events = /location ~ (\S+) \{[^}]*proxy_buffering off/.exec(text)?.[1] ?? '';
    expect('/v1/submissions/019/events').toMatch(new RegExp(events));
    const { ports } = byName.proxy ?? {};
    expect(ports?.[0]?.split(':').at(-1)).toBe(/listen (\d+);/.exec(text)?.[1]);
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
