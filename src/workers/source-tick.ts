import { createHash } from 'node:crypto';
import type { Arrival, SourceToPoll } from '#catalogue/catalogue.ts';
import { TryLaterError } from '#domain/errors.ts';
import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { inParallel } from '#domain/in-parallel.ts';
import type { FeedEntry } from '#embeds/feeds/entries.ts';
import type { SitemapPage } from '#embeds/feeds/sitemap.ts';
import type { WorkerDependencies } from './dependencies.ts';
import { fetchListing, readFeed, readSitePages } from './site-listing.ts';

const sourcesAtATurn = 8;
const atATime = 4;
/** The rest comes with the next poll: one site's backlog keeps no other waiting. */
const mostArrivals = 200;
const mostPages = 50_000;
const firstAgainMs = 60_000;
const longestAgainMs = 6 * 3_600_000;

type SourceDependencies = Pick<WorkerDependencies, 'catalogue' | 'openScope' | 'logger'>;

/** Asks the feeds and sitemaps that are due what is new; what they tell of is kept, and archived by `arrivalTick`. */
export function sourceTick(dependencies: SourceDependencies): (signal: AbortSignal) => Promise<void> {
  const { catalogue } = dependencies;
  return async (signal) => {
    const due = await catalogue.sources.due(sourcesAtATurn);
    await inParallel(due, atATime, signal, (source, both) => poll(source, dependencies, both));
  };
}

async function poll(
  source: SourceToPoll,
  { catalogue, openScope, logger }: SourceDependencies,
  signal: AbortSignal,
): Promise<void> {
  const held = logger.child({ sourceId: source.id });
  try {
    await using scope = openScope(`source ${source.id}`);
    const { told, validators } = await ask(source, scope.fetch, signal);
    signal.throwIfAborted();
    const asKnown = source.polledAt === null && !source.existing;
    const arrived = await catalogue.sources.polled(source.id, told, {
      ...{ validators, asKnown, most: mostArrivals },
    });
    held.info({ told: told.length, arrived }, 'source polled');
  } catch (error) {
    signal.throwIfAborted();
    const asked = error instanceof TryLaterError ? error.retryAfterMs : 0;
    const againMs = Math.min(
      Math.max(asked, firstAgainMs * 2 ** Math.min(source.attempts, 20)),
      longestAgainMs,
    );
    const reason = error instanceof Error ? error.message : String(error);
    held.info({ err: error, againMs }, 'source not polled');
    await catalogue.sources.pollFailed(source.id, reason, againMs);
  }
}

interface Told {
  told: Arrival[];
  validators: { etag: string | null; lastModified: string | null };
}

/** With the validators of the last answer (RFC 9110, section 13): most polls end with 304 and no body. */
async function ask(source: SourceToPoll, fetch: Fetch, signal: AbortSignal): Promise<Told> {
  const { url, kind, etag, lastModified } = source;
  if (url === null) {
    return { told: [], validators: { etag, lastModified } };
  }
  const headers = {
    ...(etag !== null && { 'if-none-match': etag }),
    ...(lastModified !== null && { 'if-modified-since': lastModified }),
  };
  const page = await fetchListing(url, { fetch, signal, headers });
  if (page.status === 304) {
    return { told: [], validators: { etag, lastModified } };
  }
  const validators = {
    etag: page.headers.etag ?? null,
    lastModified: page.headers['last-modified'] ?? null,
  };
  return { told: await toldBy(page, kind, { fetch, signal }), validators };
}

async function toldBy(
  page: FetchResponse,
  kind: SourceToPoll['kind'],
  options: { fetch: Fetch; signal: AbortSignal },
): Promise<Arrival[]> {
  if (kind === 'sitemap') {
    const { pages } = await readSitePages(page, { ...options, enough: mostPages });
    return pages.map(arrivalOfPage);
  }
  return readFeed(page).map((entry) => arrivalOfEntry(entry, kind));
}

function arrivalOfPage({ url, changedAt }: SitemapPage): Arrival {
  return { key: url, version: changedAt ?? 'seen', url, title: null, html: null };
}

/** Feeds that do not say when an entry changed are taken at their words: another text is a change. */
function arrivalOfEntry(entry: FeedEntry, kind: SourceToPoll['kind']): Arrival {
  const { url, changedAt, content } = entry;
  const version = changedAt ?? `sha256:${createHash('sha256').update(content).digest('hex')}`;
  return { key: keyOf(entry, kind), version, url, title: null, html: null };
}

/** As the publishing system itself reports it: Ghost's guid is its id, WordPress's ends with it. */
function keyOf({ id, url }: FeedEntry, kind: SourceToPoll['kind']): string {
  if (kind === 'wordpress') {
    return /[?&](?:p|page_id)=(\d+)/.exec(id)?.[1] ?? url;
  }
  return id;
}
