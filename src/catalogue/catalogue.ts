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
import type { Embed } from '#domain/embed.ts';
import type { LogEntry } from '#domain/log.ts';
import type { Signal } from '#domain/look.ts';
import type { Absence, PostId, PostState } from '#domain/post.ts';
import type { Purge } from '#domain/purge.ts';
import type { Author, PostRecord } from '#domain/record.ts';
import type { Priority, Submission } from '#domain/submission.ts';
import type {
  MergeFact,
  PatchFact,
  StateFact,
  StatementFact,
  SubmissionFact,
  TimestampFact,
} from './facts.ts';

/**
 * What we hold: an index of storage, in one PostgreSQL dialect. Each part is one file of queries. All times are RFC 3339
 * strings; all leases are by the database's clock. "In one transaction" is meant literally everywhere below.
 */
export interface Catalogue extends AsyncDisposable {
  readonly submissions: Submissions;
  readonly articles: Articles;
  readonly posts: Posts;
  readonly captures: Captures;
  readonly rechecks: Rechecks;
  readonly events: Events;
  readonly outbox: Outbox;
  readonly log: Log;
  readonly replays: Replays;
  readonly purges: Purges;
  readonly audits: Audits;
  readonly checkpoints: Checkpoints;
  readonly secrets: Secrets;
  readonly keys: Keys;
  readonly workers: Workers;
  readonly reindex: Reindex;
  /** Rejects with a sentence for /readyz. */
  probe(): Promise<void>;
  /** Deletes what has served: old progress events, idempotency keys, heartbeats. For a daily job. */
  tidy(): Promise<void>;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
export interface PageRequest {
  limit: number;
  cursor: string | null;
}

// --- submissions ---------------------------------------------------------------------------------------------------

export interface SubmissionEmbed extends Embed {
  /** The look at the original; null where the embed is a mere link that was not to be archived. */
  captureId: string | null;
  captureStatus: CaptureStatus | null;
  /** The best one held of the post, if any. */
  currentCaptureId: string | null;
}
export type SubmissionStatus = 'waiting' | 'running' | 'done';
export interface SubmissionState extends Omit<Submission, 'embeds'> {
  status: SubmissionStatus;
  finishedAt: string | null;
  embeds: SubmissionEmbed[];
  counts: Record<CaptureStatus, number>;
  /** Why an article could not be fetched, once that is final. */
  articleError: string | null;
}

export interface IdempotencyKey {
  key: string;
  /** Of the API key that sent it. */
  owner: string;
  /** SHA-256 of the request. */
  fingerprint: string;
}
export type Accepted =
  | { kind: 'accepted'; submission: SubmissionState; outboxId: string }
  | { kind: 'replayed'; submission: SubmissionState }
  | { kind: 'key-reused-for-other-request' };

export interface Submissions {
  /**
   * In one transaction: the submission, its embeds, the posts they name (aliases followed) and their captures. An embed
   * joins a waiting or running capture of its post, reuses a complete one younger than `maxAgeSeconds`, else gets a new
   * one (id made here). Embeds of form `link` get none unless `links`. Writes the event `submission` and the outbox
   * document `facts/submissions/<id>.json`. The same idempotency key and fingerprint within 24 h replays.
   */
  accept(submission: Submission, idempotency: IdempotencyKey | null): Promise<Accepted>;
  get(id: string): Promise<SubmissionState | null>;
  list(page: PageRequest): Promise<Page<SubmissionState>>;
}

// --- articles: pages that a job fetches and searches for embeds ------------------------------------------------------

export type Claim<T> =
  | { kind: 'claimed'; token: number; work: T }
  /** Somebody holds a live lease, for so long from now by the database's clock. */
  | { kind: 'held'; remainingMs: number }
  | { kind: 'finished' }
  | { kind: 'missing' };

export interface ArticleWork {
  submission: Submission;
  attempts: number;
}
export interface Articles {
  /** Marks up to `limit` due articles as enqueued and returns their submission ids, by priority then age. */
  admit(limit: number): Promise<string[]>;
  claim(submissionId: string, leaseMs: number): Promise<Claim<ArticleWork>>;
  renew(submissionId: string, token: number, leaseMs: number): Promise<boolean>;
  /** In one transaction, only under the token: the embeds and their captures, as `accept` would; outbox and event too. */
  finish(submissionId: string, token: number, embeds: Embed[]): Promise<boolean>;
  /** Cannot be fetched, for good. */
  fail(submissionId: string, token: number, reason: string): Promise<boolean>;
  /** Handed back, due at `notBefore`; `costsAttempt` counts it. */
  release(submissionId: string, token: number, again: HandBack): Promise<boolean>;
  requeue(submissionIds: string[]): Promise<void>;
  /** Enqueued longer than `olderThanMs` ago and neither leased nor finished. */
  stale(olderThanMs: number): Promise<string[]>;
}
export interface HandBack {
  /** Due again so many milliseconds from now. */
  notBeforeMs: number;
  costsAttempt: boolean;
  reason: string | null;
}

// --- posts ---------------------------------------------------------------------------------------------------------

export interface PostSummary {
  postId: PostId;
  aliases: string[];
  platform: string;
  canonicalUrl: string;
  author: Author | null;
  text: string | null;
  language: string | null;
  publishedAt: string | null;
  state: PostState;
  stateSince: string | null;
  editedAt: string | null;
  labels: string[];
  currentCaptureId: string | null;
  captures: { id: string; takenAt: string | null; outcome: Outcome; source: Manifest['source'] }[];
  watch: { nextAt: string; everySeconds: number } | null;
  tags: string[];
  collection: string | null;
  note: string | null;
  restricted: boolean;
  /** Best quotation an article carries of it. */
  quotation: Embed['quotation'];
}
export interface PostQuery {
  q?: string;
  platform?: string;
  author?: string;
  state?: PostState;
  tag?: string;
  collection?: string;
  from?: string;
  to?: string;
}
export interface HistoryItem {
  at: string;
  kind: 'state' | 'edit' | 'merge' | 'restriction' | 'capture';
  from: string | null;
  to: string | null;
  evidence: unknown;
  diff: unknown;
}
export interface PostPatch {
  tags?: string[];
  collection?: string | null;
  note?: string | null;
  watch?: boolean;
  restricted?: boolean;
}
/** What is said of a post that is hidden, or shown again. */
export interface RestrictionStatement {
  kind: 'restriction';
  at: string;
  by: string;
  reason: string | null;
  postId: PostId;
  restricted: boolean;
}
/** A signed document, byte for byte, and the SHA-256 of those bytes. */
export interface SealedStatement {
  sha256: string;
  body: string;
}
export interface Posts {
  /** By id or any alias. */
  get(postIdOrAlias: string): Promise<PostSummary | null>;
  search(query: PostQuery, page: PageRequest): Promise<Page<PostSummary>>;
  history(postId: PostId, page: PageRequest): Promise<Page<HistoryItem>>;
  /**
   * Null where there is no such post. A change of `restricted` goes into the log in the same transaction, as the statement
   * that `seal` signs.
   */
  patch(
    postId: PostId,
    patch: PostPatch,
    by: string,
    restriction?: { reason: string | null; seal: (statement: RestrictionStatement) => SealedStatement },
  ): Promise<PostSummary | null>;
  /**
   * In one transaction: `from` becomes an alias of `to`, what hung on it (embeds, captures, looks, aliases) moves, the
   * merge is recorded (history row, outbox `facts/merges/…`). Idempotent; `to` is created where it is new.
   */
  merge(from: PostId, to: { postId: PostId; canonicalUrl: string }, evidence: unknown): Promise<void>;
}

// --- captures ------------------------------------------------------------------------------------------------------

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
   * archive was played again with no network, and was `replayable`, `incomplete` or `not-replayable`.
   */
  attestations: { kind: string; at: string; authority?: string; replay?: string }[];
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
  priority: Priority;
}
export interface CommitResult {
  committed: boolean;
  outboxId: string | null;
}
export interface Captures {
  get(id: string): Promise<CaptureState | null>;
  /** Who asked for it, the first first. */
  requests(id: string): Promise<CaptureRequest[]>;
  /** Marks up to `limit` due captures as enqueued and returns them, by priority then age. */
  admit(limit: number): Promise<{ id: string; priority: Priority }[]>;
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
  /** What the look concluded; `unknown` leaves the post's state alone. */
  state: PostState;
  /** Other ids that the look learned of the same post: they become its aliases in the same transaction. */
  aliases?: readonly PostId[];
}

// --- replays -------------------------------------------------------------------------------------------------------

/** Page archives that are still to be played again. */
export interface Replays {
  /** The longest due first. */
  due(limit: number): Promise<{ captureId: string; manifestSha256: string; attempts: number }[]>;
  /** `replay` as in an attestation, or `unplayed` where it could not be told. */
  finish(captureId: string, verdict: { replay: string; at: string }): Promise<void>;
  /** Costs an attempt. */
  postpone(captureId: string, delayMs: number): Promise<void>;
}

// --- purges and audits ---------------------------------------------------------------------------------------------

/** Posts whose bytes were removed for good, with the signed statement that stands in their place. */
export interface Purges {
  /**
   * In one transaction, before any byte is removed: the statement in the log and on its way to storage, the post hidden and
   * watched no more, its captures ended and emptied. `nothing-held` where all it had was purged before.
   */
  purge(
    postId: PostId,
    by: string,
    reason: string,
    seal: (statement: Purge) => SealedStatement,
  ): Promise<
    { kind: 'purged'; purge: Purge; sha256: string } | { kind: 'missing' } | { kind: 'nothing-held' }
  >;
  /** Those whose bytes are still to be removed. */
  pending(): Promise<{ sha256: string; purge: Purge }[]>;
  /** Those of `objects` that something held here refers to. */
  referred(objects: readonly string[]): Promise<string[]>;
  done(sha256: string): Promise<void>;
  ofCapture(captureId: string): Promise<Purge | null>;
  /** Null also where anything was captured of it since. */
  ofPost(postId: PostId): Promise<Purge | null>;
}

/** How far storage was read back, and what was wrong. */
export interface AuditTurn {
  /** Where this turn is; null where none is under way. */
  place: string | null;
  startedAt: string | null;
  files: number;
  bytes: number;
  /** The last one that went all the way. */
  last: { startedAt: string; finishedAt: string; files: number; bytes: number } | null;
}
export interface FoundDamage {
  key: string;
  problem: string;
  foundAt: string;
  seenAt: string;
  repairedAt: string | null;
  /** Why it is not repaired. */
  reason: string | null;
}
export interface Audits {
  turn(): Promise<AuditTurn>;
  advance(place: string, read: { files: number; bytes: number }): Promise<void>;
  /** Damage that the turn did not meet again is over. */
  endTurn(): Promise<void>;
  /** What is new is an event `storage.damaged`. */
  found(damage: { key: string; problem: string; repaired: boolean; reason: string | null }): Promise<void>;
  /** Open damage first, then what was repaired lately. */
  damage(): Promise<FoundDamage[]>;
}

// --- rechecks ------------------------------------------------------------------------------------------------------

export interface RecheckWork {
  postId: PostId;
  canonicalUrl: string;
  /** As in CaptureWork. */
  foundUrl: string | null;
  state: PostState;
  /** True where a capture saw it live. */
  seenLive: boolean;
  currentRecord: PostRecord | null;
}
export interface Rechecks {
  /** Asks for one; false where there is no such post. */
  request(postId: PostId): Promise<boolean>;
  admit(limit: number): Promise<string[]>;
  claim(postId: PostId, leaseMs: number): Promise<Claim<RecheckWork>>;
  /**
   * In one transaction under the token: the look, the new state where it differs (history, event `post.state-changed`,
   * outbox `facts/states/…`), and a new waiting capture where `captureAgain`.
   */
  finish(
    postId: PostId,
    token: number,
    result: { at: string; signals: Signal[]; state: PostState; captureAgain: boolean },
  ): Promise<{ committed: boolean; captureId: string | null }>;
  release(postId: PostId, token: number, again: HandBack): Promise<boolean>;
  requeue(postIds: string[]): Promise<void>;
  stale(olderThanMs: number): Promise<string[]>;
}

// --- events, outbox, keys, workers ---------------------------------------------------------------------------------

export interface CatalogueEvent {
  /** Opaque and ordered; only events that nothing can precede any more are returned. */
  id: string;
  at: string;
  type: string;
  submissionId: string | null;
  captureId: string | null;
  postId: string | null;
  data: Record<string, unknown>;
}
export interface Events {
  /** In order, after that id. A capture's events are returned for every submission that has it. */
  forSubmission(submissionId: string, afterId: string | null, limit: number): Promise<CatalogueEvent[]>;
  since(afterId: string | null, limit: number): Promise<CatalogueEvent[]>;
}

/** Every committed manifest, and every statement about a post, once, in the order of commit. */
export interface Log {
  entries(afterSequence: number, limit: number): Promise<LoggedDocument[]>;
  /** Entries in all. */
  size(): Promise<number>;
  /** From 1 on; null where no entry names it. */
  sequenceOf(sha256: string): Promise<number | null>;
}
export interface LoggedDocument extends LogEntry {
  /** From 1 on, without gaps. */
  sequence: number;
  /** Of the committed capture whose manifest it is. */
  captureId: string | null;
  /** When the catalogue learned of it. */
  at: string;
}

/** Which sizes of the log were signed, and who timestamped them; their bytes are in storage. */
export interface Checkpoints {
  latest(): Promise<{ size: number; at: string } | null>;
  /** Adding one again changes nothing. */
  add(checkpoint: { size: number; at: string }): Promise<void>;
  /** The first that has the entry of `sequence`, or near it the one with the most timestamps (their names). */
  covering(sequence: number): Promise<{ size: number; timestamps: string[] } | null>;
  addTimestamp(timestamp: { size: number; name: string; authority: string; at: string }): Promise<void>;
  /** Of an authority that was never asked too. */
  authority(url: string): Promise<TimestampAuthorityState>;
  setAuthority(url: string, state: Omit<TimestampAuthorityState, 'stampedSize'>): Promise<void>;
}
export interface TimestampAuthorityState {
  /** Not to be asked before. */
  dueAt: string;
  /** In a row. */
  failures: number;
  failuresInAll: number;
  lastError: string | null;
  lastErrorAt: string | null;
  /** The largest log it timestamped; 0 where none. */
  stampedSize: number;
}

/** Values that are sealed under a key that is not in the database. */
export interface Secrets {
  get(name: string): Promise<string | null>;
  /** Unless there is one; resolves to the one that is there then. */
  create(name: string, value: string): Promise<string>;
  /** False where `from` is not the value any more. */
  replace(name: string, from: string, to: string): Promise<boolean>;
}

/** Documents that must reach storage, written in the transaction that makes them true. */
export interface Outbox {
  pending(limit: number): Promise<{ id: string; key: string; body: string }[]>;
  get(id: string): Promise<{ id: string; key: string; body: string } | null>;
  written(ids: string[]): Promise<void>;
}

export const scopes = ['submit', 'read', 'admin'] as const;
export type Scope = (typeof scopes)[number];
export interface ApiKey {
  id: string;
  name: string;
  scopes: Scope[];
  createdAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
}
export interface Keys {
  /** `secretSha256` is of the whole key as sent. */
  create(key: { id: string; name: string; scopes: Scope[]; secretSha256: string }): Promise<ApiKey>;
  list(): Promise<ApiKey[]>;
  revoke(id: string): Promise<boolean>;
  /** Null where unknown or revoked. The caller compares in constant time. */
  find(id: string): Promise<(ApiKey & { secretSha256: string }) | null>;
  touch(id: string): Promise<void>;
}

export interface Workers {
  beat(id: string, facts: { browser: string | null; sandboxed: boolean | null }): Promise<void>;
  /** Seen within `withinMs`. */
  alive(withinMs: number): Promise<{ id: string; browser: string | null; sandboxed: boolean | null }[]>;
  leave(id: string): Promise<void>;
}

/** Rebuilding from storage: each call is idempotent, adds only what is missing, and rejects where it cannot be applied. */
export interface Reindex {
  /** False while a lost catalogue is read back: who may see what is not known then. */
  isRead(): Promise<boolean>;
  /** Without a single submission, as a database is that was lost or is new. */
  isEmpty(): Promise<boolean>;
  /** Until `finish`. */
  begin(): Promise<void>;
  /** Those of `ids` that are not held, or not whole. */
  missing(kind: ReindexKind, ids: string[]): Promise<string[]>;
  /** The submission with each embed's capture id, whether its article was searched yet or not. */
  submission(fact: SubmissionFact): Promise<void>;
  merge(fact: MergeFact): Promise<void>;
  /** `adopted` where no pointer named the manifest: one is written then. */
  capture(manifest: Manifest, manifestSha256: string, options?: { adopted: boolean }): Promise<void>;
  state(fact: StateFact): Promise<void>;
  patch(fact: PatchFact): Promise<void>;
  statement(fact: StatementFact, sha256: string): Promise<void>;
  timestamp(fact: TimestampFact, place: { size: number; name: string }): Promise<void>;
  /** Whether the first `size` entries of the log are held, the last of them being these. */
  holdsLog(size: number, last: readonly LogEntry[]): Promise<boolean>;
  /** The log as it was published, with the sizes that were signed; entries besides follow in the order they had. */
  log(published: readonly LogEntry[], sizes: readonly number[]): Promise<void>;
  /** Ends submissions for which nothing is left to do. */
  finish(): Promise<void>;
}
/**
 * Ids are of submissions (`submission`, `embeds`), captures (`capture`), or of the fact itself; a statement's is its hash,
 * a timestamp's `<size>/<name>`.
 */
export type ReindexKind =
  | 'submission'
  | 'embeds'
  | 'merge'
  | 'state'
  | 'capture'
  | 'patch'
  | 'statement'
  | 'timestamp';
