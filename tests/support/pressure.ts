import type { Pressure } from '#domain/pressure.ts';

/** A machine that has enough of everything. */
export const unpressed: Pressure = {
  now: () => ({
    ...{ eventLoopLagMs: 0, rssBytes: 1, availableMemoryBytes: Number.POSITIVE_INFINITY },
    ...{ places: [], holds: null },
  }),
};
