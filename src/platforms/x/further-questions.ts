import type { Obstacle } from '#domain/post.ts';
import type { Finding } from '../asking/finding.ts';
import { type Answers, isContradicted } from './conclude.ts';

/** X, or the way to it, turns us away: another of its doors is no better, and knocking there makes us less welcome. */
const turnsAway: ReadonlySet<Obstacle> = new Set(['rate-limited', 'unreachable', 'challenged']);
/** They pass: the answer that told most is waited for. */
const passing: ReadonlySet<Obstacle> = new Set(['rate-limited', 'unreachable']);

/** Where the text is cut, where syndication said nothing that can be read, and where it is contradicted. */
export function asksGraphql({ syndication, oembed }: Answers): boolean {
  const { outcome } = syndication;
  if (outcome.kind === 'live') return outcome.record?.textTruncated ?? true;
  if (outcome.kind === 'absent') return isContradicted(syndication, oembed);
  if (outcome.obstacle === 'rate-limited') return false;
  return !(turnsAway.has(outcome.obstacle) && isObstacleOf(oembed, turnsAway));
}

/** The page tells least: it is asked where no other answer has words or a reason, and none of them will have soon. */
export function asksPage({ syndication, oembed, graphql }: Answers): boolean {
  const isOpen = graphql?.outcome.kind === 'unknown' && oembed.outcome.kind !== 'absent';
  return isOpen && syndication.outcome.kind === 'unknown' && !isObstacleOf(syndication, passing);
}

function isObstacleOf({ outcome }: Finding, obstacles: ReadonlySet<Obstacle>): boolean {
  return outcome.kind === 'unknown' && obstacles.has(outcome.obstacle);
}
