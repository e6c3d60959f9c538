import { hostname } from 'node:os';
import { describeFonts } from '#capture/browser/fonts.ts';
import { giveUpCapture } from '#capture/give-up.ts';
import type { CaptureTools } from '#capture/job.ts';
import { capturePost } from '#capture/pipeline.ts';
import { findVideoDecoder } from '#capture/video-decoder.ts';
import { renderCard } from '#card/render-card.ts';
import type { StopWorkerError } from '#domain/errors.ts';
import { newId } from '#domain/ids.ts';
import type { Budget } from '#egress/egress.ts';
import { findEmbeds } from '#embeds/find-embeds.ts';
import { identify, platformFor, resolvePost } from '#platforms/registry.ts';
import type { WorkerDependencies } from '#workers/dependencies.ts';
import { type Context, type Engines, software, temporaryDirectory } from './context.ts';

/** Without a byte of a medium. */
const mediaIdleMs = 30_000;
/** One medium. */
const mediaTotalMs = 15 * 60_000;
/** What the page itself may weigh, besides the media that are fetched beside it. */
const pageBytes = 200_000_000;
const connectionsPerCapture = 2000;

/** Wires the engines to the jobs. */
export async function workerDependenciesOf(
  context: Context,
  engines: Engines,
  stop: (reason: StopWorkerError) => void,
): Promise<WorkerDependencies> {
  const { config, logger, clock, storage, catalogue, queues, embedded } = context;
  const { egress, browsers, concurrency } = engines;
  const budget: Budget = {
    maxBytes: config.captureMaxBytes + pageBytes,
    maxConnections: connectionsPerCapture,
    maxDurationMs: mediaTotalMs + 2 * config.captureTimeoutMs,
  };
  const openScope = (label: string) => egress.openScope(label, budget);
  const browser = await browsers.probe();
  const tools: CaptureTools = {
    platformFor,
    resolvePost,
    storage,
    openScope,
    egress,
    browsers,
    videoDecoder: await findVideoDecoder(AbortSignal.timeout(config.captureTimeoutMs)),
    renderCard,
    clock,
    logger,
    limits: {
      maxMediaBytes: config.captureMaxBytes,
      browserTimeoutMs: config.captureTimeoutMs,
      mediaIdleMs,
      mediaTotalMs,
    },
    temporaryDir: temporaryDirectory(config),
    fonts: await describeFonts(),
    software,
  };
  if (tools.videoDecoder === null) {
    logger.warn({ missing: 'ffmpeg' }, 'videos-are-kept-unchecked');
  }
  return {
    workerId: `${hostname()}-${newId(clock.now())}`,
    catalogue,
    queues,
    storage,
    capture: (job, signal) => capturePost(job, tools, signal),
    giveUp: (job, end) => giveUpCapture(job, tools, end),
    openScope,
    platformFor,
    identify: (url) => identify(new URL(url)),
    findEmbeds,
    publishOutbox: (id) => context.publishOutbox([id]),
    describeBrowser: () => ({ browser: browser.version, sandboxed: browser.sandboxed }),
    clock,
    logger,
    concurrency,
    patienceMs: config.patienceMs,
    stop,
    alone: embedded,
  };
}
