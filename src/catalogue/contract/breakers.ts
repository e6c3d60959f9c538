import type { Breaker, Canary } from '#domain/breaker.ts';

/** What is known of how a site answers. */
export interface SiteHealth extends Breaker {
  /** When a capture last brought each of them from there. */
  lastSuccess: { text: string | null; media: string | null; screenshot: string | null };
  canaries: Canary[];
  /** Since when the known posts are not read as what they are: nothing is looked at again until they are. */
  misreadSince: string | null;
}

export interface Breakers {
  /** By name; sites that were never asked are not among them. */
  list(): Promise<SiteHealth[]>;
  /** Under a lock, so that reports of all workers count; nothing is written where `next` returns what it was given. */
  update(site: string, next: (breaker: Breaker) => Breaker): Promise<void>;
  /** Lets one piece of waiting work through to each site whose rest is over. Returns how many. */
  probe(): Promise<number>;
  /** Adds to what was seen to work. */
  succeeded(site: string, kinds: readonly ('text' | 'media' | 'screenshot')[]): Promise<void>;
  canaries(site: string, canaries: readonly Canary[], isMisread: boolean): Promise<void>;
}
