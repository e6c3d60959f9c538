import { type Dirent, readdirSync } from 'node:fs';
import { open, readFile, rm, stat, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chance, chanceBelow } from '../chance.ts';
import { mostOpen } from '../client.ts';
import { conclude, concludeRefused } from '../conclude.ts';
import type { Fault, FaultResult } from '../fault.ts';
import { openEmbedded } from '../world.ts';
import { preload } from './commands.ts';

const postsARound = 3;
const pageBytes = 8192;
/** From a submission to the cut, at most. */
const longestMs = 6000;

/**
 * The power goes while captures run: files that were not fsynced are cut off, names that their folder was not fsynced with are gone, and every other time
 * the pages that the database wrote last.
 */
async function run(rounds: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const world = await openEmbedded(resources);
  const { ground, client } = world;
  const { DATA_DIR } = ground.environment;
  const journal = join(ground.directory, 'fsynced');
  preload(ground, 'power-cut');
  ground.environment.FAULT_JOURNAL = journal;
  const cuts = { files: 0, names: 0, pages: 0 };
  let service = await world.startReady('serve');
  for (let round = 0; round < rounds; round += 1) {
    if ((await client.countOpen()) < mostOpen) {
      await client.submit(world.posts(postsARound));
    }
    await pause(chance() * longestMs);
    await client.readAlong();
    await service.kill9();
    const lost = await cutUnsynced(DATA_DIR, await readJournal(journal));
    const pages = round % 2 === 1 ? await cutDatabase(join(DATA_DIR, 'pg')) : 0;
    cuts.files += lost.files;
    cuts.names += lost.names;
    cuts.pages += pages;
    log(`cut ${round + 1}: ${lost.files} files, ${lost.names} names, ${pages} pages of the database`);
    const started = await world.tryStart('serve');
    if (typeof started === 'string') {
      return concludeRefused(world, round + 1, started);
    }
    service = started;
  }
  const endedAtMs = performance.now();
  const problems = cuts.files + cuts.names === 0 ? ['no file was ever caught unsynced'] : [];
  return await conclude(world, { struck: rounds, endedAtMs, problems });
}

interface Synced {
  /** Bytes by inode and time of birth, for inodes come back. */
  files: Map<string, number>;
  names: Set<string>;
}

async function readJournal(path: string): Promise<Synced> {
  const synced: Synced = { files: new Map(), names: new Set() };
  for (const line of (await readFile(path, 'utf8')).split('\n').filter(Boolean)) {
    const entry = JSON.parse(line) as
      | { file: string; bytes: number }
      | { directory: string; names: string[] };
    if ('file' in entry) {
      synced.files.set(entry.file, entry.bytes);
    } else {
      for (const name of entry.names) {
        synced.names.add(join(entry.directory, name));
      }
    }
  }
  return synced;
}

/** All of storage, and the key beside it. What stays of the unsynced is a matter of luck, as it is on a disk. */
async function cutUnsynced(dataDir: string, synced: Synced): Promise<{ files: number; names: number }> {
  const cut = { files: 0, names: 0 };
  for (const entry of filesOf(dataDir)) {
    const path = join(entry.parentPath, entry.name);
    if (!namesAbove(path, dataDir).every((above) => synced.names.has(above)) && chance() < 0.7) {
      await rm(path);
      cut.names += 1;
      continue;
    }
    const { ino, birthtimeNs, size } = await stat(path, { bigint: true });
    const durable = synced.files.get(`${ino}@${birthtimeNs}`) ?? 0;
    if (durable < Number(size)) {
      await truncate(path, durable + Math.floor(chance() * (Number(size) - durable)));
      cut.files += 1;
    }
  }
  return cut;
}

function filesOf(dataDir: string): Dirent[] {
  return readdirSync(dataDir, { withFileTypes: true, recursive: true }).filter(
    (entry) =>
      entry.isFile() &&
      !entry.parentPath.startsWith(join(dataDir, 'pg')) &&
      !/^(lock|pg\.|control)/.test(entry.name),
  );
}

/** The path and the folders it is in, up to the data's own. */
function namesAbove(path: string, root: string): string[] {
  return path === root ? [] : [path, ...namesAbove(dirname(path), root)];
}

/** The tails of the files that were written in the last seconds are as if they had never been. */
async function cutDatabase(directory: string): Promise<number> {
  const since = Date.now() - longestMs;
  let pages = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mtimeMs, size } = await stat(path);
    const count = Math.floor(size / pageBytes);
    if (!entry.isFile() || mtimeMs < since || count === 0 || chance() < 0.5) {
      continue;
    }
    const handle = await open(path, 'r+');
    const first = chanceBelow(count);
    await handle.write(Buffer.alloc((count - first) * pageBytes), 0, undefined, first * pageBytes);
    await handle.close();
    pages += count - first;
  }
  return pages;
}

export const powerCut: Fault = {
  name: 'the power is cut in mid-run',
  rounds: { short: 4, full: 30 },
  run,
  recoversWithin: {
    seconds: 60,
    because: 'the start itself takes up what was left, from the rungs that are there',
  },
  defence: {
    what: 'bytes are fsynced before they get their name',
    file: 'src/storage/temporary-file.ts',
    code: 'await handle.sync();',
    instead: '',
  },
};
