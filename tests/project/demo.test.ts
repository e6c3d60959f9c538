import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { onlyEmbedded } from '../support/only-embedded.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A newcomer's first command, as it is written in README.md. */
test('the demo tells its story to the end and leaves nothing behind', {
  timeout: 180_000,
}, async (context) => {
  onlyEmbedded(context, 'the demo needs nothing but itself');
  const { status, output } = await new Promise<{ status: unknown; output: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['demo/main.ts', '--exit'],
      { cwd: root, timeout: 170_000 },
      (error, stdout, stderr) =>
        resolve({ status: error ? (error.code ?? error.signal) : 0, output: stdout + stderr }),
    );
    child.stdin?.end();
  });

  expect(status, output).toBe(0);
  expect(output).toContain('the card outlived the post');
  expect(output).toMatch(/The card: http:\/\/127\.0\.0\.1:\d+\/embed\/x:1072856787265986560/);
  const dataDir = /everything in (\S+)/.exec(output)?.[1]?.split('/').at(-1);
  expect(await readdir(tmpdir())).not.toContain(dataDir);
});
