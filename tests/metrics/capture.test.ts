import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { families } from '#metrics/names.ts';
import { foundingPost } from '../../demo/sites/index.ts';
import { freePort } from '../support/free-port.ts';
import { createWorld, type FinishedSubmission, type World } from '../support/world.ts';
import { demoSitesWith } from '../world/world-of-posts.ts';
import { parseScrape, type ScrapedFamily, sumOf } from './scrape.ts';
import { type CollectedSpan, startTraceCollector } from './trace-collector.ts';

/** One article with one post, archived for real: what its metrics and its traces tell. */
let world: World;
let collector: Awaited<ReturnType<typeof startTraceCollector>>;
let metricsPort: number;
let submission: FinishedSubmission;
let scraped: Map<string, ScrapedFamily>;

beforeAll(async () => {
  collector = await startTraceCollector();
  metricsPort = await freePort();
  const environment = { METRICS_PORT: String(metricsPort), OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
  world = await createWorld(await demoSitesWith({}), environment);
  const { post } = foundingPost;
  const archived = await world.archive({ url: `https://x.com/${post.author.handle}/status/${post.id}` });
  submission = archived.submission;
  scraped = parseScrape(await (await world.request('/metrics')).text());
}, 120_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await collector[Symbol.asyncDispose]();
});

describe('metrics after one capture', () => {
  test('are every metric of the table, with help and type, and what the runtime tells', () => {
    for (const { name, type, help } of Object.values(families)) {
      expect(scraped.get(name)).toMatchObject({ type, help });
    }
    expect(sumOf(scraped, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(scraped.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
  });

  test('count it once, with its rungs, looks, verdicts and bytes', () => {
    const of = (name: string, labels: Record<string, string>) =>
      sumOf(scraped, `embed_archiver_${name}`, labels);

    expect(of('captures_total', {})).toBe(1);
    expect(of('captures_total', { platform: 'x', outcome: 'complete' })).toBe(1);
    expect(of('absences_total', {})).toBeNull();
    for (const rung of ['identify', 'look', 'media', 'screenshot', 'text', 'page-archive']) {
      expect(of('rung_duration_seconds_count', { platform: 'x', rung, ended: 'taken' })).toBe(1);
    }
    expect(of('looks_total', { platform: 'x', told: 'live' })).toBe(1);
    expect(of('artifact_verdicts_total', { platform: 'x', role: 'screenshot', shows: 'expected' })).toBe(1);
    expect(of('artifact_bytes_total', { platform: 'x', role: 'wacz' })).toBeGreaterThan(10_000);
    expect(of('egress_received_bytes_total', {})).toBeGreaterThan(10_000);
    expect(of('capture_turnaround_seconds_count', { platform: 'x' })).toBe(1);
  });

  test('tell how the archive and this process stand', () => {
    const of = (name: string, labels: Record<string, string> = {}) =>
      sumOf(scraped, `embed_archiver_${name}`, labels);

    expect(of('archive_readable')).toBe(1);
    expect(of('queue_jobs', { queue: 'capture' })).toBe(0);
    expect(of('workers', { state: 'alive' })).toBe(1);
    expect(of('log_entries', { state: 'committed' })).toBe(1);
    expect(of('damaged_files')).toBe(0);
    expect(of('browser_starts_total')).toBeGreaterThanOrEqual(1);
    expect(of('browsers')).toBeGreaterThanOrEqual(1);
    expect(of('disk_free_bytes', { place: 'data' })).toBeGreaterThan(0);
    expect(
      of('http_request_duration_seconds_count', { method: 'POST', route: '/v1/submissions', status: '202' }),
    ).toBe(1);
  });

  test('name nothing without number: no id, no address, no key', () => {
    const samples = [...scraped.values()].flatMap((family) => family.samples);
    const values = samples.flatMap(({ labels }) => Object.values(labels));

    expect(values.filter((value) => value.includes(foundingPost.post.id))).toEqual([]);
    expect(values.filter((value) => value.includes(submission.id))).toEqual([]);
  });

  test('are shown without a key where METRICS_PORT says', async () => {
    const url = `http://127.0.0.1:${metricsPort}`;
    const scrape = async () => parseScrape(await (await fetch(`${url}/metrics`)).text());
    const ended = async () =>
      sumOf(await scrape(), 'embed_archiver_job_duration_seconds_count', { queue: 'capture', ended: 'done' });

    // The job ends a moment after its capture is committed.
    await expect.poll(ended).toBe(1);
    expect(sumOf(await scrape(), 'embed_archiver_captures_total')).toBe(1);
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect((await fetch(`${url}/v1/keys`)).status).toBe(404);
    expect((await fetch(`${world.baseUrl}/metrics`)).status).toBe(401);
  });
});

test('traces lead from the request over the submission to the capture, its rungs and what they fetched', async () => {
  // What was not sent yet is sent at the end.
  await world[Symbol.asyncDispose]();
  const named = (name: string) => collector.spans.filter((span) => span.name === name);
  const [request] = named('POST /v1/submissions');
  const [accepted] = named('submission');
  const [job] = named('job capture');
  const [capture] = named('capture');
  const traceOf = (id: string | null | undefined) => id?.replaceAll('-', '');
  const captureId = submission.embeds[0]?.captureId;

  expect(collector.resource.get('service.name')).toEqual({ stringValue: 'embed-archiver' });
  expect(accepted?.traceId).toBe(traceOf(submission.id));
  expect(request?.links).toEqual([expect.objectContaining({ traceId: traceOf(submission.id) })]);
  expect(accepted?.links).toEqual([
    expect.objectContaining({ traceId: request?.traceId, spanId: request?.spanId }),
  ]);
  expect(job?.traceId).toBe(traceOf(captureId));
  expect(capture).toMatchObject({ traceId: traceOf(captureId), parentSpanId: job?.spanId });
  expect(capture?.links).toEqual([
    expect.objectContaining({ traceId: accepted?.traceId, spanId: accepted?.spanId }),
  ]);
  expect(attribute(capture, 'outcome')).toEqual({ stringValue: 'complete' });
  const rungs = collector.spans.filter(({ parentSpanId }) => parentSpanId === capture?.spanId);
  expect(rungs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['rung look', 'rung media', 'rung screenshot']),
  );
  const look = rungs.find(({ name }) => name === 'rung look');
  const fetches = collector.spans.filter(({ parentSpanId }) => parentSpanId === look?.spanId);
  expect(fetches.length).toBeGreaterThan(0);
  expect(attribute(fetches[0], 'http.response.status_code')).toEqual({ intValue: 200 });
});

function attribute(span: CollectedSpan | undefined, key: string): unknown {
  return span?.attributes.find((attribute) => attribute.key === key)?.value;
}
