import type { Manifest } from '#domain/capture.ts';
import type { PastLook } from '#domain/look.ts';
import { type Absence, isGone, isObstacle } from '#domain/post.ts';
import { hostOf } from '#domain/url.ts';

/** Two answers of one source this far apart are two: what fails for a moment has mended by then. */
export const apartMs = 30 * 60_000;

/** As a manifest states it. */
type Signal = Manifest['signals'][number];

export interface Claim {
  absence: Absence;
  at: string;
  signals: readonly Signal[];
}

export type Evidence =
  /** Sources at different hosts say so, within one look or over several. */
  | { kind: 'agreed'; earlier: PastLook[] }
  /** It was said half an hour before, too. */
  | { kind: 'repeated'; earlier: PastLook[] }
  /** For the first time, and by one source. */
  | { kind: 'unconfirmed' };

/**
 * Whether an absence that a look concludes can be believed: two independent signals that agree, or the same one twice, half
 * an hour apart. Looks before count as far back as none told otherwise; one that met an obstacle told nothing. `earlier`
 * are those of them that the belief rests on.
 */
export function evidenceFor({ absence, at, signals }: Claim, past: readonly PastLook[]): Evidence {
  const witnesses = witnessesOf(absence, signals);
  if (witnesses.size >= 2 && !signals.some((signal) => contradicts(absence, signal))) {
    return { kind: 'agreed', earlier: [] };
  }
  const agreeing = agreeingBefore(absence, past);
  const independent = agreeing.find((look) =>
    [...witnessesOf(absence, look.signals)].some((witness) => !witnesses.has(witness)),
  );
  if (witnesses.size > 0 && independent !== undefined) {
    return { kind: 'agreed', earlier: [independent] };
  }
  const before = agreeing.find((look) => Date.parse(at) - Date.parse(look.at) >= apartMs);
  return before === undefined ? { kind: 'unconfirmed' } : { kind: 'repeated', earlier: [before] };
}

/** The newest first, until one that told otherwise. */
function agreeingBefore(absence: Absence, past: readonly PastLook[]): PastLook[] {
  const told = past
    .filter((look) => look.told !== null)
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const other = told.findIndex((look) => !areAlike(absence, look.told ?? ''));
  return other < 0 ? told : told.slice(0, other);
}

/** Hosts that say so: two answers of one host are one witness, as what fails behind one of them fails behind both. */
function witnessesOf(absence: Absence, signals: readonly Signal[]): Set<string> {
  return new Set(signals.filter(({ says }) => areAlike(absence, says)).map(witnessOf));
}

/** Whatever it calls the cause: that a post cannot be found agrees with every way of being gone. */
function areAlike(absence: Absence, says: string): boolean {
  return says === absence || (isGone(absence) && isGone(says));
}

function contradicts(absence: Absence, { says }: Signal): boolean {
  return !isObstacle(says) && !areAlike(absence, says);
}

function witnessOf({ url, source }: Signal): string {
  const parsed = URL.parse(url);
  return parsed === null ? source : hostOf(parsed);
}
