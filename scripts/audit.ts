import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/**
 * Fails where a package that production installs has a known vulnerability, high or worse. An audit that cannot be made
 * (no network, a mirror without the endpoint) is said on one line and fails nothing: it tells nothing about the packages.
 */

const timeLimitMs = 60_000;

export type Audit =
  | { kind: 'clean'; lesser: number }
  | { kind: 'vulnerable'; packages: string[] }
  | { kind: 'not-made'; reason: string };

/** Reads what `npm audit --json` printed. */
export function readAudit(output: string): Audit {
  let report: { message?: string; vulnerabilities?: Record<string, { severity: string }> };
  try {
    report = JSON.parse(output);
  } catch {
    return { kind: 'not-made', reason: 'npm audit printed no report' };
  }
  if (report.vulnerabilities === undefined) {
    return { kind: 'not-made', reason: report.message ?? 'npm audit printed no report' };
  }
  const found = Object.entries(report.vulnerabilities);
  const serious = found.filter(([, { severity }]) => severity === 'high' || severity === 'critical');
  if (serious.length > 0) {
    return { kind: 'vulnerable', packages: serious.map(([name, { severity }]) => `${name} (${severity})`) };
  }
  return { kind: 'clean', lesser: found.length };
}

async function runAudit(): Promise<string> {
  const audit = spawn('npm', ['audit', '--omit=dev', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    signal: AbortSignal.timeout(timeLimitMs),
  });
  const [output] = await Promise.all([
    text(audit.stdout),
    new Promise((resolve, reject) => audit.on('close', resolve).on('error', reject)),
  ]);
  return output;
}

if (import.meta.main) {
  const audit = await runAudit().then(readAudit, (error: Error) => {
    return { kind: 'not-made', reason: error.message } satisfies Audit;
  });
  switch (audit.kind) {
    case 'clean':
      console.log(`audit: nothing high or critical (${audit.lesser} lesser)`);
      break;
    case 'not-made':
      console.log(`audit: NOT MADE, the registry's audit endpoint cannot be used here (${audit.reason})`);
      break;
    case 'vulnerable':
      console.error(`audit: ${audit.packages.join(', ')}; see \`npm audit --omit=dev\``);
      process.exitCode = 1;
      break;
  }
}
