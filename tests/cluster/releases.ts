import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const migrations = 'src/catalogue/migrations';

export interface Release extends AsyncDisposable {
  commit: string;
  /** Its migrations, the newest last. */
  migrations: string[];
  /** To be started with Node. */
  program: string;
}

/**
 * The source as it was before the newest migration, in a temporary folder, on the packages of this one. Null where there is no
 * history to take it from.
 */
export async function previousRelease(): Promise<Release | null> {
  const commit = await commitBefore(await newestMigration());
  if (commit === null) {
    return null;
  }
  await using making = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'release-'));
  making.defer(() => rm(folder, { recursive: true, force: true }));
  const archive = join(folder, 'source.tar');
  await run('git', ['archive', '--output', archive, commit, 'bin', 'src', 'docs', 'package.json'], {
    cwd: root,
  });
  await run('tar', ['-xf', archive, '-C', folder]);
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const held = making.move();
  return {
    commit,
    migrations: await migrationsIn(folder),
    program: join(folder, 'bin/embed-archiver.mjs'),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

export async function migrationsIn(folder = root): Promise<string[]> {
  const names = await readdir(join(folder, migrations));
  return names.filter((name) => /^\d{4}-/.test(name)).toSorted();
}

async function newestMigration(): Promise<string> {
  return `${migrations}/${(await migrationsIn()).at(-1)}`;
}

/** The one before the commit that added it; the last one where it is not committed yet. */
async function commitBefore(path: string): Promise<string | null> {
  try {
    const { stdout } = await run('git', ['log', '--diff-filter=A', '--format=%H', '-1', '--', path], {
      cwd: root,
    });
    const added = stdout.trim();
    const before = added === '' ? 'HEAD' : `${added}^`;
    const { stdout: commit } = await run('git', ['rev-parse', '--verify', `${before}^{commit}`], {
      cwd: root,
    });
    return commit.trim();
  } catch {
    // No repository, or one without the commits before.
    return null;
  }
}
