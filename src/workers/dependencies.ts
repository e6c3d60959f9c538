import type { CardPicture, DrawnCard } from '#capture/card-picture.ts';
import type { CaptureJob, FinishedCapture } from '#capture/job.ts';
import type { ReplayVerdict } from '#capture/replay/check-replay.ts';
import type { Catalogue, PictureWish } from '#catalogue/catalogue.ts';
import type { CanaryUrls } from '#domain/canary.ts';
import type { Manifest } from '#domain/capture.ts';
import type { Clock } from '#domain/clock.ts';
import type { EmbedInventory } from '#domain/embed.ts';
import type { StopWorkerError } from '#domain/errors.ts';
import type { PostId } from '#domain/post.ts';
import type { Pressure } from '#domain/pressure.ts';
import type { SiteLimits } from '#domain/site-limits.ts';
import type { EgressScope } from '#egress/egress.ts';
import type { Notary } from '#evidence/notary.ts';
import type { Logger } from '#logger.ts';
import type { ShownThings } from '#notify/compose-message.ts';
import type { Identity, Platform } from '#platforms/platform.ts';
import type { Queues } from '#queue/queue.ts';
import type { SavePageNow } from '#recover/save-page-now.ts';
import type { Storage } from '#storage/storage.ts';

/** All that the workers need, from the composition root. */
export interface WorkerDependencies {
  /** Of this process, for its heartbeat. */
  workerId: string;
  catalogue: Catalogue;
  queues: Queues;
  storage: Storage;
  /** A second storage, to repair from; null where there is none. */
  replica: Storage | null;
  /** What the scrub may read; 0 leaves it out. */
  scrubBytesPerSecond: number;
  /** Publishes the log and has it timestamped. */
  notary: Pick<Notary, 'publishLog' | 'stampLog' | 'attest'>;
  /** Null where there is nothing to play again. */
  checkReplay: (manifest: Manifest, signal: AbortSignal) => Promise<ReplayVerdict | null>;
  /** Makes one capture; its manifest and all it names are durable when it resolves. */
  capture: (job: CaptureJob, signal: AbortSignal) => Promise<FinishedCapture>;
  /** Whether archives of the web are searched for posts that are gone. */
  searchArchives: boolean;
  /** Another archive that is asked to keep what is captured; null where none is. */
  secondArchive: Pick<SavePageNow, 'start' | 'follow'> | null;
  /** Ends a capture that cannot go on with the rungs it has; durable too. */
  giveUp: (
    job: CaptureJob,
    end: { outcome: 'blocked' | 'failed'; reason: string },
  ) => Promise<FinishedCapture>;
  /** The card as it is now; null where nobody may see it. */
  cardToDraw: (wish: Omit<PictureWish, 'shows'>) => Promise<(DrawnCard & { wish: PictureWish }) | null>;
  drawCard: (card: DrawnCard, signal: AbortSignal) => Promise<CardPicture>;
  /** What webhooks are told of. */
  shown: ShownThings;
  /** Rejects with `UnsealError`. */
  unsealWebhookSecret: (webhookId: string, sealed: string) => Promise<string>;
  /** The way out for one article, one look or one message. */
  openScope: (label: string) => Pick<EgressScope, 'fetch'> & AsyncDisposable;
  /** Null where no platform knows such ids (quotations). */
  platformFor: (postId: PostId) => Platform | null;
  identify: (url: string) => Identity;
  /** Posts whose state is known. */
  canaries: CanaryUrls;
  findEmbeds(article: { body: Uint8Array; mediaType: string; baseUrl: string }): EmbedInventory;
  /** Brings one document of the outbox to storage, durably, and marks it as written. Nothing where it was already. */
  publishOutbox: (id: string) => Promise<void>;
  /** Removes what killed runs have left in this process's own folder. Returns how many. */
  sweepRunFolders: (olderThanMs: number) => Promise<number>;
  /** What the heartbeat tells of the browser. */
  describeBrowser: () => { browser: string | null; sandboxed: boolean | null };
  /** What this process is short of, if anything. */
  pressure: Pressure;
  clock: Clock;
  logger: Logger;
  /** Captures at a time. */
  concurrency: number;
  /** How much a site is asked for, by all workers together. */
  siteLimits: SiteLimits;
  patienceMs: number;
  /** Whether new posts are hidden from the public (DEFAULT_VISIBILITY). */
  restricted: boolean;
  /** Asks the process to stop: this worker cannot go on. */
  stop: (reason: StopWorkerError) => void;
  /** True where no other process works on this storage: what lies about at the start is nobody's. */
  alone: boolean;
  timing?: Partial<WorkerTiming>;
}

export interface WorkerTiming {
  /** How long a silent worker keeps a capture or an article; renewed at a third of it. */
  leaseMs: number;
  /** Of one look at a post. */
  lookTimeoutMs: number;
  watchEveryMs: number;
  breakerEveryMs: number;
  dispatchEveryMs: number;
  pressureEveryMs: number;
  sweepEveryMs: number;
  logEveryMs: number;
  tidyEveryMs: number;
  replayEveryMs: number;
  secondCopyEveryMs: number;
  pictureEveryMs: number;
  deliverEveryMs: number;
  deliveryTimeoutMs: number;
  reportEveryMs: number;
  sourceEveryMs: number;
  arrivalEveryMs: number;
  scrubEveryMs: number;
  replicaEveryMs: number;
  /** What was given to the queue longer ago and is not there was lost by it. */
  lostAfterMs: number;
  temporaryOlderThanMs: number;
  heartbeatEveryMs: number;
  /** Of an attempt that failed; doubled with every further one. */
  firstBackoffMs: number;
}

export const defaultTiming: WorkerTiming = {
  leaseMs: 30_000,
  lookTimeoutMs: 90_000,
  watchEveryMs: 2_000,
  breakerEveryMs: 5_000,
  dispatchEveryMs: 500,
  pressureEveryMs: 500,
  sweepEveryMs: 15_000,
  logEveryMs: 10_000,
  tidyEveryMs: 24 * 3_600_000,
  replayEveryMs: 2_000,
  secondCopyEveryMs: 5_000,
  pictureEveryMs: 2_000,
  deliverEveryMs: 1000,
  // Standard Webhooks: 15 to 30 s, so that receivers have time to take it.
  deliveryTimeoutMs: 20_000,
  reportEveryMs: 1000,
  sourceEveryMs: 5000,
  arrivalEveryMs: 1000,
  scrubEveryMs: 10_000,
  replicaEveryMs: 5_000,
  lostAfterMs: 10_000,
  // The longest download takes a quarter of that.
  temporaryOlderThanMs: 3_600_000,
  heartbeatEveryMs: 10_000,
  firstBackoffMs: 5000,
};

export function timingOf({ timing }: Pick<WorkerDependencies, 'timing'>): WorkerTiming {
  return { ...defaultTiming, ...timing };
}
