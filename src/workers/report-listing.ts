import type { ReportWork } from '#catalogue/catalogue.ts';
import type { WorkerDependencies } from './dependencies.ts';
import { fetchFeed, fetchListing, readSitePages } from './site-listing.ts';

/** The articles that a report on a feed or a sitemap is about, the newest first, and how many more there are. */
export async function listReportArticles(
  { id, source, mostArticles }: ReportWork,
  { openScope }: Pick<WorkerDependencies, 'openScope'>,
  signal: AbortSignal,
): Promise<{ urls: string[]; leftOut: number }> {
  if (source.kind === 'urls') {
    throw new TypeError('the report was given its articles');
  }
  await using scope = openScope(`report ${id}`);
  const options = { fetch: scope.fetch, signal };
  const urls =
    source.kind === 'feed'
      ? (await fetchFeed(source.url, options)).entries.map(({ url }) => url)
      : await sitePages(source.url, { ...options, enough: mostArticles });
  const different = [...new Set(urls)];
  return { urls: different.slice(0, mostArticles), leftOut: Math.max(0, different.length - mostArticles) };
}

async function sitePages(url: string, options: Parameters<typeof readSitePages>[1]): Promise<string[]> {
  const { pages } = await readSitePages(await fetchListing(url, options), options);
  return pages.map((page) => page.url);
}
