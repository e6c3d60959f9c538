import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { Manifest, Outcome } from '#domain/capture.ts';
import type { Edit } from '#domain/edits.ts';
import type { EmbedForm, Quotation } from '#domain/embed.ts';
import type { KeyLimits } from '#domain/key-limits.ts';
import type { PastLook, Signal } from '#domain/look.ts';
import type { PostState } from '#domain/post.ts';
import type { Hold } from '#domain/pressure.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Origin } from '#domain/submission.ts';
import type { PostPatch, Scope } from './catalogue.ts';

/** Work that a queue's job claims, the same in every table that has it. See work.ts. */
interface WorkColumns {
  id: string;
  open: Generated<boolean>;
  /** Index in `priorities`. */
  priority: number;
  createdAt: Date;
  dueAt: Generated<Date>;
  enqueuedAt: Date | null;
  token: Generated<number>;
  leaseUntil: Date | null;
  attempts: Generated<number>;
  firstTriedAt: Date | null;
  lastError: string | null;
}

/** By what it is shared out. See admission.ts. */
interface SharedColumns {
  askedBy: Generated<string>;
  /** Due later than it was enqueued last. */
  putOff: Generated<boolean>;
  /** By the database's clock. */
  claimedAt: Date | null;
}

interface SubmissionsTable {
  id: string;
  origin: Origin;
  createdAt: Date;
  finishedAt: Date | null;
  by: string | null;
  url: string | null;
  articleUrl: string | null;
  tags: string[];
  collection: string | null;
  note: string | null;
  externalId: string | null;
  sheetId: string | null;
  sheetRow: number | null;
  watch: boolean;
  restricted: boolean;
  priority: number;
  maxAgeSeconds: number;
  links: boolean;
  /** Lets a lost row among the embeds be noticed. */
  embedCount: number;
}

interface ArticlesTable extends WorkColumns, SharedColumns {
  /** Why it could not be fetched, once that is final. */
  error: string | null;
}

interface PostsTable {
  id: string;
  /** Set where this id is an alias; never points at another alias. */
  mergedInto: string | null;
  platform: string;
  canonicalUrl: string;
  createdAt: Date;
  state: Generated<PostState>;
  stateSince: Date | null;
  editedAt: Date | null;
  publishedAt: Date | null;
  /** Lower case. */
  authorHandle: string | null;
  currentCaptureId: string | null;
  /** Of the current capture. */
  outcome: Outcome | null;
  record: JSONColumnType<PostRecord> | null;
  quotation: JSONColumnType<Quotation> | null;
  tags: Generated<string[]>;
  collection: string | null;
  note: string | null;
  watch: Generated<boolean>;
  watchNextAt: Date | null;
  watchEverySeconds: number | null;
  watchChosenSeconds: number | null;
  site: GeneratedAlways<string>;
  account: string | null;
  restricted: Generated<boolean>;
}

interface CapturesTable extends WorkColumns, SharedColumns {
  postId: string;
  source: Generated<Manifest['source']>;
  recovers: Generated<string | null>;
  outcome: Outcome | null;
  takenAt: Date | null;
  finishedAt: Date | null;
  manifest: JSONColumnType<Manifest> | null;
  manifestSha256: string | null;
  rung: string | null;
  progress: number | null;
  lostClaims: Generated<number>;
  edits: JSONColumnType<Edit[]>;
}

interface EmbedsTable {
  submissionId: string;
  position: number;
  form: EmbedForm;
  platform: string;
  foundUrl: string;
  postId: string;
  canonicalUrl: string;
  quotation: JSONColumnType<Quotation> | null;
  confidence: number;
  captureId: string | null;
}

/** Column names are snake_case in the database; Kysely's CamelCasePlugin translates. */
export interface Schema {
  submissions: SubmissionsTable;
  articles: ArticlesTable;
  posts: PostsTable;
  captures: CapturesTable;
  captureRungs: { captureId: string; name: string; finishedAt: Date; result: JSONColumnType<object> };
  embeds: EmbedsTable;
  looks: {
    id: string;
    postId: string;
    at: Date;
    state: PostState;
    signals: JSONColumnType<Signal[]>;
    told: PastLook['told'];
    earlier: JSONColumnType<PastLook[]>;
  };
  patches: { id: string; postId: string; at: Date; by: string; patch: JSONColumnType<PostPatch> };
  merges: { id: string; fromId: string; toId: string; at: Date; evidence: JSONColumnType<object> };
  rechecks: WorkColumns & SharedColumns & { lostClaims: Generated<number> };
  outbox: { id: string; sequence: GeneratedAlways<number>; key: string; body: string };
  idempotencyKeys: { owner: string; key: string; fingerprint: string; submissionId: string; createdAt: Date };
  apiKeys: {
    id: string;
    name: string;
    scopes: Scope[];
    secretSha256: string;
    createdAt: Date;
    lastUsedAt: Date | null;
    revokedAt: Date | null;
    limits: JSONColumnType<KeyLimits>;
  };
  sessions: { tokenSha256: string; keyId: string | null; proof: string; expiresAt: Date };
  logEntries: { sequence: string; kind: string; sha256: string; at: Date };
  workers: {
    id: string;
    seenAt: Date;
    browser: string | null;
    sandboxed: boolean | null;
    holds: JSONColumnType<Hold> | null;
  };
}
