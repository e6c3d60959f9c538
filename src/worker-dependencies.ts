import { hostname } from 'node:os';
import { join } from 'node:path';
import { urlOfAddress } from '#api/base-url.ts';
import { showThings } from '#api/shown-things.ts';
import { SignedLinks } from '#api/signed-links.ts';
import { nameOfSecret } from '#api/webhook-desk.ts';
import { describeFonts } from '#capture/browser/fonts.ts';
import { drawCardPicture } from '#capture/card-picture.ts';
import { giveUpCapture } from '#capture/give-up.ts';
import type { CaptureTools } from '#capture/job.ts';
import { type LoginsOptions, openLogins } from '#capture/logins/logins.ts';
import { findVideoFetcher } from '#capture/media/streams/yt-dlp.ts';
import { findVideoDecoder } from '#capture/media/video-decoder.ts';
import { capturePost } from '#capture/pipeline.ts';
import { checkReplay } from '#capture/replay/check-replay.ts';
import { sweepRunFolders } from '#capture/run-folder.ts';
import { describeEnvironment } from '#capture/surroundings.ts';
import { renderCard } from '#card/render-card.ts';
import type { Config } from '#config.ts';
import type { EnvironmentFacts } from '#domain/capture.ts';
import type { StopWorkerError } from '#domain/errors.ts';
import { newId } from '#domain/ids.ts';
import type { PostId } from '#domain/post.ts';
import { siteLimitsOf } from '#domain/site-limits.ts';
import type { Budget } from '#egress/egress.ts';
import { findEmbeds } from '#embeds/find-embeds.ts';
import { observedQueues } from '#observe/queues.ts';
import { tracedScope } from '#observe/scope.ts';
import { ownsHost, platformNames } from '#platforms/login-hosts.ts';
import { identify, platformFor as platformOfPost } from '#platforms/registry.ts';
import { resolvePost } from '#platforms/resolve-post.ts';
import { captureToShow } from '#web/card-of-post.ts';
import { cardToDraw } from '#web/card-picture.ts';
import type { WorkerDependencies } from '#workers/dependencies.ts';
import { reportingLooks } from '#workers/report-looks.ts';
import { readCanaries } from './canaries.ts';
import { type Context, type Engines, software, temporaryDirectory } from './context.ts';
import { hasArchives, recoveryOf, secondArchiveOf } from './search-archives.ts';
import { readRevision } from './software-revision.ts';

/** Without a byte of a medium. */
const mediaIdleMs = 30_000;
/** One medium, all attempts at it together. */
const mediaTotalMs = 15 * 60_000;
/** What the page itself may weigh, besides the media that are fetched beside it. */
const pageBytes = 200_000_000;
/** Plain http takes one for each piece of a stream. */
const connectionsPerCapture = 9000;

/** Wires the engines to the jobs. */
export async function workerDependenciesOf(
  context: Context,
  engines: Engines,
  stop: (reason: StopWorkerError) => void,
): Promise<WorkerDependencies> {
  const { config, logger, clock, storage, catalogue, queues, notary, embedded } = context;
  const { egress, browsers, concurrency } = engines;
  const budget: Budget = {
    maxBytes: config.captureMaxBytes + pageBytes,
    maxConnections: connectionsPerCapture,
    maxDurationMs: mediaTotalMs + 2 * config.captureTimeoutMs,
  };
  const { work, tracer } = context.observation;
  const openScope = (label: string) => tracedScope(egress.openScope(label, budget), tracer);
  const browser = await browsers.probe();
  const links = new SignedLinks(context.linkKey, clock);
  const lookReports = { breakers: catalogue.breakers, clock, logger };
  const platformFor = (postId: PostId) => reportingLooks(work.looks(platformOfPost(postId)), lookReports);
  const tools: CaptureTools = {
    platformFor,
    resolvePost,
    recover: recoveryOf(config),
    storage,
    signManifest: (manifest) => notary.signManifest(manifest),
    openScope,
    egress,
    browsers,
    logins: await openLoginsOf(config.platformStateDir, { logger, now: () => clock.now() }),
    videoDecoder: await findVideoDecoder(AbortSignal.timeout(config.captureTimeoutMs)),
    videoFetcher: await findVideoFetcher(config.ytDlpPath, AbortSignal.timeout(config.captureTimeoutMs)),
    renderCard,
    clock,
    logger,
    keepsPageArchive: config.pageArchive,
    limits: {
      maxMediaBytes: config.captureMaxBytes,
      browserTimeoutMs: config.captureTimeoutMs,
      mediaIdleMs,
      mediaTotalMs,
      maxVideoMs: config.mediaMaxMs,
    },
    temporaryDir: temporaryDirectory(config),
    fonts: await describeFonts(),
    software,
    aroundRung: (rung, take) => work.rung(rung, take),
  };
  tools.environment = await environmentOf(config, tools);
  if (config.ytDlpPath !== null && tools.videoFetcher === null) {
    logger.warn({ path: config.ytDlpPath }, 'yt-dlp-does-not-run');
  }
  if (tools.videoDecoder === null) {
    logger.warn({ missing: 'ffmpeg' }, 'videos-are-kept-unchecked');
  }
  return {
    workerId: `${hostname()}-${newId(clock.now())}`,
    catalogue,
    queues: observedQueues(queues, work),
    storage,
    replica: context.replica,
    scrubBytesPerSecond: config.scrubBytesPerSecond,
    notary,
    capture: (job, signal) => work.capture(job, () => capturePost(job, tools, signal)),
    searchArchives: hasArchives(config),
    secondArchive: secondArchiveOf(config),
    giveUp: (job, end) => giveUpCapture(job, tools, end),
    cardToDraw: async ({ postId, ...variant }) => {
      const post = await catalogue.posts.get(postId);
      const captureId = post && captureToShow(post);
      const capture = captureId ? await catalogue.captures.get(captureId) : null;
      return post && !post.restricted ? cardToDraw(post, capture, variant) : null;
    },
    drawCard: (card, signal) => drawCardPicture(card, { browsers, storage, logger }, signal),
    checkReplay: (manifest, signal) => checkReplay(manifest, tools, signal),
    shown: showThings({
      ...{ catalogue, storage },
      baseUrl: config.publicUrl ?? urlOfAddress(config.host, config.port),
      sign: (path) => links.sign(path),
    }),
    unsealWebhookSecret: (id, sealed) => context.sealing.unseal(nameOfSecret(id), sealed),
    openScope,
    platformFor,
    identify: (url) => identify(new URL(url)),
    canaries: await readCanaries(config.canariesFile),
    findEmbeds,
    publishOutbox: (id) => context.publishOutbox([id]),
    pressure: context.pressure,
    sweepRunFolders: (olderThanMs) =>
      sweepRunFolders(
        temporaryDirectory(config),
        olderThanMs,
        async (id) => (await catalogue.captures.get(id))?.status === 'running',
      ),
    describeBrowser: () => ({ browser: browser.version, sandboxed: browser.sandboxed }),
    clock,
    logger,
    concurrency,
    siteLimits: siteLimitsOf(config.siteLimits),
    patienceMs: config.patienceMs,
    restricted: config.defaultVisibility === 'restricted',
    stop,
    alone: embedded,
  };
}

async function environmentOf(
  config: Config,
  { videoDecoder, videoFetcher }: CaptureTools,
): Promise<EnvironmentFacts> {
  const { captureTimeoutMs, captureMaxBytes, mediaMaxMs, patienceMs, pageArchive, egressAllow } = config;
  const settings = { captureTimeoutMs, captureMaxBytes, mediaMaxMs, patienceMs, pageArchive, egressAllow };
  const revision = await readRevision(join(import.meta.dirname, '..'));
  return describeEnvironment(settings, [videoDecoder?.version, videoFetcher?.version], revision);
}

/** The operator's own logins, by the configuration. */
async function openLoginsOf(folder: string | null, basics: Pick<LoginsOptions, 'logger' | 'now'>) {
  return folder === null ? null : openLogins({ ...basics, folder, platforms: platformNames, ownsHost });
}
