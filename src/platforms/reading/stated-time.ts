/** A stated date or date and time in ISO 8601 as RFC 3339; a bare date is its first moment in UTC. Null for all else. */
export function timeOf(stated: string | null | undefined): string | null {
  if (!stated || !/^\d{4}-\d{2}-\d{2}/.test(stated)) return null;
  const time = Date.parse(stated);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** Seconds since 1970 as RFC 3339, to the second; null where none are stated, or none that a date can be. */
export function timeOfSeconds(seconds: number | null | undefined): string | null {
  if (seconds === null || seconds === undefined) return null;
  const time = new Date(Math.floor(seconds) * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
