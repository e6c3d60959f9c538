import { gunzipSync } from 'node:zlib';
import { GiveUpError } from '#domain/errors.ts';
import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { type FeedEntry, feedEntries } from '#embeds/feeds/entries.ts';
import { readSitemap, type SitemapPage } from '#embeds/feeds/sitemap.ts';
import { fetchArticle } from './article-fetch.ts';

/** As the protocol of sitemaps allows. */
const maxBytes = 52_428_800;
/** Of an index: the sites of our users publish one a month or a year. */
const mostSitemaps = 200;

export interface ListingOptions {
  fetch: Fetch;
  signal: AbortSignal;
  /** Sent with the first request, as in `if-none-match`. */
  headers?: Record<string, string>;
}

export interface FeedListing {
  page: FetchResponse;
  entries: FeedEntry[];
}

/** The articles of a feed. Rejects with `TryLaterError` for what may pass, with `GiveUpError` for what will not. */
export async function fetchFeed(url: string, options: ListingOptions): Promise<FeedListing> {
  const page = await fetchListing(url, options);
  return { page, entries: readFeed(page) };
}

export function readFeed(page: FetchResponse): FeedEntry[] {
  const entries = feedEntries(bodyOf(page), mediaTypeOf(page), page.finalUrl);
  if (entries === null) {
    throw new GiveUpError(`${page.finalUrl} is no feed; give the address of an RSS, Atom or JSON feed`);
  }
  return entries;
}

/**
 * The pages of a sitemap, those of an index's sitemaps too, what changed last first. Reads sitemaps of an index until
 * `enough` pages are known. `isWhole` is false where it stopped before the end.
 */
export async function readSitePages(
  page: FetchResponse,
  options: ListingOptions & { enough: number },
): Promise<{ pages: SitemapPage[]; isWhole: boolean }> {
  const first = parseSitemap(page);
  if (first.kind === 'pages') {
    return { pages: newestFirst(first.entries), isWhole: true };
  }
  const pages: SitemapPage[] = [];
  const sitemaps = newestFirst(first.entries);
  let read = 0;
  for (const { url } of sitemaps.slice(0, mostSitemaps)) {
    if (pages.length >= options.enough) {
      break;
    }
    const inner = parseSitemap(await fetchListing(url, { ...options, headers: {} }));
    read += 1;
    // An index within an index is not allowed; its sitemaps would be taken for pages.
    if (inner.kind === 'pages') {
      pages.push(...inner.entries);
    }
  }
  return { pages: newestFirst(pages), isWhole: read === sitemaps.length };
}

export async function fetchListing(
  url: string,
  { fetch, signal, headers = {} }: ListingOptions,
): Promise<FetchResponse> {
  const accept = 'application/xml,application/rss+xml,application/atom+xml,application/feed+json,*/*;q=0.8';
  return fetchArticle(url, {
    ...{ fetch, signal, maxBytes, waitedMs: 0, what: 'feed or sitemap' },
    headers: { accept, ...headers },
    unchangedIsAnswer: Object.keys(headers).length > 0,
  });
}

function parseSitemap(page: FetchResponse) {
  const sitemap = readSitemap(bodyOf(page), mediaTypeOf(page), page.finalUrl);
  if (sitemap === null) {
    throw new GiveUpError(
      `${page.finalUrl} is no sitemap; give the address of a sitemap or of a sitemap index`,
    );
  }
  return sitemap;
}

/** `sitemap.xml.gz` is a file, not an encoding: nobody has unpacked it yet. */
function bodyOf({ body, finalUrl }: FetchResponse): Uint8Array {
  if (body[0] !== 0x1f || body[1] !== 0x8b) {
    return body;
  }
  try {
    return gunzipSync(body, { maxOutputLength: maxBytes });
  } catch (cause) {
    throw new GiveUpError(`${finalUrl} cannot be unpacked: it is damaged, or too large`, { cause });
  }
}

function mediaTypeOf({ headers }: FetchResponse): string | null {
  const mediaType = headers['content-type'] ?? null;
  return mediaType !== null && /gzip/i.test(mediaType) ? null : mediaType;
}

function newestFirst(entries: readonly SitemapPage[]): SitemapPage[] {
  return entries.toSorted((a, b) => (b.changedAt ?? '').localeCompare(a.changedAt ?? ''));
}
