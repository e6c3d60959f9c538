import type { PostId } from '#domain/post.ts';
import type { WatchFacts, WatchPlan } from '#domain/watch.ts';
import { ageOfAccountMs } from './account-age.ts';
import { apartMs } from './evidence.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Since the plan began; after the last one comes a look every `thenEveryMs`. */
interface Rhythm {
  looksAtMs: readonly number[];
  thenEveryMs: number;
}

/** Most of what is ever deleted is deleted soon. */
const usual: Rhythm = {
  looksAtMs: [hourMs, 6 * hourMs, dayMs, 3 * dayMs, 7 * dayMs],
  thenEveryMs: 30 * dayMs,
};
/** Of posts that are likelier to go than others. */
const atRisk: Rhythm = {
  looksAtMs: [hourMs, 3 * hourMs, 6 * hourMs, 12 * hourMs, dayMs, 2 * dayMs, 3 * dayMs, 5 * dayMs, 7 * dayMs],
  thenEveryMs: 7 * dayMs,
};

/** An article is read most while it is young. */
const recentArticleMs = 7 * dayMs;
const youngAccountMs = 30 * dayMs;
/** Of each wait, so that posts archived together are not looked at together for ever. */
const jitterShare = 0.1;
const longestJitterMs = dayMs;
/** A second look for an absence that is not believed yet comes as soon as it can count. */
const confirmAfterMs = apartMs + 60_000;
const confirmWithinMs = 5 * 60_000;
/** After a look that met an obstacle; then half the time since one that told something. */
const shortestRetryMs = hourMs;
/** Posts of one account that changed its state: one a second, all within the longest. */
const siblingEveryMs = 1000;
const siblingsWithinMs = 6 * hourMs;

/** When to look at a post again. The same facts give the same plan, whoever asks and whenever. */
export function planWatch(facts: WatchFacts): WatchPlan {
  const { postId, lastLook } = facts;
  const planned = regularPlan(facts);
  if (lastLook === null) {
    return planned;
  }
  const soonest = [planned.nextAt];
  if (lastLook.told !== null && !lastLook.isBelieved) {
    soonest.push(lastLook.at + confirmAfterMs + chance(postId) * confirmWithinMs);
  }
  if (lastLook.told === null) {
    soonest.push(
      lastLook.at + Math.max(shortestRetryMs, (lastLook.at - (facts.lastTellingAt ?? facts.beganAt)) / 2),
    );
  }
  const siblings = siblingsPlan(facts, lastLook.at);
  if (siblings !== null) {
    soonest.push(siblings);
  }
  return { nextAt: Math.round(Math.min(...soonest)), everyMs: planned.everyMs };
}

function regularPlan(facts: WatchFacts): WatchPlan {
  const { postId, lastLook, chosenEveryMs } = facts;
  const beganAt = Math.max(facts.beganAt, facts.articleAt ?? 0);
  if (chosenEveryMs !== null) {
    const since = lastLook?.at ?? beganAt;
    return {
      nextAt: Math.round(since + chosenEveryMs + jitter(postId, chosenEveryMs)),
      everyMs: chosenEveryMs,
    };
  }
  const sinceMs = (lastLook?.at ?? beganAt) - beganAt;
  const { atMs, everyMs } = nextIn(isAtRisk(facts) ? atRisk : usual, postId, sinceMs);
  return { nextAt: Math.round(beganAt + atMs), everyMs };
}

/** The first look of the rhythm that is due after a look so long after its begin. */
function nextIn(
  { looksAtMs, thenEveryMs }: Rhythm,
  postId: PostId,
  sinceMs: number,
): { atMs: number; everyMs: number } {
  let previousMs = 0;
  for (const atMs of looksAtMs) {
    const everyMs = atMs - previousMs;
    const withJitterMs = atMs + jitter(postId, everyMs);
    if (withJitterMs > sinceMs) {
      return { atMs: withJitterMs, everyMs };
    }
    previousMs = atMs;
  }
  const offsetMs = jitter(postId, thenEveryMs);
  const turns = Math.floor((sinceMs - previousMs - offsetMs) / thenEveryMs) + 1;
  return { atMs: previousMs + offsetMs + Math.max(1, turns) * thenEveryMs, everyMs: thenEveryMs };
}

/** Young accounts, accounts whose posts go, what platforms call sensitive, and what many read just now. */
function isAtRisk(facts: WatchFacts): boolean {
  const { postId, lastLook, labels, authorId, account, articleAt, beganAt } = facts;
  const at = lastLook?.at ?? beganAt;
  const ageMs = authorId === null ? null : ageOfAccountMs(postId, authorId, at);
  if (facts.isGone) {
    return false;
  }
  return (
    labels.some((label) => label === 'sensitive' || label.startsWith('withheld')) ||
    (ageMs !== null && ageMs < youngAccountMs) ||
    (account !== null && account.gone > 0) ||
    (articleAt !== null && at - articleAt < recentArticleMs)
  );
}

/** Null where nothing of the account is news since the post was looked at. */
function siblingsPlan({ postId, account }: WatchFacts, lookedAt: number): number | null {
  if (account === null || account.changedAt === null || account.changedAt <= lookedAt) {
    return null;
  }
  return account.changedAt + chance(postId) * Math.min(account.posts * siblingEveryMs, siblingsWithinMs);
}

function jitter(postId: PostId, waitMs: number): number {
  return chance(postId) * Math.min(waitMs * jitterShare, longestJitterMs);
}

/** From 0 to below 1, the same for the same post (FNV-1a). */
function chance(postId: PostId): number {
  let hash = 0x811c9dc5;
  for (const character of postId) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  // The last digits of neighbouring ids differ in the low bits alone.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
