import { edits } from '#domain/edits.ts';
import type { Look, PastLook } from '#domain/look.ts';
import type { Absence, PostState } from '#domain/post.ts';
import type { Author, PostRecord } from '#domain/record.ts';
import { type Claim, evidenceFor } from './evidence.ts';

export interface Known {
  state: PostState;
  /** True where a look saw it live. */
  seenLive: boolean;
  /** Of the newest capture of the original that read one. */
  record: PostRecord | null;
  /** Looks before, as far back as the last one that was believed and beyond. */
  past: readonly PastLook[];
  /** What is known of the account from all its posts; null where nothing is. */
  account: KnownAccount | null;
}

export interface KnownAccount {
  /** Believed of another of its posts, and a thing of the whole account. */
  absence: Absence | null;
  /** As it called itself last. */
  profile: Pick<Author, 'name' | 'handle' | 'avatarUrl'> | null;
}

export interface Conclusion {
  /** What is believed with this look; `unknown` where it changes nothing. */
  state: PostState;
  /** What the look concluded by itself; null where it met an obstacle. */
  told: PastLook['told'];
  /** Looks before that the belief rests on, too. */
  earlier: PastLook[];
  /** True where the post as it is now is not what is held. */
  captureAgain: boolean;
}

/** What a look changes of what is believed of a post. One that told nothing, or nothing that can be believed yet, changes nothing. */
export function conclude(known: Known, at: string, { conclusion, signals }: Look): Conclusion {
  const quiet = { earlier: [], captureAgain: false };
  switch (conclusion.kind) {
    case 'unknown':
      return { ...quiet, state: 'unknown', told: null };
    case 'live':
      return { ...quiet, state: 'live', told: 'live', captureAgain: isNews(known, conclusion.record) };
    case 'absent': {
      const believed = believe(known, { absence: conclusion.absence, at, signals });
      return { ...quiet, told: conclusion.absence, ...believed };
    }
  }
}

/** Causes that are of the account and not of one post: known of one, they are likely of all. */
const ofTheAccount: ReadonlySet<string> = new Set<Absence>(['account-gone', 'suspended', 'protected']);

/** The account's own state where a post's state is one of its whole account. */
export function accountAbsence(state: PostState): Absence | null {
  return state === 'account-gone' || state === 'suspended' || state === 'protected' ? state : null;
}

/** What a capture that found no post lets one believe: it is a look like any other. */
export function believe(
  { state, seenLive, past, account }: Pick<Known, 'state' | 'seenLive' | 'past' | 'account'>,
  claim: Claim,
): { state: PostState; earlier: PastLook[] } {
  const { absence } = claim;
  if (absence === state) {
    return { state, earlier: [] };
  }
  if (absence === 'not-found' && causes.has(state)) {
    // "Not found" tells never from deleted: it takes nothing from a cause that is known.
    return { state, earlier: [] };
  }
  if (ofTheAccount.has(absence) && account?.absence === absence) {
    return { state: absence, earlier: [] };
  }
  const evidence = evidenceFor(claim, past);
  if (evidence.kind === 'unconfirmed') {
    return { state: 'unknown', earlier: [] };
  }
  const { earlier } = evidence;
  const stated = [absence, ...earlier.map(({ told }) => told)].find((told) => told !== 'not-found');
  return { state: stated && stated !== 'live' ? stated : seenLive ? 'deleted' : 'not-found', earlier };
}

const causes: ReadonlySet<PostState> = new Set(['deleted', 'account-gone', 'suspended', 'removed']);

/** A partial record shows that the post is there and not how it changed; a whole one is always more than that. */
function isNews({ seenLive, record: held, account }: Known, record: PostRecord): boolean {
  if (!seenLive || held === null) return true;
  if (isPartial(record)) return false;
  return isPartial(held) || edits(withProfile(held, account), record).length > 0;
}

/** An account that took another name did so once, and not in each of its posts. */
function withProfile(held: PostRecord, account: KnownAccount | null): PostRecord {
  return account?.profile ? { ...held, author: { ...held.author, ...account.profile } } : held;
}

function isPartial({ labels }: PostRecord): boolean {
  return labels.includes('partial');
}
