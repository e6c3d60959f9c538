import type { Embed } from '#domain/embed.ts';
import type { PostId, PostState } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Page, PageRequest } from './paging.ts';

export type ReportSource = { kind: 'urls' } | { kind: 'feed' | 'sitemap'; url: string };

/**
 * Of an embed: its original is gone and a capture of it is held (`archived`), or is not (`lost`, also where no more than the
 * article's quotation is held); it is there (`living`); nothing was told of it (`unknown`); or not looked at yet (`waiting`).
 */
export const verdicts = ['lost', 'archived', 'unknown', 'living', 'waiting'] as const;
export type Verdict = (typeof verdicts)[number];

export interface ReportRequest {
  id: string;
  by: string | null;
  source: ReportSource;
  /** Where they are known already. */
  urls: string[];
  /** Whether what is found is archived too. */
  archive: boolean;
  restricted: boolean;
  mostArticles: number;
}

export interface ReportState extends Omit<ReportRequest, 'urls' | 'restricted'> {
  status: 'waiting' | 'running' | 'done';
  createdAt: string;
  finishedAt: string | null;
  /** Why it has no articles. */
  error: string | null;
  /** Articles that the feed or sitemap has beyond `mostArticles`. */
  leftOut: number;
  articles: { total: number; done: number; failed: number };
  /** Different posts, each looked at once. */
  originals: { total: number; done: number };
  /** `living` ones of which nothing is held yet are `unheld`. */
  embeds: Record<Verdict, number> & { total: number; unheld: number };
}

export interface ReportEmbed extends Omit<Embed, 'confidence'> {
  verdict: Verdict;
  state: PostState | null;
  /** In the sources' own words. */
  detail: string | null;
  lookedAt: string | null;
  held: 'capture' | 'quotation' | 'nothing';
}

export interface ReportArticle {
  position: number;
  url: string;
  status: 'waiting' | 'done' | 'failed';
  error: string | null;
  submissionId: string | null;
  embeds: ReportEmbed[];
}

/** A report that is not finished, for whoever works on it. */
export interface ReportWork {
  id: string;
  by: string | null;
  source: ReportSource;
  archive: boolean;
  restricted: boolean;
  mostArticles: number;
  isListed: boolean;
  attempts: number;
}

export interface ReportArticleWork {
  position: number;
  url: string;
  attempts: number;
}

export interface ReportPostWork {
  postId: PostId;
  canonicalUrl: string;
  foundUrl: string;
  attempts: number;
  /** What the archive believes of it; null where it does not know the post. */
  known: { state: PostState; lookedAt: string | null; record: PostRecord | null } | null;
}

export interface SeenOriginal {
  finalId: PostId;
  state: PostState;
  detail: string | null;
  at: string;
}

/** Damage reports. They are lost with the catalogue, and made again by asking again. */
export interface Reports {
  create(request: ReportRequest): Promise<ReportState>;
  get(id: string): Promise<ReportState | null>;
  /** The newest first. */
  list(page: PageRequest): Promise<Page<ReportState>>;
  /** In the order they were given. */
  articles(id: string): Promise<ReportArticle[]>;
  delete(id: string): Promise<boolean>;

  /** Unfinished ones with something to do now, the oldest first. */
  due(limit: number): Promise<ReportWork[]>;
  listed(id: string, urls: string[], leftOut: number): Promise<void>;
  failed(id: string, reason: string): Promise<void>;
  postponeListing(id: string, byMs: number): Promise<void>;
  dueArticles(id: string, limit: number): Promise<ReportArticleWork[]>;
  /** False where somebody did it before. */
  articleDone(id: string, position: number, embeds: Embed[], submissionId: string | null): Promise<boolean>;
  articleFailed(id: string, position: number, reason: string): Promise<void>;
  postponeArticle(id: string, position: number, byMs: number): Promise<void>;
  duePosts(id: string, limit: number): Promise<ReportPostWork[]>;
  postSeen(id: string, postId: PostId, seen: SeenOriginal): Promise<void>;
  postponePost(id: string, postId: PostId, byMs: number): Promise<void>;
  /** Ends it where nothing is open any more. */
  finish(id: string): Promise<boolean>;
}
