import type { Embed } from './embed.ts';

export const origins = ['api', 'cli', 'inbound', 'feed', 'web', 'spn', 'recheck'] as const;
export type Origin = (typeof origins)[number];
export const priorities = ['now', 'normal', 'bulk'] as const;
export type Priority = (typeof priorities)[number];

/** A request to archive, as accepted. `embeds` is empty until its article was fetched, where `articleUrl` is set. */
export interface Submission {
  id: string;
  origin: Origin;
  createdAt: string;
  /** Who sent it: an API key's id, `admin-key`, or `control` for a command on the machine; null where that was not kept. */
  by?: string | null;
  /** The URL given, if one was. */
  url: string | null;
  /** Set where a job must fetch this page and find its embeds. */
  articleUrl: string | null;
  tags: string[];
  collection: string | null;
  note: string | null;
  externalId: string | null;
  watch: boolean;
  /** What it is the first to archive is hidden from the public until an admin publishes it. */
  restricted: boolean;
  priority: Priority;
  maxAgeSeconds: number;
  /** Also archive posts that are merely linked to. */
  links: boolean;
  /** The row that it was, where it came as one of a sheet; rows count from the heading, which is 1. */
  sheet?: SheetPlace | null;
  embeds: Embed[];
}

export interface SheetPlace {
  id: string;
  row: number;
}
