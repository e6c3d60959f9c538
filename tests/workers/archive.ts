import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaptureJob, FinishedCapture } from '#capture/job.ts';
import type { Catalogue } from '#catalogue/catalogue.ts';
import { publishOutbox } from '#catalogue/publish-outbox.ts';
import type { Outcome } from '#domain/capture.ts';
import { type Clock, systemClock } from '#domain/clock.ts';
import type { Embed } from '#domain/embed.ts';
import type { Fetch } from '#domain/fetch.ts';
import { newId } from '#domain/ids.ts';
import type { Submission } from '#domain/submission.ts';
import { writeManifest } from '#evidence/manifest.ts';
import { createLogger } from '#logger.ts';
import type { Queues } from '#queue/queue.ts';
import type { Storage } from '#storage/storage.ts';
import type { WorkerDependencies } from '../../src/workers/dependencies.ts';
import { until } from '../contracts/queue.ts';
import { unpressed } from '../support/pressure.ts';
import { aRecord } from '../support/records.ts';
import { openTestGround } from '../support/test-ground.ts';
import { testServers } from '../support/test-servers.ts';
import { manifestWithout } from './empty-manifest.ts';

/** A real storage, catalogue and queue in a temporary folder, and what workers need besides. */
export interface Archive extends AsyncDisposable {
  storage: Storage;
  catalogue: Catalogue;
  queues: Queues;
  /** As another process would have them. */
  openQueues(): Promise<Queues>;
  emptyQueue(): Promise<void>;
  /** Forgets everything, for the next test: a database takes longer to make than most tests to run. */
  reset(): Promise<void>;
  dependencies(given?: Partial<WorkerDependencies>): WorkerDependencies;
  /** Submits posts and returns their captures' ids. */
  submit(postIds: string[]): Promise<{ submissionId: string; captureIds: string[] }>;
  /** Waits until the capture ended so. */
  ends(captureId: string, outcome: Outcome): Promise<void>;
  /** What storage holds of the pointer. */
  pointer(captureId: string): Promise<unknown>;
}

export async function openArchive({ clock = systemClock }: { clock?: Clock } = {}): Promise<Archive> {
  await using starting = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'archiver-workers-'));
  starting.defer(() => rm(directory, { recursive: true, force: true }));
  const logger = createLogger({ level: process.env.LOG_LEVEL ?? 'silent', pretty: false });
  const ground = await openTestGround({ directory, clock, logger, resources: starting });
  const { storage, catalogue } = ground;
  const queues = starting.use(await ground.openQueues({ emptyFirst: true }));
  const resources = starting.move();

  return {
    storage,
    catalogue,
    queues,
    openQueues: async () => resources.use(await ground.openQueues()),
    emptyQueue: ground.emptyQueue,
    async reset() {
      // Truncating makes new files for each of some eighty tables, most of them empty; as a replica, none waits for another.
      await ground.query(`
        DO $$ DECLARE name text; BEGIN
          PERFORM set_config('session_replication_role', 'replica', true);
          FOR name IN SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
            WHERE schemaname IN ('public', 'bullmq')
              AND tablename NOT IN ('catalogue_migrations', 'log_head', 'scrub', 'storage_read', 'admissions', 'replica_turn', 'migration', 'meta')
          LOOP
            EXECUTE 'DELETE FROM ' || name;
          END LOOP;
        END $$`);
    },
    dependencies: (given = {}) => ({
      workerId: newId(),
      catalogue,
      queues,
      storage,
      replica: null,
      scrubBytesPerSecond: 0,
      sweepRunFolders: async () => 0,
      notary: { publishLog: async () => {}, stampLog: async () => {}, attest: async () => '' },
      checkReplay: async () => null,
      cardToDraw: async () => null,
      drawCard: () => Promise.reject(new Error('Nothing is drawn here')),
      capture: (job) => smallCapture(storage, job),
      searchArchives: false,
      secondArchive: null,
      giveUp: (job, end) => emptyCapture(storage, job, end),
      shown: { submission: async () => null, capture: async () => null, post: async () => null },
      unsealWebhookSecret: async (_id, sealed) => sealed,
      openScope: () => ({ fetch: noNetwork, async [Symbol.asyncDispose]() {} }),
      platformFor: () => null,
      identify: (url) => ({
        platform: 'web',
        kind: 'page',
        postId: `web:${url}`,
        canonicalUrl: url,
        certain: true,
      }),
      canaries: {},
      findEmbeds: () => ({ embeds: [], others: [] }),
      publishOutbox: (id) =>
        publishOutbox(catalogue.outbox, (key, body) => storage.putDocument(key, body), [id]),
      pressure: unpressed,
      describeBrowser: () => ({ browser: null, sandboxed: null }),
      clock,
      logger,
      concurrency: 3,
      siteLimits: () => null,
      patienceMs: 3_600_000,
      restricted: false,
      stop: () => {},
      alone: testServers === null,
      ...given,
      timing: {
        dispatchEveryMs: 50,
        sweepEveryMs: 200,
        lostAfterMs: 100,
        firstBackoffMs: 1,
        ...given.timing,
      },
    }),
    async submit(postIds) {
      const accepted = await catalogue.submissions.accept(
        submissionOf({ embeds: postIds.map(embedOf) }),
        null,
      );
      if (accepted.kind !== 'accepted') {
        throw new Error(`submission ${accepted.kind}`);
      }
      const captureIds = accepted.submission.embeds.map(({ captureId }) => captureId ?? '');
      return { submissionId: accepted.submission.id, captureIds };
    },
    ends: (captureId, outcome) =>
      until(async () => (await catalogue.captures.get(captureId))?.status === outcome),
    async pointer(captureId) {
      const document = await storage.getDocument(`captures/${captureId}.json`);
      return document === null ? null : JSON.parse(new TextDecoder().decode(document));
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** A capture in little: one object, one rung, a manifest; all of it real and durable. */
export async function smallCapture(storage: Storage, job: CaptureJob): Promise<FinishedCapture> {
  const { work } = job;
  const record = aRecord({ postId: work.postId, canonicalUrl: work.canonicalUrl });
  job.onProgress('record', 0.5);
  const { sha256, bytes } = await storage.putObject(new TextEncoder().encode(JSON.stringify(record)));
  const takenAt = new Date();
  await job.onRung({ name: 'record', finishedAt: takenAt.toISOString(), result: { sha256 } });
  const manifest = {
    ...manifestWithout({
      work: { ...work, attempts: 0, priority: 'normal' },
      outcome: 'failed',
      reason: '',
      startedAt: takenAt,
      // Two runs of one job make two manifests.
      finishedAt: new Date(),
      software: `test ${newId()}`,
      egress: { route: 'direct', extraCaSha256: null },
    }),
    outcome: 'complete' as const,
    missing: [],
    record,
    artifacts: [
      {
        name: 'record.json',
        role: 'record' as const,
        mediaType: 'application/json',
        bytes,
        sha256,
        width: null,
        height: null,
        takenAt: takenAt.toISOString(),
        source: 'platform' as const,
        sourceUrl: null,
        perceptualHash: null,
        verdict: { shows: 'expected' as const, detail: null },
      },
    ],
  };
  const { sha256: manifestSha256 } = await writeManifest(storage, manifest);
  return { manifest, manifestSha256, state: 'live' };
}

/** A capture that ends with nothing. */
async function emptyCapture(
  storage: Storage,
  { work }: CaptureJob,
  { outcome, reason }: { outcome: 'blocked' | 'failed'; reason: string },
): Promise<FinishedCapture> {
  const now = new Date();
  const manifest = manifestWithout({
    work: { ...work, attempts: 0, priority: 'normal' },
    ...{ outcome, reason, startedAt: now, finishedAt: now },
    software: 'test',
    egress: { route: 'direct', extraCaSha256: null },
  });
  const { sha256 } = await writeManifest(storage, manifest);
  return { manifest, manifestSha256: sha256, state: 'unknown' };
}

export function submissionOf(given: Partial<Submission>): Submission {
  return {
    id: newId(),
    origin: 'api',
    createdAt: new Date().toISOString(),
    url: null,
    articleUrl: null,
    tags: [],
    collection: null,
    note: null,
    externalId: null,
    watch: true,
    restricted: false,
    priority: 'normal',
    maxAgeSeconds: 3600,
    links: true,
    embeds: [],
    ...given,
  };
}

export function embedOf(postId: string, position = 0): Embed {
  return {
    position,
    form: 'submitted',
    platform: postId.slice(0, postId.indexOf(':')),
    foundUrl: `https://x.com/i/status/${postId}`,
    postId,
    canonicalUrl: `https://x.com/i/status/${postId}`,
    quotation: null,
    confidence: 1,
  };
}

/** The same object, but for these methods. */
export function overriding<T extends object>(target: T, overrides: Partial<T>): T {
  return new Proxy(target, {
    get(original, name) {
      if (name in overrides) {
        return Reflect.get(overrides, name);
      }
      const value: unknown = Reflect.get(original, name, original);
      return typeof value === 'function' ? value.bind(original) : value;
    },
  });
}

const noNetwork: Fetch = async (url) => {
  throw new Error(`nothing is fetched in this test, yet ${url} was`);
};
