import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { ProgressBars } from '#cli/progress-bars.ts';
import { environmentOfServers } from '../support/test-servers.ts';
import { run } from './run.ts';

describe('the command line', { timeout: 60_000 }, () => {
  test('shows its commands', async () => {
    const { exitCode, stdout } = await run(['--help']);

    expect(exitCode).toBe(0);
    for (const command of [
      'serve',
      'api',
      'worker',
      'find',
      'identify',
      'capture',
      'show',
      'recheck',
      'audit',
      'reindex',
      'purge',
      'keys',
      'dump',
      'restore',
      'copy-storage',
      'gc',
      'migrate',
    ]) {
      expect(stdout).toMatch(new RegExp(`^ +${command} `, 'm'));
    }
  });

  test.each([
    [[], 'Usage'],
    [['capture'], 'source'],
    [['recheck'], '--due'],
    [['recheck', 'x:1', '--due'], '--due'],
    [['keys', 'create', '--name', 'a', '--scope', 'write'], 'submit, read, admin'],
    [['keys', 'create', '--scope', 'read'], '--name'],
    [['audit', '--sample', 'many'], 'whole number'],
    [['purge', 'x:1'], '--reason'],
    [['nonsense'], 'nonsense'],
  ])('%j is wrong usage', async (args, words) => {
    const { exitCode, stderr, stdout } = await run(args);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
  });

  test.each(['api', 'worker'])('%s alone needs a database server, and says why', async (role) => {
    const { exitCode, stderr } = await run([role]);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('DATABASE_URL');
  });

  test('a DATA_DIR that cannot be had is named, and how to mend it', async () => {
    const { exitCode, stderr } = await run(['serve'], { environment: { DATA_DIR: process.execPath } });

    expect(exitCode).toBe(2);
    expect(stderr).toContain(`DATA_DIR ${process.execPath} is a file; name a folder`);
  });

  test('a wrong setting is named with an example', async () => {
    const { exitCode, stderr } = await run(['serve'], { environment: { PORT: 'eighty' } });

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/PORT .*PORT=8080/);
  });

  const systemNode = olderNode();
  test.skipIf(systemNode === null)(
    'an older Node hands over to the one that the project brings',
    async () => {
      const { exitCode, stdout } = await run(['identify', 'https://x.com/a/status/1', '--json'], {
        node: systemNode ?? '',
      });

      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ postId: 'x:1' });
      expect((await run(['identify'], { node: systemNode ?? '' })).exitCode).toBe(2);
    },
  );

  test('keys are made, listed and revoked without a running service', { timeout: 300_000 }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cli-'));
    await using resources = new AsyncDisposableStack();
    resources.defer(() => rm(directory, { recursive: true, force: true }));
    const servers = await environmentOfServers(resources);
    const environment = { DATA_DIR: directory, ADMIN_KEY: 'admin-key-of-the-tests-0123456789', ...servers };
    const made = await run(
      [
        ...['keys', 'create', '--name', 'CMS', '--scope', 'submit', 'read', '--json'],
        ...['--requests-per-minute', '1200', '--submissions-per-day', 'none'],
      ],
      { environment },
    );
    expect(made.stderr).toBe('');
    const key = JSON.parse(made.stdout);
    expect(key).toMatchObject({
      name: 'CMS',
      scopes: ['submit', 'read'],
      secret: expect.stringMatching(/^esa_/),
      limits: { requestsPerMinute: 1200, submissionsPerDay: null },
    });
    expect((await run(['keys', 'revoke', key.id], { environment })).exitCode).toBe(0);
    const listed = await run(['keys', 'list', '--json'], { environment });
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id: key.id, revokedAt: expect.any(String) }]);
    expect(listed.stdout).not.toContain(key.secret);
    const nothing = await run(['show', 'x:1'], { environment });
    expect(nothing).toMatchObject({ exitCode: 1, stdout: '' });
    expect(nothing.stderr).toContain('x:1');
  });
});

/** The system's own Node where it is too old for the project. */
function olderNode(): string | null {
  const own = join(process.cwd(), 'node_modules');
  const path = (process.env.PATH ?? '').split(':').filter((entry) => !entry.startsWith(own));
  for (const entry of path) {
    const candidate = join(entry, 'node');
    try {
      const version = execFileSync(candidate, ['--version'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return Number(/^v(\d+)/.exec(version)?.[1] ?? 99) < 24 ? candidate : null;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

describe('progress bars', () => {
  test('are redrawn in place, a line each, cut to the width', async () => {
    const output = Object.assign(new PassThrough(), { columns: 50, rows: 24, isTTY: true });
    using bars = new ProgressBars(output as unknown as NodeJS.WriteStream);
    bars.update('a', { label: 'x:1', fraction: 0.5, words: 'media' });
    bars.update('b', { label: `x:2${'2'.repeat(100)}`, words: '\u001b[2Jlook' });
    bars.update('a', { fraction: 1, words: 'complete' });
    output.end();
    const drawn = await text(output);

    expect(drawn).toContain('██████████░░░░░░░░░░ x:1 media');
    expect(drawn).toContain('████████████████████ x:1 complete');
    expect(drawn).toContain('\u001b[2A');
    expect(drawn).not.toContain('\u001b[2J');
    const lines = drawn.split('\n').map((line) => line.slice(line.lastIndexOf('K') + 1));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(50);
  });

  test('are not drawn where nobody looks', async () => {
    const output = Object.assign(new PassThrough(), { isTTY: false });
    using bars = new ProgressBars(output as unknown as NodeJS.WriteStream);
    bars.update('a', { label: 'x:1', fraction: 0.5 });
    output.end();

    expect(await text(output)).toBe('');
  });
});
