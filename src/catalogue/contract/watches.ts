import type { PostId, PostState } from '#domain/post.ts';
import type { WatchFacts, WatchPlan } from '#domain/watch.ts';
import type { Page, PageRequest } from './paging.ts';

/** A post without a plan, as it was when it was read. */
export interface UnplannedWatch extends WatchFacts {
  version: string;
}

export interface PlannedWatch extends WatchPlan {
  postId: PostId;
  version: string;
}

export interface WatchedPost {
  postId: PostId;
  platform: string;
  canonicalUrl: string;
  state: PostState;
  lookedAt: string | null;
  nextAt: string;
  everySeconds: number;
  /** True where a look was asked for and is still to come. */
  waiting: boolean;
}

export interface WatchBudget {
  /** Looks of watches that may wait at a time, of all sites together. */
  waiting: number;
  /** Looks that one site is asked for a minute. */
  perSiteAMinute: number;
}

export interface Watches {
  /** Accounts that changed their state: their posts are without a plan then. Returns how many accounts. */
  spread(limit: number): Promise<number>;
  /** Watched posts that have no plan: whatever changes what is known of a post takes its plan away. */
  unplanned(limit: number): Promise<UnplannedWatch[]>;
  /** Where nothing of the post changed since it was read. */
  plan(plans: readonly PlannedWatch[]): Promise<void>;
  /** Asks for a look at posts whose time has come, the longest due first, within the budget. Returns how many. */
  request(budget: WatchBudget): Promise<number>;
  /** By the time of the next look, the soonest first; `due` for those whose time has come. */
  list(query: { due: boolean }, page: PageRequest): Promise<Page<WatchedPost>>;
}
