import type { Page } from 'playwright';
import type { Verdict } from '#domain/capture.ts';
import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import type { Obstacle, PostId } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { ArchivedForms } from './archived.ts';

export type UrlKind =
  | 'post'
  | 'video'
  | 'photo'
  | 'clip'
  | 'vod'
  | 'comment'
  | 'story'
  | 'live'
  | 'list'
  | 'profile'
  | 'short-link'
  | 'media'
  | 'share'
  | 'space'
  | 'broadcast'
  | 'event'
  | 'page';

/** What a URL says by itself, with no network. */
export interface Identity {
  platform: string;
  kind: UrlKind;
  /** Null where the URL is of this platform but no post (a profile, a share button). */
  postId: PostId | null;
  canonicalUrl: string | null;
  /** False where only the network could confirm it. */
  certain: boolean;
}

/** A provisional post followed to the post it names. */
export type Resolution =
  | { kind: 'resolved'; identity: Identity & { postId: PostId; canonicalUrl: string }; chain: string[] }
  /**
   * It leads nowhere (404 or 410 of the shortener itself), or to no post of this platform; then `leadsTo` says where,
   * and `resolvePost` of the registry asks the other platforms.
   */
  | { kind: 'dead'; detail: string; chain: string[]; leadsTo?: string }
  /** Of a platform on any host: the host answers and is no server of it. `resolvePost` makes it the page of the web that it is. */
  | { kind: 'other-site'; detail: string; chain: string[] }
  | { kind: 'unknown'; obstacle: Obstacle; detail: string; retryAfterMs: number | null };

export interface Target {
  postId: PostId;
  canonicalUrl: string;
  /** As an article carries it or somebody gave it, where that is known: it may hold the key that a player asks for. */
  foundUrl?: string | null;
}

/** Where and how the post itself is seen in a browser. */
export interface View {
  url: string;
  /** CSS selector of the element that is the post; null means the whole page. */
  postSelector: string | null;
  /** CSS selectors, any of which says that rendering has ended: the post, a wall, an absence. */
  settledSelectors: string[];
  viewport: { width: number; height: number };
  /** Looks at the settled page and says what it shows. */
  judge(page: Page, expected: { target: Target; record: PostRecord | null }): Promise<Verdict>;
}

/** One site that has posts. Adapters are boring and alike; see docs/adding-a-platform.md. */
export interface Platform {
  readonly name: string;
  readonly title: string;
  /** Pure. Null where the URL is not this platform's. */
  identify(url: URL): Identity | null;
  /**
   * Pure; `identify(new URL(canonicalUrl(id))).postId === id`. Throws on an id that is not this platform's, and where an
   * id is a hash (`web`, `quotation`): the URL of such a post travels beside its id, in Identity, Embed and Target.
   */
  canonicalUrl(postId: PostId): string;
  /** True for ids that only the network can turn into a post. */
  isProvisional(postId: PostId): boolean;
  resolve(postId: PostId, fetch: Fetch, signal: AbortSignal): Promise<Resolution>;
  /** Reads what the platform's own public answers say. Network trouble is a signal, not an exception. */
  look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look>;
  /** `record` where one was read: some pages have the author's name in their path. */
  views(target: Target, record?: PostRecord | null): View[];
  /** Left out where archives hold nothing but what `look` asks for. */
  readonly archived?: ArchivedForms;
}
