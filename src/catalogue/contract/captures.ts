import type {
  Artifact,
  CaptureRequest,
  CaptureStatus,
  Manifest,
  Missing,
  Outcome,
  Provenance,
} from '#domain/capture.ts';
import type { CaptureWork, SavedRung } from '#domain/capture-work.ts';
import type { PastLook } from '#domain/look.ts';
import type { Absence, PostId, PostState } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { SiteLimits } from '#domain/site-limits.ts';
import type { Priority } from '#domain/submission.ts';
import type { Admitted, Claim, HandBack } from './work.ts';

export interface CaptureState {
  id: string;
  postId: PostId;
  status: CaptureStatus;
  createdAt: string;
  takenAt: string | null;
  finishedAt: string | null;
  outcome: Outcome | null;
  absence: Absence | null;
  missing: Missing[];
  source: Manifest['source'];
  recovers: string | null;
  record: PostRecord | null;
  artifacts: Artifact[];
  /**
   * `log`: its manifest has its place in the log; `timestamp`: an `authority` stamped a log that has it; `replay`: its page
   * archive was played again with no network, and was `replayable`, `incomplete` or `not-replayable`; `second-copy`: another
   * archive has the post at `url`.
   */
  attestations: { kind: string; at: string; authority?: string; replay?: string; url?: string }[];
  provenance: Provenance | null;
  manifestSha256: string | null;
  attempts: number;
  rung: string | null;
  /** 0 to 1 within the rung. */
  progress: number | null;
  lastError: string | null;
}

export interface ClaimedCapture extends CaptureWork {
  attempts: number;
  /** How often a worker took it and went away without a word. */
  lostClaims?: number;
  priority: Priority;
}
export interface CaptureAdmission {
  /** For so long at most, those of sites that want rest are held back; six hours unless given. */
  heldAtMostMs?: number;
  /** So many beyond `limit` where they are urgent and may overtake; none unless given. */
  urgent?: number;
  /** No limits unless given. */
  siteLimits?: SiteLimits;
}
export interface CommitResult {
  committed: boolean;
  outboxId: string | null;
}
export interface Captures {
  get(id: string): Promise<CaptureState | null>;
  /** Who asked for it, the first first. */
  requests(id: string): Promise<CaptureRequest[]>;
  /**
   * Marks up to `limit` due captures as enqueued, and returns them in the order in which they are to be made: shared out
   * between priorities, askers and sites, and of each by age.
   */
  admit(limit: number, options?: CaptureAdmission): Promise<Admitted[]>;
  claim(id: string, leaseMs: number): Promise<Claim<ClaimedCapture>>;
  renew(id: string, token: number, leaseMs: number): Promise<boolean>;
  /** Under the token only; also the event `capture` with the rung. */
  saveRung(id: string, token: number, rung: SavedRung): Promise<boolean>;
  reportProgress(id: string, token: number, rung: string, progress: number | null): Promise<void>;
  /**
   * The one commit point, in one transaction and only under the token: the capture's end, its post (record fields,
   * current capture by rank, state by `state`), its look, the log entry, the events, the outbox pointer
   * `captures/<id>.json` = `{captureId, manifestSha256}`, and `done` for submissions that end with it.
   */
  commit(id: string, token: number, end: CaptureEnd): Promise<CommitResult>;
  release(id: string, token: number, again: HandBack): Promise<boolean>;
  requeue(ids: string[]): Promise<void>;
  /** Enqueued longer than `olderThanMs` ago and neither leased nor ended. */
  stale(olderThanMs: number): Promise<string[]>;
  /** All that any capture, rung or manifest refers to, for the sweep. */
  counts(): Promise<Record<CaptureStatus, number>>;
}
export interface CaptureEnd {
  manifest: Manifest;
  manifestSha256: string;
  /** What is believed with its look; `unknown` leaves the post's state alone. */
  state: PostState;
  /** Looks before that the belief rests on, too. */
  earlier?: PastLook[];
  /** Whether another archive is asked to keep the post, too. Left out: no. */
  copyElsewhere?: boolean;
  /** Whether archives of the web are searched where the post is gone and nothing of it is held. Left out: no. */
  searchArchives?: boolean;
  /** Other ids that the look learned of the same post: they become its aliases in the same transaction. */
  aliases?: readonly PostId[];
}
