import type { Manifest } from '#domain/capture.ts';
import type { LogEntry } from '#domain/log.ts';
import type {
  CollectionFact,
  MergeFact,
  PatchFact,
  StateFact,
  StatementFact,
  SubmissionFact,
  TimestampFact,
} from '../facts.ts';

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
  collection(fact: CollectionFact): Promise<void>;
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
  | 'collection'
  | 'statement'
  | 'timestamp';
