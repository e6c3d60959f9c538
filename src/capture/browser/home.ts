import { once } from 'node:events';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import type { Logger } from '#logger.ts';
import { groupMentions, killGroup } from './process-group.ts';

/** Chromium binds `<its temporary folder>/org.chromium.Chromium.XXXXXX/SingletonSocket`, and a socket's path ends at 107. */
const longestTemporaryDir = 46;
const prefix = 'ea-';
const beingMade = 'new-';
const aliveSocket = 'alive';
const makingTakesAtMostMs = 60_000;

/**
 * The folder of this process's browsers, `<temporaryDir>/ea-XXXXXX`: the unprivileged user may pass through it and
 * write nothing in it. It is alive as long as somebody listens on its socket, which the kernel ends with the process
 * however that ends; process ids would not do, they come back, and are always 1 in containers.
 */
export interface BrowserHome extends AsyncDisposable {
  readonly path: string;
}

export async function openBrowserHome(temporaryDir: string, logger: Logger): Promise<BrowserHome> {
  const parent = resolve(temporaryDir);
  if (Buffer.byteLength(parent) > longestTemporaryDir) {
    throw new Error(
      `The browsers' temporary folder ${parent} has a path longer than ${longestTemporaryDir} bytes, which Chromium's sockets do not bear`,
    );
  }
  const isNew = (await mkdir(parent, { recursive: true })) !== undefined;
  if (isNew) {
    // Whatever our umask, the browser's user passes through it.
    await chmod(parent, 0o711);
  }
  await assertPassable(parent);
  await sweep(parent, logger);

  const unfinished = await mkdtemp(join(parent, beingMade));
  await chmod(unfinished, 0o711);
  const alive = await listen(join(unfinished, aliveSocket));
  const path = join(parent, basename(unfinished).replace(beingMade, prefix));
  // The socket goes with its folder; under its lasting name the folder has been alive from the first moment.
  await rename(unfinished, path);
  return {
    path,
    async [Symbol.asyncDispose]() {
      alive.close();
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** As root the browser is another user, who must be able to pass through every folder on the way. */
async function assertPassable(path: string): Promise<void> {
  if (process.getuid?.() !== 0) {
    return;
  }
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) {
      throw new Error(
        `The browsers' temporary folder ${path} is no use to an unprivileged browser: other users may not enter ${folder}`,
      );
    }
    if (folder === dirname(folder)) {
      return;
    }
  }
}

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.listen(path).unref();
  await once(server, 'listening');
  return server;
}

/** Removes what processes that died without closing have left, their browsers too where those still run. */
async function sweep(parent: string, logger: Logger): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    if ((await isOurs(path)) && (await isDead(path, name))) {
      await killBrowsersOf(path);
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
      logger.info({ path }, 'browser.leftovers-removed');
    }
  }
}

/** In a folder that others may write to, theirs are not ours to remove. */
async function isOurs(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

async function isDead(path: string, name: string): Promise<boolean> {
  if (name.startsWith(prefix)) {
    return !(await isAlive(join(path, aliveSocket)));
  }
  return name.startsWith(beingMade) && (await isOld(path));
}

async function isAlive(socketPath: string): Promise<boolean> {
  const socket = connect(socketPath);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    // Anything else (no permission, for one) is somebody else's folder, or alive for all one knows.
    return code !== 'ECONNREFUSED' && code !== 'ENOENT';
  } finally {
    socket.destroy();
  }
}

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && found.mtimeMs < Date.now() - makingTakesAtMostMs;
}

async function killBrowsersOf(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    const groupId = name.endsWith('.pid') ? await readGroupId(join(path, name)) : null;
    // The id may have come back as somebody else's: only a group that names this folder in its arguments is meant.
    if (groupId !== null && groupMentions(groupId, `${path}/`)) {
      await killGroup(groupId);
    }
  }
}

/** What start-browser.sh wrote, or null where it has not (yet). */
export async function readGroupId(pidFile: string): Promise<number | null> {
  const written = await readFile(pidFile, 'utf8').catch(() => '');
  const groupId = Number(/^(\d+)\n$/.exec(written)?.[1] ?? 0);
  return groupId > 1 ? groupId : null;
}
