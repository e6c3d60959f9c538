/** Of one site: no more are under way at a time, and no more begun in a minute, by all workers together. */
export interface SiteLimit {
  atATime: number;
  aMinute: number;
}

/** Null: no limit. */
export type SiteLimits = (site: string) => SiteLimit | null;

/** By site, platform, or `*`. */
export type LimitTable = ReadonlyMap<string, SiteLimit>;

/** What is no one site: pages of the web, archives that are searched, quotations. They are limited only by name. */
const manySites: ReadonlySet<string> = new Set(['', 'web', 'archives', 'quotation']);
const entry = /^([\w.:*-]+)=(\d{1,6})\/(\d{1,6})$/;

/**
 * `x=4/60 mastodon=2/30 *=16/600`: at a time / a minute, by site, by the platform of many sites, or for each of all others.
 */
export function readSiteLimits(
  text: string,
): { kind: 'read'; limits: LimitTable } | { kind: 'problem'; problem: string } {
  const limits = new Map<string, SiteLimit>();
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [, site, atATime, aMinute] = entry.exec(part) ?? [];
    if (site === undefined || Number(atATime) === 0 || Number(aMinute) === 0) {
      return { kind: 'problem', problem: `${part} is no limit as in x=4/60, both of 1 or more` };
    }
    limits.set(site, { atATime: Number(atATime), aMinute: Number(aMinute) });
  }
  return { kind: 'read', limits };
}

/** What holds for a site: what is said of it, of its platform, or of each that is not named. */
export function siteLimitsOf(limits: LimitTable): SiteLimits {
  return (site) =>
    limits.get(site) ??
    limits.get(site.split(':')[0] ?? '') ??
    (manySites.has(site) ? null : (limits.get('*') ?? null));
}
