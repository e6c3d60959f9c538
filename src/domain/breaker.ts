import type { Obstacle, PostId } from './post.ts';
import { platformOf } from './post.ts';

const onAnyHost: ReadonlySet<string> = new Set(['mastodon', 'peertube']);

/** What is asked as one, and wants rest as one: a platform, or one server of those on any host. */
export function siteOf(postId: PostId): string {
  const platform = platformOf(postId);
  return onAnyHost.has(platform) ? postId.split(':').slice(0, 2).join(':') : platform;
}

/** What waits while a breaker is open: all, or only what looks again at posts that are held. */
export type Held = 'everything' | 'rechecks';

/** Whether a site is asked at the moment. Shared by all workers; times are RFC 3339, of the business clock. */
export interface Breaker {
  site: string;
  /** Obstacles in a row. */
  strikes: number;
  /** How often it opened with no answer between. */
  openings: number;
  /** `until` may be past: then one probe is let through. */
  open: { at: string; until: string; holds: Held; reason: string } | null;
}

/** What one look says of the site that was asked. */
export type SiteReport =
  | { kind: 'answered' }
  | { kind: 'obstacle'; obstacle: Obstacle; detail: string; retryAfterMs: number | null };

/** A post that somebody knows to live, or to be deleted, and what a look made of it. */
export interface Canary {
  kind: 'living' | 'deleted';
  url: string;
  at: string;
  /** As the look concluded; in words where it met an obstacle. */
  told: string;
  /** Null where an obstacle kept it from being told. */
  isRight: boolean | null;
}
