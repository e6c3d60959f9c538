import { decodeText } from '#domain/text-encoding.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { FeedItem } from './items.ts';
import { itemsOfJson } from './json.ts';
import { itemsOfXml } from './xml.ts';

/** An article that a feed tells of. */
export interface FeedEntry {
  url: string;
  /** The feed's own name for it; its address where it has none. */
  id: string;
  /** RFC 3339; null where the feed does not say when it changed, or not readably. */
  changedAt: string | null;
  publishedAt: string | null;
  /** All that the feed carries of it. */
  content: string;
}

/** The articles of a feed (RSS, Atom, JSON Feed) in its order, each once; null where the body is none. Never throws. */
export function feedEntries(
  body: Uint8Array | string,
  mediaType: string | null,
  feedUrl: string,
): FeedEntry[] | null {
  const text = decodeText(body, mediaType);
  const items = /^\s{0,1000}</.test(text.slice(0, 1001)) ? itemsOfXml(text) : itemsOfJson(text);
  if (items === null) return null;
  const entries = new Map<string, FeedEntry>();
  for (const entry of items.flatMap((item) => entryOf(item, feedUrl))) {
    if (!entries.has(entry.url)) entries.set(entry.url, entry);
  }
  return [...entries.values()];
}

function entryOf(item: FeedItem, feedUrl: string): FeedEntry[] {
  // A guid is a URL only where it says the scheme: `123` is not an address beside the feed.
  const url = item.urls
    .map((address) => (address === item.id ? parseHttpUrl(address) : parseHttpUrl(address, feedUrl)))
    .find((found) => found !== null);
  if (url === undefined) return [];
  const changes = item.changed.flatMap((time) => timeOf(time) ?? []);
  return [
    {
      url: url.href,
      id: item.id || url.href,
      changedAt: changes.toSorted().at(-1) ?? null,
      publishedAt: item.published === null ? null : timeOf(item.published),
      content: [...item.html, ...item.text].join('\n'),
    },
  ];
}

/** RFC 3339, and RFC 822 as RSS writes it. */
export function timeOf(text: string): string | null {
  const time = Date.parse(text.trim());
  return Number.isFinite(time) ? new Date(time).toISOString() : null;
}
