import type { Look, Signal } from '#domain/look.ts';
import { obstacles, type PostState } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import { hostOf } from '#domain/url.ts';
import { edits } from './edits.ts';

export interface Known {
  state: PostState;
  /** True where a capture saw it live. */
  seenLive: boolean;
  /** Of the best capture held. */
  currentRecord: PostRecord | null;
}

export interface Conclusion {
  state: PostState;
  /** True where the post as it is now is not what is held. */
  captureAgain: boolean;
}

/** What a look changes of what is believed of a post. One that told nothing changes nothing. */
export function conclude(known: Known, { conclusion, signals }: Look): Conclusion {
  switch (conclusion.kind) {
    case 'unknown':
      return { state: known.state, captureAgain: false };
    case 'live':
      return { state: 'live', captureAgain: isNews(known, conclusion.record) };
    case 'absent':
      return {
        state: conclusion.absence === 'not-found' ? causeOf(known, signals) : conclusion.absence,
        captureAgain: false,
      };
  }
}

/** A partial record shows that the post is there and not how it changed; a whole one is always more than that. */
function isNews({ seenLive, currentRecord }: Known, record: PostRecord): boolean {
  if (!seenLive || currentRecord === null) return true;
  if (isPartial(record)) return false;
  return isPartial(currentRecord) || edits(currentRecord, record).length > 0;
}

function isPartial({ labels }: PostRecord): boolean {
  return labels.includes('partial');
}

const causes: ReadonlySet<PostState> = new Set(['deleted', 'account-gone', 'suspended', 'removed']);

/**
 * "Not found" tells never from deleted. It takes nothing from a cause that is known already; and it is a deletion where
 * the post was seen live before and independent sources agree.
 */
function causeOf({ state, seenLive }: Known, signals: Signal[]): PostState {
  if (causes.has(state)) {
    return state;
  }
  return seenLive && agreeOnGone(signals) ? 'deleted' : 'not-found';
}

/**
 * At least two witnesses say that it is gone, and none says anything else about the post. Two answers of one host are one
 * witness: what fails behind one of them fails behind both.
 */
function agreeOnGone(signals: Signal[]): boolean {
  const saying = signals.filter(({ says }) => !saysNothing(says));
  const gone = saying.filter(({ says }) => says === 'not-found' || says === 'deleted');
  return gone.length === saying.length && new Set(gone.map(witnessOf)).size >= 2;
}

function witnessOf({ url, source }: Signal): string {
  const parsed = URL.parse(url);
  return parsed === null ? source : hostOf(parsed);
}

const saidByObstacles: ReadonlySet<Signal['says']> = new Set(obstacles);

function saysNothing(says: Signal['says']): boolean {
  return saidByObstacles.has(says);
}
