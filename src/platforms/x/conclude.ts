import type { Conclusion } from '#domain/look.ts';
import type { Absence } from '#domain/post.ts';
import type { Finding } from '../asking/finding.ts';

/** Absences of posts that are still there for some readers, so that another source may well show them. */
const stillThere: ReadonlySet<Absence> = new Set(['age-gated', 'geo-blocked']);

/**
 * One conclusion of two independent sources. Syndication alone can say *live* or, by a tombstone, why not; *not found*
 * takes both. Where they contradict each other nothing is concluded: oEmbed's cache outlives posts, and syndication has
 * put tombstones on posts that were well.
 */
export function conclude(syndication: Finding, oembed: Finding): Conclusion {
  const first = syndication.outcome;
  const second = oembed.outcome;
  if (first.kind === 'live' && first.record !== null) return { kind: 'live', record: first.record };
  if (first.kind !== 'absent') return unknownBecauseOf(syndication, oembed);
  if (second.kind === 'live' && !stillThere.has(first.absence)) return contradiction(syndication, oembed);
  if (first.positive) return absence(first.absence);
  if (second.kind === 'unknown') return unknownBecauseOf(oembed, syndication);
  if (second.kind === 'live') return contradiction(syndication, oembed);
  return absence(first.absence === 'not-found' ? second.absence : first.absence);
}

function absence(of: Absence): Conclusion {
  return { kind: 'absent', absence: of, record: null };
}

function contradiction(syndication: Finding, oembed: Finding): Conclusion {
  return {
    kind: 'unknown',
    obstacle: 'unreadable',
    detail: `the sources contradict each other: ${words(syndication)}; ${words(oembed)}`,
    retryAfterMs: null,
  };
}

function unknownBecauseOf(finding: Finding, other: Finding): Conclusion {
  const { outcome } = finding;
  if (outcome.kind !== 'unknown') return contradiction(finding, other);
  const waits = [finding, other].map((each) =>
    each.outcome.kind === 'unknown' ? (each.outcome.retryAfterMs ?? -1) : -1,
  );
  const retryAfterMs = Math.max(...waits);
  return {
    kind: 'unknown',
    obstacle: outcome.obstacle,
    detail: `${words(finding)}; ${words(other)}`,
    retryAfterMs: retryAfterMs < 0 ? null : retryAfterMs,
  };
}

function words({ signal }: Finding): string {
  return `${signal.source} says ${signal.says}${signal.detail === null ? '' : ` (${signal.detail})`}`;
}
