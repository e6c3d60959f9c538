import type { Conclusion } from '#domain/look.ts';
import type { Absence } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Finding } from '../asking/finding.ts';

/** What was said; null where it was not asked. */
export interface Answers {
  syndication: Finding;
  oembed: Finding;
  graphql: Finding | null;
  page: Finding | null;
}

/** Absences of posts that are still there for some readers, so that another source may well show them. */
const stillThere: ReadonlySet<Absence> = new Set(['age-gated', 'geo-blocked']);

/**
 * One conclusion of independent sources. Syndication or GraphQL alone can say *live* or, by a tombstone, why not; *not
 * found* takes two. Where they contradict each other the third decides, and without one nothing is concluded: oEmbed's cache
 * outlives posts, and syndication has put tombstones on posts that were well.
 */
export function conclude(answers: Answers): Conclusion {
  const { syndication, oembed, graphql, page } = answers;
  const record = recordIn(syndication);
  // A third answer may tell more, and takes nothing from the first.
  if (record !== null) return { kind: 'live', record: wholeRecordIn(graphql) ?? record };
  if (graphql === null) return concludeFromTwo(syndication, oembed, answers);
  if (graphql.outcome.kind === 'live') return concludeFromTwo(graphql, oembed, answers);
  if (syndication.outcome.kind === 'absent') return concludeFromThree(syndication, graphql, answers);
  if (graphql.outcome.kind === 'absent') return concludeFromTwo(graphql, oembed, answers);
  const shown = page === null ? null : recordIn(page);
  return shown === null ? unknownOf(answers) : { kind: 'live', record: shown };
}

/** Does oEmbed show what the other source says is gone for everybody? */
export function isContradicted({ outcome }: Finding, oembed: Finding): boolean {
  return outcome.kind === 'absent' && oembed.outcome.kind === 'live' && !stillThere.has(outcome.absence);
}

function concludeFromTwo(source: Finding, oembed: Finding, answers: Answers): Conclusion {
  const record = recordIn(source);
  if (record !== null) return { kind: 'live', record };
  const first = source.outcome;
  const second = oembed.outcome;
  if (first.kind !== 'absent') return unknownOf(answers);
  if (isContradicted(source, oembed)) return contradiction(answers);
  if (first.positive) return absence(first.absence);
  if (second.kind === 'unknown') return unknownOf(answers, oembed);
  if (second.kind === 'live') return contradiction(answers);
  return absence(first.absence === 'not-found' ? second.absence : first.absence);
}

/** Two say that it is gone, against oEmbed; where they know different reasons, neither is believed. */
function concludeFromThree(syndication: Finding, graphql: Finding, answers: Answers): Conclusion {
  const reasons = [syndication.outcome, graphql.outcome].flatMap((outcome) =>
    outcome.kind === 'absent' ? [outcome.absence] : [],
  );
  if (reasons.length < 2) return contradiction(answers);
  const told = new Set(reasons.filter((reason) => reason !== 'not-found'));
  if (told.size > 1) return contradiction(answers);
  return absence([...told][0] ?? 'not-found');
}

function recordIn({ outcome }: Finding): PostRecord | null {
  return outcome.kind === 'live' ? outcome.record : null;
}

function wholeRecordIn(finding: Finding | null): PostRecord | null {
  const record = finding === null ? null : recordIn(finding);
  return record?.textTruncated === false ? record : null;
}

function absence(of: Absence): Conclusion {
  return { kind: 'absent', absence: of, record: null };
}

function contradiction(answers: Answers): Conclusion {
  const detail = `the sources contradict each other: ${said(answers)}`;
  return { kind: 'unknown', obstacle: 'unreadable', detail, retryAfterMs: null };
}

/** Of the sources that have the post, one that will answer soon; else the first that gave none. */
function unknownOf(answers: Answers, finding?: Finding): Conclusion {
  const outcomes = findingsOf(answers).flatMap(({ outcome }) =>
    outcome.kind === 'unknown' ? [outcome] : [],
  );
  const limited = [answers.graphql, answers.syndication]
    .map((each) => each?.outcome)
    .find((outcome) => outcome?.kind === 'unknown' && outcome.obstacle === 'rate-limited');
  const deciding = limited ?? finding?.outcome ?? outcomes[0];
  const waitsMs = outcomes.flatMap(({ retryAfterMs }) => (retryAfterMs === null ? [] : [retryAfterMs]));
  return {
    kind: 'unknown',
    obstacle: deciding?.kind === 'unknown' ? deciding.obstacle : 'unreadable',
    detail: said(answers),
    retryAfterMs: waitsMs.length === 0 ? null : Math.max(...waitsMs),
  };
}

/** In the order in which they were asked. */
export function findingsOf({ syndication, oembed, graphql, page }: Answers): Finding[] {
  return [syndication, oembed, graphql, page].filter((finding) => finding !== null);
}

function said(answers: Answers): string {
  return findingsOf(answers)
    .map(
      ({ signal }) =>
        `${signal.source} says ${signal.says}${signal.detail === null ? '' : ` (${signal.detail})`}`,
    )
    .join('; ');
}
