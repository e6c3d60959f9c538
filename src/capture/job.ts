import type { CardView } from '#card/view.ts';
import type { EnvironmentFacts, Manifest } from '#domain/capture.ts';
import type { CaptureWork, SavedRung } from '#domain/capture-work.ts';
import type { Clock } from '#domain/clock.ts';
import type { Quotation } from '#domain/embed.ts';
import type { Fetch } from '#domain/fetch.ts';
import type { RawResponse, Signal } from '#domain/look.ts';
import type { PostId, PostState } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Egress, EgressScope } from '#egress/egress.ts';
import type { WrittenManifest } from '#evidence/manifest.ts';
import type { Logger } from '#logger.ts';
import type { Platform, Resolution, Target } from '#platforms/platform.ts';
import type { Storage } from '#storage/storage.ts';
import type { BrowserPool } from './browser/browser.ts';
import type { Logins } from './logins/logins.ts';
import type { VideoFetcher } from './media/streams/yt-dlp.ts';
import type { VideoDecoder } from './media/video-decoder.ts';

/** One capture to make, and how to tell those who wait for it. */
export interface CaptureJob {
  work: CaptureWork;
  /** What the article says of the post, kept where the post itself cannot be found. */
  quotation: Quotation | null;
  /** Until then walls and limits are reasons to try later; from then on the capture ends with what it has. */
  patienceUntil: Date;
  /** A provisional post turned out to be this one. */
  onIdentified(identity: { postId: PostId; canonicalUrl: string }): Promise<void>;
  /** Rejects with `LeaseLostError` where this worker may no longer commit. */
  onRung(rung: SavedRung): Promise<void>;
  /** `fraction` of the rung, 0 to 1; null where nobody can tell. */
  onProgress(rung: string, fraction: number | null): void;
}

export interface CaptureLimits {
  /** All media of one capture together. */
  maxMediaBytes: number;
  /** One page, from its first request to its picture. */
  browserTimeoutMs: number;
  /** Without a byte. */
  mediaIdleMs: number;
  /** One file, all attempts at it together. */
  mediaTotalMs: number;
  /** Longer streams are not fetched. */
  maxVideoMs: number;
}

/** A post that is gone; `target` is null where nobody knows which one it is. */
export interface GonePost {
  target: Target | null;
  quotation: Quotation | null;
}

/** What archives of the web have of it. */
export type Recovery =
  | ({ kind: 'recovered' } & RecoveredPost)
  | { kind: 'nothing'; signals: Signal[] }
  | { kind: 'unanswered'; detail: string; retryAfterMs: number | null; signals: Signal[] };
export interface RecoveredPost {
  record: PostRecord;
  memento: { pageUrl: string; archivedAt: string; besideUrl: string | null };
  raw: RawResponse[];
  signals: Signal[];
}

/** What a capture is made with. */
export interface CaptureTools {
  platformFor(postId: PostId): Platform;
  /** Follows a provisional post, across platforms, and a post on a host that may be anybody's; `foundUrl` as in CaptureWork. */
  resolvePost(
    postId: PostId,
    fetch: Fetch,
    signal: AbortSignal,
    foundUrl?: string | null,
  ): Promise<Resolution>;
  /** Looks for a post in archives of the web. */
  recover(gone: GonePost, fetch: Fetch, signal: AbortSignal): Promise<Recovery>;
  storage: Storage;
  /** Writes the signature of a manifest that was just written; durable once resolved. */
  signManifest(manifest: WrittenManifest): Promise<void>;
  openScope(label: string): EgressScope;
  egress: Pick<Egress, 'route' | 'extraCaSha256'>;
  browsers: BrowserPool;
  /** Null where the operator gave none. */
  logins: Logins | null;
  /** Null where no ffmpeg is installed: then videos are kept unchecked, and their verdict says so. */
  videoDecoder: VideoDecoder | null;
  /** Null where no yt-dlp is installed. */
  videoFetcher: VideoFetcher | null;
  renderCard(view: CardView): string;
  clock: Clock;
  logger: Logger;
  /** Whether the traffic of each page is recorded and kept as a WACZ. */
  keepsPageArchive: boolean;
  limits: CaptureLimits;
  /** For media on their way to storage; best on a disk, for videos may be large. */
  temporaryDir: string;
  /** The font set, as provenance states it. */
  fonts: string | null;
  /** The machine, as provenance states it; left out where nobody asks. */
  environment?: EnvironmentFacts;
  /** e.g. `embed-archiver/0.1.0` */
  software: string;
  /** Stands round the taking of each rung, to count and time it; left out where nobody does. */
  aroundRung?: <T>(rung: { name: string; postId: PostId }, take: () => Promise<T>) => Promise<T>;
}

/** A capture that has ended; its manifest and all it names are durable. */
export interface FinishedCapture {
  manifest: Manifest;
  manifestSha256: string;
  /** What this look concluded; `unknown` where it told nothing about the post. */
  state: PostState;
  /** Other ids that the look learned of the same post, to be committed with it. */
  aliases?: readonly PostId[];
}
