import type { ArchivedAddress } from '#platforms/archived.ts';

/** One copy that an archive of the web holds, as its index tells of it. */
export interface Memento {
  /** The archived URL. */
  url: string;
  /** When the archive took it, RFC 3339. */
  archivedAt: string;
  /** As the site stated it; null where the index does not tell. */
  mediaType: string | null;
  /** Of the body; null where the index does not tell. */
  digest: string | null;
  /** Where the archive shows it to people. */
  pageUrl: string;
  /** Where the body is as the site sent it. */
  rawUrl: string;
  /** Before any URL, it is that URL's copy nearest in time; null where the archive has no such address. */
  besideUrl: string | null;
}

/** What an archive's index says; `unanswered` says nothing about what it holds. */
export type Listing =
  | { kind: 'listed'; mementos: Memento[] }
  | { kind: 'unanswered'; detail: string; retryAfterMs: number | null };

/** An archive of the web, or several behind one index. */
export interface WebArchive {
  /** In words, for evidence. */
  readonly name: string;
  /** Copies that were whole when they were taken; a few hundred at most, those near `around` (RFC 3339) among them. */
  list(address: ArchivedAddress, around: string | null, signal: AbortSignal): Promise<Listing>;
}

/** Nearest in time first; where no time is known, the earliest. */
export function nearest(mementos: readonly Memento[], around: string | null): Memento[] {
  const distance = ({ archivedAt }: Memento) =>
    Math.abs(Date.parse(archivedAt) - (around === null ? 0 : Date.parse(around)));
  return mementos.toSorted((one, other) => distance(one) - distance(other));
}

export function unanswered(
  archive: string,
  { detail, retryAfterMs }: { detail: string; retryAfterMs: number | null },
): Listing {
  return { kind: 'unanswered', detail: `${archive} did not list what it has: ${detail}`, retryAfterMs };
}
