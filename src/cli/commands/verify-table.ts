import type { Check, Report } from '#evidence/verify/report.ts';
import { oneLine, print } from '../terminal.ts';

const marks = { pass: 'ok', fail: 'FAILED', absent: 'absent' } as const;
/** Passes of one kind beyond these are counted. */
const shownPasses = 3;

/** What was found, for a person: what failed is always named, what passed is summed up where it is much. */
export function printReport(report: Report, indent = ''): void {
  const { subject, capture, signedBy, timestamps, checks, contained } = report;
  print(`${indent}${subject}`);
  if (capture !== null) {
    const { captureId, postId, takenAt, outcome } = capture;
    print(`${indent}  capture      ${captureId} of ${postId}, ${outcome}, ${takenAt}`);
    print(`${indent}  from         ${oneLine(capture.canonicalUrl)}`);
  }
  if (signedBy !== null) {
    print(`${indent}  signed by    ${signedBy.keyId} (compare it with the key that the archive publishes)`);
  }
  for (const { at, authority } of timestamps) {
    print(`${indent}  timestamped  ${at} by ${oneLine(authority)}`);
  }
  for (const line of linesOf(checks)) {
    print(`${indent}  ${line}`);
  }
  for (const inner of contained) {
    printReport(inner, `${indent}  `);
  }
  if (indent === '') {
    print(verdictOf(report));
  }
}

function linesOf(checks: Check[]): string[] {
  return [...Map.groupBy(checks, ({ name }) => name).values()].flatMap((group) => {
    const passes = group.filter(({ result }) => result === 'pass');
    const shown = passes.length > shownPasses ? group.filter(({ result }) => result !== 'pass') : group;
    const [first] = group;
    const summed = passes.length > shownPasses && first !== undefined;
    return [
      ...(summed ? [line('pass', first.name, `${passes.length} of ${group.length}`)] : []),
      ...shown.map(lineOf),
    ];
  });
}

function lineOf({ result, name, path, detail }: Check): string {
  return line(result, name, path === null ? detail : `${path}: ${detail}`);
}

function line(result: Check['result'], name: string, text: string): string {
  return `${marks[result].padEnd(7)} ${name.padEnd(14)} ${oneLine(text, 400)}`;
}

function verdictOf(report: Report): string {
  const counts = { pass: 0, fail: 0, absent: 0 };
  const count = ({ checks, contained }: Report): void => {
    for (const { result } of checks) {
      counts[result] += 1;
    }
    contained.forEach(count);
  };
  count(report);
  const verdict = report.ok
    ? `Nothing is wrong${isSigned(report) ? '' : ', but not all of it is signed'}`
    : 'NOT INTACT';
  return `${verdict}: ${counts.pass} checks passed, ${counts.fail} failed, ${counts.absent} had nothing to check.`;
}

/** Every capture in it, and one at least. */
function isSigned({ capture, signedBy, contained }: Report): boolean {
  const isHere = capture === null || signedBy !== null;
  return isHere && (signedBy !== null || (contained.length > 0 && contained.every(isSigned)));
}
