import type { Conclusion, Look } from '#domain/look.ts';
import type { Obstacle } from '#domain/post.ts';
import type { Finding } from './finding.ts';

/** Obstacles that pass: a weaker source is not taken for the stronger one that will answer soon. */
const passing: ReadonlySet<Obstacle> = new Set(['rate-limited', 'unreachable']);

/** One look at several independent sources, the one that tells most first. */
export function lookInOrder(findings: readonly Finding[]): Look {
  return {
    signals: findings.map(({ signal }) => signal),
    conclusion: concludeInOrder(findings),
    raw: findings.flatMap(({ raw }) => raw),
    aliases: [...new Set(findings.flatMap(({ aliases = [] }) => aliases))],
  };
}

/**
 * The first source that shows the post or states why not is believed. A bare *not found* takes two sources, or one that
 * states it and none that shows the post. Contradictions conclude nothing.
 */
export function concludeInOrder(findings: readonly Finding[]): Conclusion {
  const showing = findings.findIndex(({ outcome }) => outcome.kind === 'live' && outcome.record !== null);
  const stating = findings.findIndex(({ outcome }) => outcome.kind === 'absent' && outcome.positive);
  const before = (index: number) => findings.slice(0, index).map(({ outcome }) => outcome);
  if (showing >= 0 && (stating < 0 || showing < stating)) {
    const isDoubted = before(showing).some(
      (outcome) => outcome.kind === 'absent' || (outcome.kind === 'unknown' && passing.has(outcome.obstacle)),
    );
    return isDoubted ? unknownOf(findings) : liveOf(findings[showing]);
  }
  if (stating >= 0) {
    const isDoubted = showing >= 0 && absenceOf(findings[stating]) === 'not-found';
    return isDoubted ? unknownOf(findings) : absentOf(findings[stating]);
  }
  const missing = findings.filter(({ outcome }) => outcome.kind === 'absent');
  const isShown = findings.some(({ outcome }) => outcome.kind === 'live');
  if (missing.length < 2 || isShown) return unknownOf(findings);
  return absentOf(missing.find((finding) => absenceOf(finding) !== 'not-found') ?? missing[0]);
}

function liveOf(finding: Finding | undefined): Conclusion {
  if (finding?.outcome.kind !== 'live' || finding.outcome.record === null) throw new Error('shows no post');
  return { kind: 'live', record: finding.outcome.record };
}

function absentOf(finding: Finding | undefined): Conclusion {
  if (finding?.outcome.kind !== 'absent') throw new Error('states no absence');
  return { kind: 'absent', absence: finding.outcome.absence, record: finding.outcome.record ?? null };
}

function absenceOf(finding: Finding | undefined): string | null {
  return finding?.outcome.kind === 'absent' ? finding.outcome.absence : null;
}

function unknownOf(findings: readonly Finding[]): Conclusion {
  const unknowns = findings.map(({ outcome }) => outcome).filter((outcome) => outcome.kind === 'unknown');
  const waitsMs = unknowns.flatMap(({ retryAfterMs }) => (retryAfterMs === null ? [] : [retryAfterMs]));
  return {
    kind: 'unknown',
    obstacle: unknowns[0]?.obstacle ?? 'unreadable',
    detail: findings.map(words).join('; '),
    retryAfterMs: waitsMs.length === 0 ? null : Math.max(...waitsMs),
  };
}

function words({ signal }: Finding): string {
  return `${signal.source} says ${signal.says}${signal.detail === null ? '' : ` (${signal.detail})`}`;
}
