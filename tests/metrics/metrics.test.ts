import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ArchiveFacts } from '#metrics/archive-facts.ts';
import { type MetricsDoor, openMetricsDoor } from '#metrics/listen.ts';
import { Metrics, type MetricsSources } from '#metrics/metrics.ts';
import { families } from '#metrics/names.ts';
import { unpressed } from '../support/pressure.ts';
import { parseScrape, sumOf } from './scrape.ts';

const idle = { ready: 0, putOff: 0, running: 0, oldestReadySeconds: 0 };
const facts: ArchiveFacts = {
  queues: [
    {
      ...{ queue: 'capture', isBounded: true, ready: 10, putOff: 2, running: 3, oldestReadySeconds: 61 },
      platforms: [{ ...idle, platform: 'x', ready: 10, oldestReadySeconds: 61 }],
    },
  ],
  breakers: [{ platform: 'mastodon', state: 'open', sites: 2 }],
  misread: [{ platform: 'x', sites: 1 }],
  watches: { planned: 9, due: 1, overdue: 0 },
  workers: { alive: 2, silent: 1 },
  webhooks: { answering: 1, failing: 1, disabled: 0 },
  damagedFiles: 3,
  auditedAtSeconds: null,
  log: {
    ...{ committed: 5, published: 4, stamped: 2, unpublishedSeconds: 12, unstampedSeconds: 99 },
    authorities: [{ authority: 'tsa.example', failures: 4 }],
  },
};

function sources(given: Partial<MetricsSources> = {}): MetricsSources {
  return {
    pressure: () => unpressed.now(),
    browsers: () => ({ browsers: 1, launched: 5, recycled: 3, killed: 1 }),
    archive: async () => facts,
    onFailure: () => {},
    ...given,
  };
}

const scrape = async (metrics: Metrics, given: Partial<MetricsSources> = {}) =>
  parseScrape(await metrics.read(sources(given)));

test('platforms that nobody knows are one', async () => {
  const metrics = new Metrics(['x']);
  for (const platform of ['x', 'evil-1', 'evil-2', 'evil"} 1\nforged 1']) {
    metrics.looked({ platform, told: 'live', seconds: 0.2 });
  }
  const scraped = await scrape(metrics);

  expect(sumOf(scraped, 'embed_archiver_looks_total', { platform: 'x' })).toBe(1);
  expect(sumOf(scraped, 'embed_archiver_looks_total', { platform: 'other' })).toBe(3);
});

test('a capture is counted with its absence and its artifacts', async () => {
  const metrics = new Metrics(['x']);
  const artifact = { role: 'media', bytes: 1000, verdict: { shows: 'expected' } };
  metrics.captureCommitted({
    ...{ platform: 'x', outcome: 'absent', absence: 'deleted', turnaroundSeconds: 40 },
    artifacts: [artifact, artifact],
  });
  const scraped = await scrape(metrics);

  expect(sumOf(scraped, 'embed_archiver_absences_total', { platform: 'x', absence: 'deleted' })).toBe(1);
  expect(sumOf(scraped, 'embed_archiver_artifact_bytes_total', { platform: 'x', role: 'media' })).toBe(2000);
  expect(sumOf(scraped, 'embed_archiver_capture_turnaround_seconds_bucket', { le: '30' })).toBe(0);
  expect(sumOf(scraped, 'embed_archiver_capture_turnaround_seconds_bucket', { le: '60' })).toBe(1);
});

test('the archive is read at most every few seconds, and what is not known is left out', async () => {
  let reads = 0;
  const failures: unknown[] = [];
  const away = async () => {
    reads += 1;
    throw new Error('the database is away');
  };
  const metrics = new Metrics([]);
  await scrape(metrics, { archive: away, onFailure: (error) => failures.push(error) });
  const scraped = await scrape(metrics, { archive: away });

  expect([reads, failures.length]).toEqual([1, 1]);
  expect(sumOf(scraped, 'embed_archiver_archive_readable')).toBe(0);
  expect(sumOf(scraped, 'embed_archiver_damaged_files')).toBeNull();
  expect(sumOf(scraped, 'embed_archiver_browser_starts_total')).toBe(5);
});

test('a worker says nothing of the archive', async () => {
  const scraped = await scrape(new Metrics([]), { archive: null });

  expect(sumOf(scraped, 'embed_archiver_archive_readable')).toBeNull();
  expect(sumOf(scraped, 'embed_archiver_workers')).toBeNull();
});

test('the facts of the archive are shown as they are', async () => {
  const scraped = await scrape(new Metrics([]));
  const of = (name: string, labels: Record<string, string> = {}) =>
    sumOf(scraped, `embed_archiver_${name}`, labels);

  expect(of('queue_jobs', { queue: 'capture', state: 'put-off' })).toBe(2);
  expect(of('queue_bounded', { queue: 'capture' })).toBe(1);
  expect(of('queue_platform_oldest_ready_seconds', { queue: 'capture', platform: 'x' })).toBe(61);
  expect(of('breaker_sites', { platform: 'mastodon', state: 'open' })).toBe(2);
  expect(of('log_unstamped_seconds')).toBe(99);
  expect(of('timestamp_authority_failures', { authority: 'tsa.example' })).toBe(4);
  expect(of('audit_completed_timestamp_seconds')).toBeNull();
});

describe('the door of METRICS_PORT', () => {
  let door: MetricsDoor;
  let isBroken = false;
  const failures: unknown[] = [];
  beforeAll(async () => {
    door = await openMetricsDoor({
      ...{ host: '127.0.0.1', port: 0 },
      read: async () => {
        if (isBroken) {
          throw new Error('out of order');
        }
        return 'up 1\n';
      },
      onFailure: (error) => failures.push(error),
    });
  });
  afterAll(() => door[Symbol.asyncDispose]());
  const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${door.port}${path}`, { method });

  test('shows metrics and life, and nothing else', async () => {
    const shown = await ask('/metrics?x=1');

    expect(shown.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await shown.text()).toBe('up 1\n');
    expect((await ask('/healthz')).status).toBe(200);
    expect((await ask('/v1/posts')).status).toBe(404);
    expect((await ask('/metrics', 'POST')).status).toBe(405);
  });

  test('says that metrics could not be read, and goes on', async () => {
    isBroken = true;
    const broken = await ask('/metrics');
    isBroken = false;

    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain('out of order');
    expect(failures).toHaveLength(1);
    expect((await ask('/metrics')).status).toBe(200);
  });
});

describe('what is made for Prometheus and Grafana', () => {
  const read = (path: string) => readFile(new URL(`../../docs/${path}`, import.meta.url), 'utf8');
  const rulesSchema = z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
  });
  /** They explain others. */
  const shownNowhere = [
    'embed_archiver_queue_bounded',
    'embed_archiver_disk_size_bytes',
    'embed_archiver_log_entries',
  ];
  const dashboardSchema = z.object({
    panels: z.array(
      z.object({
        id: z.number(),
        type: z.string(),
        title: z.string(),
        gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
        targets: z.array(z.object({ expr: z.string() })).default([]),
      }),
    ),
  });

  test('asks for no metric that there is not, and for every one of ours', async () => {
    const known = new Set((await scrape(new Metrics([]))).keys());
    const { panels } = dashboardSchema.parse(JSON.parse(await read('grafana/embed-archiver.json')));
    const { groups } = rulesSchema.parse(parse(await read('grafana/alerts.yml')));
    const expressions = [
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ];
    const named = new Set(
      expressions.flatMap((expression) =>
        [...expression.matchAll(/\b(?:embed_archiver|process|nodejs)_\w+/g)].map(([name]) =>
          known.has(name) ? name : name.replace(/_(bucket|sum|count)$/, ''),
        ),
      ),
    );

    expect([...named].filter((name) => !known.has(name))).toEqual([]);
    const all = Object.values(families).map(({ name }) => name);
    expect(all.filter((name) => !named.has(name) && !shownNowhere.includes(name))).toEqual([]);
  });

  test('has panels that do not lie on each other', async () => {
    const { panels } = dashboardSchema.parse(JSON.parse(await read('grafana/embed-archiver.json')));
    const squares = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );

    expect(new Set(squares).size).toBe(squares.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
  });

  test('tells what to do about each alert, and what each metric is', async () => {
    const manual = await read('monitoring.md');
    const { groups } = rulesSchema.parse(parse(await read('grafana/alerts.yml')));
    const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));

    expect(alerts.filter((alert) => !manual.includes(`| \`${alert}\` |`))).toEqual([]);
    expect(
      Object.values(families)
        .map(({ name }) => name)
        .filter((name) => !manual.includes(`\`${name}\``)),
    ).toEqual([]);
  });

  test('names metrics as Prometheus wants it', () => {
    for (const { name, type } of Object.values(families)) {
      expect(name).toMatch(/^embed_archiver_[a-z]+(_[a-z]+)*$/);
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      expect(name).not.toMatch(/_(ms|kb|mb|milliseconds|minutes|percent)\b/);
    }
  });
});
