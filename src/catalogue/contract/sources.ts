import type { PostId } from '#domain/post.ts';
import type { Page, PageRequest } from './paging.ts';

export const sourceKinds = ['feed', 'sitemap', 'ghost', 'wordpress', 'generic'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** JSON pointers (RFC 6901) into what a system of its own sends. */
export interface ArticleMapping {
  id: string;
  url: string;
  html: string;
  title: string;
  updatedAt: string;
}

export interface SourceSettings {
  id: string;
  kind: SourceKind;
  name: string | null;
  by: string | null;
  /** Of the feed or sitemap that is asked again and again; null where nothing is. */
  url: string | null;
  /** Sealed; null for those that nobody reports to. */
  sealedSecret: string | null;
  mapping: ArticleMapping | null;
  tags: string[];
  collection: string | null;
  /** Whether what was there before is archived, too. */
  existing: boolean;
  everySeconds: number | null;
}

export interface Source extends SourceSettings {
  createdAt: string;
  polledAt: string | null;
  nextPollAt: string | null;
  /** Last time that something was reported to it. */
  arrivedAt: string | null;
  /** Why the last poll failed. */
  error: string | null;
}

/** What the last answer of a feed said of itself, for the next request. */
export interface Validators {
  etag: string | null;
  lastModified: string | null;
}

export interface SourceToPoll extends Source, Validators {
  attempts: number;
}

/** An article as a source tells of it. */
export interface Arrival {
  /** The source's own name for it. */
  key: string;
  /** Tells one state of the article from another; what begins with a time (RFC 3339, UTC) sorts by it. */
  version: string;
  url: string | null;
  title: string | null;
  /** Null where its page is to be fetched. */
  html: string | null;
}

export interface ArrivalWork extends Arrival {
  id: string;
  source: Source;
  event: 'published' | 'withdrawn';
  origin: 'inbound' | 'feed';
  /** Set while its page is searched. */
  submissionId: string | null;
  attempts: number;
}

export interface ArticleChange {
  /** True where its embeds were never known before. */
  isNew: boolean;
  added: PostId[];
  removed: PostId[];
}

export interface SourceArticle {
  key: string;
  url: string | null;
  title: string | null;
  version: string;
  submissionId: string | null;
  postIds: PostId[];
  removed: { postId: PostId; at: string }[];
  seenAt: string;
  changedAt: string;
  withdrawnAt: string | null;
}

/** Where articles come from by themselves. Lost with the catalogue, as keys and webhooks are. */
export interface Sources {
  create(settings: SourceSettings): Promise<Source>;
  get(id: string): Promise<Source | null>;
  list(page: PageRequest): Promise<Page<Source>>;
  ofKind(kind: SourceKind): Promise<Source[]>;
  delete(id: string): Promise<boolean>;
  /** What it has told of, what changed last first. */
  articles(id: string, page: PageRequest): Promise<Page<SourceArticle>>;

  /** What a publishing system reported, kept before it is answered. `known` where it was kept before, or is older news. */
  report(
    sourceId: string,
    event: ArrivalWork['event'],
    arrival: Arrival,
  ): Promise<'accepted' | 'known' | 'no-source'>;

  due(limit: number): Promise<SourceToPoll[]>;
  /** Due now; false where there is no such source or nothing of it to ask. */
  pollNow(id: string): Promise<boolean>;
  /**
   * In one transaction: of `told`, at most `most` new or changed articles arrive (or, with `asKnown`, none, and all of it is
   * known from then on); the source is due again. Resolves to how many arrived; the validators are kept where that was all.
   */
  polled(
    id: string,
    told: Arrival[],
    options: { validators: Validators; asKnown: boolean; most: number },
  ): Promise<number>;
  pollFailed(id: string, reason: string, againMs: number): Promise<void>;

  dueArrivals(limit: number): Promise<ArrivalWork[]>;
  /** How the posts differ from those it embedded last, aliases followed. */
  compare(sourceId: string, key: string, postIds: PostId[]): Promise<ArticleChange>;
  /** Its page is being searched by that submission. */
  submitted(arrivalId: string, submissionId: string, againMs: number): Promise<void>;
  postponeArrival(arrivalId: string, byMs: number, costsAttempt: boolean): Promise<void>;
  /**
   * In one transaction: what it embeds now; what it does not any more is noted, and where either is news the event
   * `article.changed`.
   */
  settle(
    arrivalId: string,
    end: { postIds: PostId[]; submissionId: string | null },
  ): Promise<ArticleChange | null>;
  withdrawn(arrivalId: string): Promise<void>;
  arrivalFailed(arrivalId: string, reason: string): Promise<void>;
}
