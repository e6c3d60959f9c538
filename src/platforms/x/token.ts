/**
 * The `token` of cdn.syndication.twimg.com/tweet-result. Its value is not checked there, but without one the answer is
 * an empty object, which would look like an absence.
 */
export function syndicationToken(statusId: string): string {
  return ((Number(statusId) / 1e15) * Math.PI).toString(36).replace(/0+|\./g, '');
}
