import type { CaptureStatus, Missing, Outcome } from '#domain/capture.ts';
import type { Absence, PostId, PostState } from '#domain/post.ts';
import type { Page, PageRequest } from './paging.ts';
import type { PostQuery } from './posts.ts';

/** A post as a list shows it. */
export interface PostLine {
  postId: PostId;
  platform: string;
  canonicalUrl: string;
  authorName: string | null;
  authorHandle: string | null;
  title: string | null;
  /** The beginning of what it says, or of what an article quotes of it. */
  excerpt: string | null;
  language: string | null;
  labels: string[];
  publishedAt: string | null;
  /** When it was first submitted. */
  createdAt: string;
  state: PostState;
  stateSince: string | null;
  editedAt: string | null;
  /** Of the best capture; null where there is none yet, or none any more. */
  outcome: Outcome | null;
  /** What was held of it was removed for good. */
  purged: boolean;
  takenAt: string | null;
  thumbnail: { captureId: string; name: string; width: number | null; height: number | null } | null;
  tags: string[];
  collection: string | null;
  restricted: boolean;
}

export type FacetName = 'platform' | 'state' | 'outcome' | 'author' | 'collection' | 'tag';
export interface Facets {
  /** Of all posts that match, or of the newest `bound`. */
  posts: number;
  /** There are more than were counted. */
  isBounded: boolean;
  /** By facet, the most frequent first; a few of each. */
  values: Record<FacetName, { value: string; posts: number }[]>;
}

/** What became of a capture, as a list shows it. */
export interface CaptureLine {
  id: string;
  status: CaptureStatus;
  attempts: number;
  rung: string | null;
  /** 0 to 1 within the rung. */
  progress: number | null;
  absence: Absence | null;
  missing: Missing[];
  /** Why it is tried again. */
  lastError: string | null;
  /** Captures that come before it, while it waits; counted up to a few hundred. */
  ahead: number | null;
}

/** What the workspace shows of many posts at once: slim rows, and counts that stay fast in a large archive. */
export interface Overview {
  /** The newest first. */
  posts(query: PostQuery, page: PageRequest): Promise<Page<PostLine>>;
  /** In no order; ids of no post are left out. */
  postsById(ids: readonly PostId[]): Promise<PostLine[]>;
  /** Counts what matches, the newest first and no more than `bound`. */
  facets(query: PostQuery, bound: number): Promise<Facets>;
  /** Posts that went, or that their authors edited, the latest first. */
  changes(limit: number): Promise<PostLine[]>;
  captures(ids: readonly string[]): Promise<CaptureLine[]>;
}
