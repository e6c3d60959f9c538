import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { openBrowserPool } from '#capture/browser/pool.ts';
import type { CaptureJob, CaptureTools } from '#capture/job.ts';
import { findVideoDecoder } from '#capture/media/video-decoder.ts';
import { renderCard } from '#card/render-card.ts';
import type { SavedRung } from '#domain/capture-work.ts';
import { newId } from '#domain/ids.ts';
import { type PostRecord, recordSchema } from '#domain/record.ts';
import { chromiumNetworkSwitches } from '#egress/chromium-switches.ts';
import type { Egress } from '#egress/egress.ts';
import { openEgress } from '#egress/open-egress.ts';
import { generateSigningKey } from '#evidence/keys/signing-key.ts';
import { writeManifestSignature } from '#evidence/signature.ts';
import { createLogger } from '#logger.ts';
import type { Platform } from '#platforms/platform.ts';
import { collect } from '../../contracts/storage.ts';
import { openTestStorage } from '../../support/test-storage.ts';
import { createTestPlatform } from './platform.ts';
import { openSite, type Site } from './site.ts';

const logger = createLogger({ level: 'silent', pretty: false });

/** Browsers are dear: one pool serves all tests of a file. */
export async function openTestPool(changes: { extraCaSpki?: string | null } = {}): Promise<BrowserPool> {
  const temporaryDir = await mkdtemp(join(tmpdir(), 'cp-'));
  await chmod(temporaryDir, 0o755);
  const pool = await openBrowserPool({
    executablePath: null,
    size: 1,
    recycleAfterCaptures: 100,
    recycleAboveBytes: 2_000_000_000,
    extraCaSpki: null,
    networkSwitches: chromiumNetworkSwitches,
    temporaryDir,
    logger,
    ...changes,
  });
  return Object.assign(pool, { [Symbol.asyncDispose]: disposeBoth(pool, temporaryDir) });
}

function disposeBoth(pool: BrowserPool, folder: string): () => Promise<void> {
  const dispose = pool[Symbol.asyncDispose].bind(pool);
  return async () => {
    await dispose();
    await rm(folder, { recursive: true, force: true });
  };
}

export interface Rig extends AsyncDisposable {
  site: Site;
  tools: CaptureTools;
  clock: { at: number; now(): Date };
  /** Rungs told to the job, kept over its attempts. */
  rungs: SavedRung[];
  progress: [rung: string, fraction: number | null][];
  identified: unknown[];
  job(changes?: Partial<CaptureJob> & { postId?: string; canonicalUrl?: string }): CaptureJob;
  /** Puts a post on the site: its data and its pages. */
  publish(id: string, changes?: Partial<PostRecord>): PostRecord;
  /** Names of files that a capture left behind on its way. */
  leftovers(): Promise<string[]>;
  manifests(): Promise<string[]>;
  /** The bytes of all that storage holds. */
  stored(): Promise<Buffer[]>;
}

const start = Date.parse('2026-02-03T04:05:06.000Z');

/** A site, a file storage, the real gateway and what a capture needs besides, in a folder of its own. */
export async function openRig(
  browsers: BrowserPool,
  options: {
    views?: number;
    wholePage?: boolean;
    maxMediaBytes?: number;
    logins?: CaptureTools['logins'];
    /** In place of the site's own; whoever gives it closes it. */
    egress?: Egress;
    platform?: Platform;
  } = {},
): Promise<Rig> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'capture-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const site = stack.use(await openSite());
  const egress =
    options.egress ??
    stack.use(
      await openEgress({
        upstreamProxy: null,
        extraCaPem: null,
        allowCidrs: ['127.0.0.0/8'],
        allowPorts: [site.port],
        resolve: async () => ['127.0.0.1'],
        logger,
      }),
    );
  const clock = { at: start, now: () => new Date(clock.at) };
  const { storage } = await openTestStorage(join(folder, 'storage'));
  const temporaryDir = join(folder, 'tmp');
  const platform = options.platform ?? createTestPlatform(site.url, { views: 1, ...options });
  const { key } = generateSigningKey();
  const tools: CaptureTools = {
    platformFor: () => platform,
    resolvePost: (postId, fetch, signal) => platform.resolve(postId, fetch, signal),
    recover: async () => ({ kind: 'nothing', signals: [] }),
    storage,
    signManifest: (manifest) => writeManifestSignature(storage, key, manifest),
    openScope: (label) =>
      egress.openScope(label, { maxBytes: 500_000_000, maxConnections: 1_000, maxDurationMs: 60_000 }),
    egress,
    browsers,
    logins: options.logins ?? null,
    videoDecoder: await findVideoDecoder(new AbortController().signal),
    videoFetcher: null,
    renderCard,
    clock,
    logger,
    keepsPageArchive: true,
    limits: {
      maxMediaBytes: options.maxMediaBytes ?? 100_000_000,
      browserTimeoutMs: 20_000,
      mediaIdleMs: 10_000,
      mediaTotalMs: 20_000,
      maxVideoMs: 600_000,
    },
    temporaryDir,
    fonts: 'test fonts',
    software: 'embed-archiver/test',
  };
  const rungs: SavedRung[] = [];
  const progress: Rig['progress'] = [];
  const identified: unknown[] = [];
  const captureId = newId(clock.now());
  const opened = stack.move();
  return {
    site,
    tools,
    clock,
    rungs,
    progress,
    identified,
    job: ({ postId = 'test:1', canonicalUrl, ...changes } = {}) => ({
      work: {
        captureId,
        postId,
        canonicalUrl: canonicalUrl ?? platform.canonicalUrl(postId),
        foundUrl: null,
        firstTriedAt: new Date(start).toISOString(),
        rungs: [...rungs],
        previousManifest: null,
      },
      quotation: null,
      patienceUntil: new Date(start + 6 * 3_600_000),
      onIdentified: async (identity) => {
        identified.push(identity);
      },
      onRung: async (rung) => {
        rungs.push(JSON.parse(JSON.stringify(rung)));
      },
      onProgress: (rung, fraction) => progress.push([rung, fraction]),
      ...changes,
    }),
    publish(id, changes = {}) {
      const record = recordOf(site.url, id, changes);
      site.routes.set(`/api/${id}`, { type: 'application/json', body: JSON.stringify({ record }) });
      for (const view of [1, 2]) {
        site.routes.set(`/view/${view}/${id}`, {
          type: 'text/html',
          body: postPage(`test:${id}`, record.text),
        });
      }
      return record;
    },
    leftovers: async () => [
      ...(await readdir(temporaryDir).catch(() => [])),
      ...(await readdir(join(folder, 'storage/tmp'))),
    ],
    manifests: () => collect(storage.listDocuments('manifests/')),
    async stored() {
      const documents = (await collect(storage.listDocuments(''))).map((key) => storage.getDocument(key));
      const objects = (await collect(storage.listObjects())).map(async ({ sha256 }) => {
        const found = await storage.getObject(sha256);
        return found && Buffer.concat(await collect(found.body));
      });
      return Promise.all([...documents, ...objects].map(async (bytes) => Buffer.from((await bytes) ?? [])));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export function recordOf(siteUrl: string, id: string, changes: Partial<PostRecord> = {}): PostRecord {
  return recordSchema.parse({
    postId: `test:${id}`,
    platform: 'test',
    canonicalUrl: `${siteUrl}/posts/${id}`,
    author: { name: 'Mira Aydin', handle: 'mira', url: null, id: '7' },
    text: 'The bridge at Karsin, this morning.',
    language: 'en',
    publishedAt: '2026-02-01T10:00:00.000Z',
    media: [],
    counts: {},
    ...changes,
  });
}

export function postPage(postId: string, text: string): string {
  return `<!doctype html><meta charset="utf-8"><body style="margin: 20px; background: #eee">
    <article id="post" data-id="${postId}" style="background: #fff; padding: 30px; width: 400px">
    <h1>Mira Aydin</h1><p>${text}</p></article><footer>Elsewhere on the site</footer>`;
}

export const wallPage =
  '<!doctype html><body><form id="wall"><h1>Log in to see this post</h1><input type="password"></form>';

export function medium(kind: 'photo' | 'video', ...urls: string[]): PostRecord['media'][number] {
  const variants = urls.map((url) => ({ url, mediaType: null, bitrate: null, width: null, height: null }));
  return { kind, alt: null, width: null, height: null, durationMs: null, posterUrl: null, variants };
}
