import type { Row } from './run-fault.ts';

const heads = ['fault', 'rounds', 'struck', 'acknowledged', 'held', 'recovery', 'took', 'verdict'];

/** In Markdown, as docs/faults.md has it. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ name, rounds, struck, acknowledged, held, recoverySeconds, seconds, passed, isSecond }) => [
      name,
      String(rounds),
      String(struck),
      String(acknowledged),
      String(held),
      recoverySeconds === null ? '–' : `${Math.round(recoverySeconds)} s`,
      `${Math.round(seconds)} s`,
      `${passed ? 'pass' : 'FAIL'}${isSecond ? ', the second time' : ''}`,
    ],
  );
  return asMarkdown([heads, ...lines]);
}

/** The first row is the head; columns are as wide as their widest cell. */
export function asMarkdown(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
