import type { Claim } from '#catalogue/catalogue.ts';
import { TryLaterError } from '#domain/errors.ts';

/** So that the next claim does not come the moment before the lease ends. */
const marginMs = 100;

/** The claim, or null where there is nothing left to do. Rejects with `TryLaterError` while somebody else holds it. */
export function takeClaim<T>(claim: Claim<T>): { token: number; work: T } | null {
  switch (claim.kind) {
    case 'claimed':
      return claim;
    case 'held':
      throw new TryLaterError('another worker holds it', claim.remainingMs + marginMs);
    case 'finished':
    case 'missing':
      return null;
  }
}
