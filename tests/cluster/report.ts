import type { Held } from './held.ts';
import type { Ledger } from './ledger.ts';
import type { Member, Sample } from './members.ts';

export interface Run {
  minutes: number;
  members: readonly Member[];
  ledger: Ledger;
  held: Held;
  /** Of PostgreSQL, by the name that each process gives itself, at most. */
  connections: ReadonlyMap<string, number>;
  processesLeft: string[];
  filesLeft: string[];
  problems: string[];
}

/** What was sent, what is held, and how the processes fared: lines for a terminal. */
export function describeRun(run: Run): string[] {
  const { ledger, held, members } = run;
  const kills = members.reduce((sum, { kills }) => sum + kills, 0);
  const times = held.secondsToCapture;
  return [
    '',
    `${run.minutes} minutes, ${kills} kills: ${members.map(({ name, kills }) => `${name} ${kills}`).join(', ')}`,
    '',
    ...table(
      ['sent as', 'sent', 'acknowledged', 'done'],
      [...ledger.sent].map(([kind, sent]) => {
        const accepted = [...ledger.accepted.values()].filter((one) => one.kind === kind);
        return [kind, sent, accepted.length, accepted.filter(({ done }) => done).length];
      }),
    ),
    '',
    ...table(
      ['of these', 'promised', 'held, once and as they should be'],
      [
        ['captures', ledger.promised.size, held.captures],
        ['looks again', ledger.rechecks.size, held.looks],
      ],
    ),
    '',
    `from the answer to the capture's end: median ${seconds(quantile(times, 0.5))}, 95 % ${seconds(quantile(times, 0.95))}, longest ${seconds(times.at(-1) ?? 0)}`,
    `storage read back: ${held.audit.files} files, ${megabytes(held.audit.bytes)}, damaged ${held.audit.damaged}`,
    `cards read ${ledger.cardsRead}, files read whole and in part ${ledger.rangesRead}, requests ${ledger.requests}`,
    `setbacks that clients saw and tried again: ${list(ledger.setbacks)}`,
    '',
    ...(members.every(({ samples }) => samples.length === 0) ? [] : describeProcesses(run)),
    `processes left: ${run.processesLeft.length}, temporary files left: ${run.filesLeft.length}`,
    ...(run.problems.length === 0 ? ['no problem'] : run.problems.map((problem) => `PROBLEM ${problem}`)),
  ];
}

/** How they fared over time. */
function describeProcesses({ members, connections }: Run): string[] {
  return [
    ...table(
      ['process', 'kills', 'own MB: median, most', 'with browsers MB: most', 'sockets: median, most'],
      members.map(({ name, kills, samples }) => [
        ...[name, kills, both(samples, 'ownBytes'), megabytes(largest(samples, 'treeBytes'))],
        `${median(samples, 'sockets')}, ${largest(samples, 'sockets')}`,
      ]),
    ),
    `connections of PostgreSQL at most: ${list(connections)}`,
    '',
  ];
}

function table(head: string[], rows: (string | number)[][]): string[] {
  const all = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function both(samples: Sample[], field: 'ownBytes'): string {
  return `${megabytes(median(samples, field))}, ${megabytes(largest(samples, field))}`;
}

function median(samples: readonly Sample[], field: keyof Sample): number {
  return quantile(
    samples.map((sample) => sample[field]).toSorted((a, b) => a - b),
    0.5,
  );
}

function largest(samples: readonly Sample[], field: keyof Sample): number {
  return Math.max(0, ...samples.map((sample) => sample[field]));
}

/** Of numbers in order. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function list(counts: ReadonlyMap<string, number>): string {
  return counts.size === 0 ? 'none' : [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}
