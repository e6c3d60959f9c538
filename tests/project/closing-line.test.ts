import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs vitest itself, with the project's reporter, on files written for the occasion. */
async function lastLineOf(files: Record<string, string>): Promise<{ line: string; status: unknown }> {
  const folder = await mkdtemp(join(root, 'node_modules', '.closing-line-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, name), text);
    }
    const config = `import { ClosingLine } from ${JSON.stringify(join(root, 'tests/support/closing-line.ts'))};
      export default { test: { root: ${JSON.stringify(folder)}, include: ['*.case.ts'], exclude: [], reporters: ['default', new ClosingLine()] } };`;
    await writeFile(join(folder, 'vitest.config.ts'), config);
    return await new Promise((resolve) => {
      const vitest = [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--config',
        join(folder, 'vitest.config.ts'),
      ];
      execFile(process.execPath, vitest, { cwd: folder }, (error, stdout) => {
        resolve({ line: stdout.trimEnd().split('\n').at(-1) ?? '', status: error?.code ?? 0 });
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const passing =
  "import { test } from 'vitest'; test('a', () => {}); test('b', () => {}); test.skip('c', () => {});";

test('the last line counts what passed, failed and was skipped', async () => {
  expect(await lastLineOf({ 'a.case.ts': passing })).toEqual({
    line: '2 passed, 0 failed, 1 skipped',
    status: 0,
  });
});

test('a file that does not load, a hook that fails and an error outside of tests are failures', async () => {
  const { line, status } = await lastLineOf({
    'a.case.ts': passing,
    'broken.case.ts': "throw new Error('does not load');",
    'hook.case.ts':
      "import { beforeAll, test } from 'vitest'; beforeAll(() => { throw new Error('hook'); }); test('d', () => {});",
    'stray.case.ts':
      "import { test } from 'vitest'; test('e', async () => { void Promise.reject(new Error('stray')); await new Promise((done) => setTimeout(done, 50)); });",
  });

  expect(status).toBe(1);
  expect(line).toBe('3 passed, 3 failed, 2 skipped');
});
