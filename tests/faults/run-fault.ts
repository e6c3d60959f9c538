import type { Fault, FaultResult } from './fault.ts';

/** A line of the table. */
export interface Row extends FaultResult {
  name: string;
  rounds: number;
  seconds: number;
  /** Problems of the archive's, and what makes a run worth nothing: a trouble that never struck, a recovery that took too long. */
  passed: boolean;
  /** The first run of it failed. */
  isSecond?: boolean;
}

/** Makes one fault and judges what came of it. What breaks the campaign itself is a problem of the fault's, too. */
export async function runFault(fault: Fault, rounds: number, log: (line: string) => void): Promise<Row> {
  const startedAt = performance.now();
  const result = await fault.run(rounds, log).catch(
    (error: unknown): FaultResult => ({
      ...{ struck: 0, acknowledged: 0, held: 0, recoverySeconds: null },
      problems: [
        `the run broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      ],
    }),
  );
  const problems = [...result.problems, ...shortcomings(fault, result)];
  return {
    ...result,
    problems,
    name: fault.name,
    rounds,
    seconds: (performance.now() - startedAt) / 1000,
    passed: problems.length === 0,
  };
}

function shortcomings(
  { recoversWithin }: Fault,
  { struck, held, acknowledged, recoverySeconds }: FaultResult,
): string[] {
  const slow =
    recoversWithin !== undefined && recoverySeconds !== null && recoverySeconds > recoversWithin.seconds
      ? [
          `it took ${Math.round(recoverySeconds)} s to recover instead of ${recoversWithin.seconds} at most (${recoversWithin.because})`,
        ]
      : [];
  return [
    ...(struck === 0 ? ['the trouble never struck, so nothing was proven'] : []),
    ...(held < acknowledged ? [`${acknowledged} were acknowledged and ${held} are held`] : []),
    ...slow,
  ];
}
