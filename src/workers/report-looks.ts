import type { Breakers } from '#catalogue/catalogue.ts';
import { type SiteReport, siteOf } from '#domain/breaker.ts';
import type { Clock } from '#domain/clock.ts';
import type { Look } from '#domain/look.ts';
import type { Logger } from '#logger.ts';
import type { Platform } from '#platforms/platform.ts';
import { afterLook } from '#recheck/breaker.ts';

export interface LookReports {
  breakers: Pick<Breakers, 'update'>;
  clock: Clock;
  logger: Logger;
}

/** Pages of the web are of sites without number: none of them speaks for another. Quotations are asked of nobody. */
const withoutBreaker: ReadonlySet<string> = new Set(['web', 'quotation']);

/** The same platform, but that what each look says of its site is counted, whoever looks. */
export function reportingLooks(platform: Platform, reports: LookReports): Platform {
  if (withoutBreaker.has(platform.name)) {
    return platform;
  }
  return {
    ...platform,
    async look(target, fetch, signal) {
      const look = await platform.look(target, fetch, signal);
      await report(siteOf(target.postId), look, reports);
      return look;
    },
  };
}

/** A look that cannot be counted is a look all the same. */
async function report(site: string, look: Look, { breakers, clock, logger }: LookReports): Promise<void> {
  try {
    await breakers.update(site, (breaker) => afterLook(breaker, siteReportOf(look), clock.now()));
  } catch (error) {
    logger.warn({ err: error, site }, 'look not counted for its breaker');
  }
}

function siteReportOf({ conclusion }: Look): SiteReport {
  return conclusion.kind === 'unknown' ? { ...conclusion, kind: 'obstacle' } : { kind: 'answered' };
}
