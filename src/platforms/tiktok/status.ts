import type { Absence } from '#domain/post.ts';

export interface StatusReason {
  absence: Absence;
  /** False where the code is also given to readers whom TikTok refuses. */
  positive: boolean;
}

/** The page's `statusCode`; codes that nobody knows are not guessed at. */
const codes = new Map<number, StatusReason>([
  [10204, { absence: 'not-found', positive: false }],
  [10216, { absence: 'protected', positive: true }],
  [10217, { absence: 'deleted', positive: true }],
  [10221, { absence: 'account-gone', positive: true }],
  [10222, { absence: 'protected', positive: true }],
  [10231, { absence: 'geo-blocked', positive: true }],
]);

export function reasonOf(statusCode: number): StatusReason | null {
  return codes.get(statusCode) ?? null;
}
