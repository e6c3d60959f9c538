import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** The linter that `npm run check` runs, with its rules, on code that is wrong on purpose. */
test('an imported call that nobody awaits fails the check, and the rule is named', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const fixture = 'tests/fixtures/lint';
  const { status, output } = await new Promise<{ status: unknown; output: string }>((resolve) => {
    const oxlint = ['node_modules/.bin/oxlint', '-c', `${fixture}/oxlintrc.json`, '--format=unix', fixture];
    execFile(oxlint[0] ?? '', oxlint.slice(1), { cwd: root }, (error, stdout) => {
      resolve({ status: error?.code ?? 0, output: stdout });
    });
  });

  expect(status).toBe(1);
  const found = output.split('\n').filter((line) => line.includes('typescript(no-floating-promises)'));
  expect(found.map((line) => /un-awaited-import\.ts:(\d+):/.exec(line)?.[1])).toEqual(['7', '8', '9']);
});
