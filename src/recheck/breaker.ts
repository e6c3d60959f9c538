import type { Breaker, Held, SiteReport } from '#domain/breaker.ts';
import type { Obstacle } from '#domain/post.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Whatever a site asks for, it is asked again within a day. */
const longestRetryAfterMs = 24 * hourMs;

interface Fuse {
  /** So many in a row open the breaker. */
  strikes: number;
  /** How long at first; doubled with each opening that follows without an answer between. */
  firstMs: number;
  longestMs: number;
  holds: Held;
}

/**
 * A limit is said by the site and counts at once. A challenge is of us; a wall may be of the post, and its capture still has
 * the browser: captures go on. What cannot be read is the reader's trouble and no reason to rest.
 */
const fuses: Partial<Record<Obstacle, Fuse>> = {
  'rate-limited': { strikes: 1, firstMs: minuteMs, longestMs: 6 * hourMs, holds: 'everything' },
  challenged: { strikes: 3, firstMs: 5 * minuteMs, longestMs: 6 * hourMs, holds: 'everything' },
  unreachable: { strikes: 10, firstMs: minuteMs, longestMs: 30 * minuteMs, holds: 'everything' },
  walled: { strikes: 10, firstMs: 5 * minuteMs, longestMs: 6 * hourMs, holds: 'rechecks' },
};

/** What a breaker is after a look: the same object where nothing changes. */
export function afterLook(breaker: Breaker, report: SiteReport, now: Date): Breaker {
  return report.kind === 'answered' ? afterAnswer(breaker, now) : afterObstacle(breaker, report, now);
}

/** An answer to what was asked before it opened says nothing of the rest that the site wants since. */
function afterAnswer(breaker: Breaker, now: Date): Breaker {
  const { open, strikes, openings } = breaker;
  if (open !== null && now.getTime() < Date.parse(open.until)) {
    return breaker;
  }
  return open === null && strikes === 0 && openings === 0
    ? breaker
    : { ...breaker, strikes: 0, openings: 0, open: null };
}

function afterObstacle(
  breaker: Breaker,
  { obstacle, detail, retryAfterMs }: SiteReport & { kind: 'obstacle' },
  now: Date,
): Breaker {
  const fuse = fuses[obstacle];
  if (fuse === undefined) {
    return breaker;
  }
  const { open } = breaker;
  if (open !== null && now.getTime() < Date.parse(open.until)) {
    return lengthened(breaker, open, now.getTime() + Math.min(retryAfterMs ?? 0, longestRetryAfterMs));
  }
  const strikes = breaker.strikes + 1;
  if (open === null && strikes < fuse.strikes) {
    return { ...breaker, strikes };
  }
  const growing = Math.min(fuse.firstMs * 2 ** breaker.openings, fuse.longestMs);
  // Who says how long is believed once; who says so again and again is given more.
  const isToldFirst = retryAfterMs !== null && breaker.openings === 0;
  const wantedMs = isToldFirst ? retryAfterMs : Math.max(retryAfterMs ?? 0, growing);
  const waitMs = Math.min(wantedMs, longestRetryAfterMs);
  return {
    ...breaker,
    strikes,
    openings: breaker.openings + 1,
    open: {
      at: open?.at ?? now.toISOString(),
      until: new Date(now.getTime() + waitMs).toISOString(),
      holds: fuse.holds,
      reason: `${obstacle}: ${detail}`,
    },
  };
}

/** What was under way when it opened may learn of a longer rest. */
function lengthened(breaker: Breaker, open: NonNullable<Breaker['open']>, until: number): Breaker {
  return until <= Date.parse(open.until)
    ? breaker
    : { ...breaker, open: { ...open, until: new Date(until).toISOString() } };
}
