/** What was set for a key: left out, the usual; null, no limit. */
export interface KeyLimits {
  requestsPerMinute?: number | null;
  /** Each post counts: a batch of 500 links is 500. */
  submissionsPerDay?: number | null;
}

/** What a key may ask for; null is no limit. */
export interface Allowed {
  requestsPerMinute: number | null;
  submissionsPerDay: number | null;
}

export const unlimited: Allowed = { requestsPerMinute: null, submissionsPerDay: null };

/** Ten a second, and more posts a day than two cores capture. */
export const usualLimits: Allowed = { requestsPerMinute: 600, submissionsPerDay: 20_000 };

/** Whoever administers the archive is bounded by what was set for the key alone. */
export function allowedBy(key: { scopes: readonly string[]; limits: KeyLimits }): Allowed {
  const { requestsPerMinute, submissionsPerDay } = key.limits;
  const usual = key.scopes.includes('admin') ? unlimited : usualLimits;
  return {
    requestsPerMinute: requestsPerMinute === undefined ? usual.requestsPerMinute : requestsPerMinute,
    submissionsPerDay: submissionsPerDay === undefined ? usual.submissionsPerDay : submissionsPerDay,
  };
}
