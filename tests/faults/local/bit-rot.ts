import { cp, open, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { chanceBelow } from '../chance.ts';
import { conclude, concludeRefused } from '../conclude.ts';
import type { Fault, FaultResult } from '../fault.ts';
import { waitUntil } from '../service-process.ts';
import { openEmbedded, type World } from '../world.ts';

const posts = 2;
const objectsFlipped = 4;
const pagesFlipped = 8;
const auditWithinMs = 90_000;

/**
 * Nothing starts under a log whose name is damaged, and while a key is damaged nobody can tell what is wrong with its signatures:
 * tests/evidence/audit.test.ts has these.
 */
const spared = ['tmp', 'facts/log.json', 'facts/keys'];

/** One bit of a file. Flipped again, it is as it was. */
interface Bit {
  path: string;
  offset: number;
  mask: number;
}

/**
 * While the service is down, bits turn over: in objects, in one document of each kind, in the log's tiles. The audit names each;
 * a second storage makes them good, and without one nothing of them is served until somebody puts them back.
 */
async function runStorage(
  hasReplica: boolean,
  rounds: number,
  log: (line: string) => void,
): Promise<FaultResult> {
  const results: FaultResult[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await using resources = new AsyncDisposableStack();
    const world = await openEmbedded(resources, { environment: { AUDIT_MB_PER_S: '0' } });
    const { ground, client } = world;
    const { environment } = ground;
    const storage = join(environment.DATA_DIR, 'storage');
    await archivePosts(world);
    if (hasReplica) {
      const replica = join(ground.directory, 'replica');
      await cp(storage, replica, { recursive: true, preserveTimestamps: true });
      environment.STORAGE_REPLICA_URL = `file://${replica}`;
    }
    const bits = await choose(storage);
    await flip(bits);
    environment.AUDIT_MB_PER_S = '10000';
    const service = await world.startReady('serve');
    const before = await readAll(world);
    const audit = await auditOf(world);
    const problems = bits.flatMap(({ path }) => {
      const key = relative(storage, path);
      const found = audit.damage.find((damage) => damage.key === key);
      if (found === undefined) {
        return [`${key} has a wrong bit, and the audit does not say so`];
      }
      return hasReplica && found.repairedAt === null ? [`${key} was not repaired: ${found.reason}`] : [];
    });
    log(
      `${bits.length} bits; ${audit.damage.length} files found damaged, ${before} captures could not be read whole before that`,
    );
    if (!hasReplica) {
      await client.readAlong();
      await service.stop();
      await flip(bits);
      await world.startReady('serve');
    }
    results.push(await conclude(world, { struck: bits.length, endedAtMs: performance.now(), problems }));
  }
  return sumOf(results);
}

/** The same in the pages of the embedded database, which is an index of storage and made anew from it. */
async function runDatabase(rounds: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const world = await openEmbedded(resources, { environment: { AUDIT_MB_PER_S: '0' } });
  const { DATA_DIR } = world.ground.environment;
  let struck = 0;
  for (let round = 0; round < rounds; round += 1) {
    await archivePosts(world);
    const files = (
      await Promise.all(['base', 'global', 'pg_xact'].map((name) => filesIn(join(DATA_DIR, 'pg', name))))
    ).flat();
    const bits = await Promise.all(Array.from({ length: pagesFlipped }, () => bitOf(oneOf(files))));
    await flip(bits);
    struck += bits.length;
  }
  const started = await world.tryStart('serve');
  if (typeof started === 'string') {
    return concludeRefused(world, struck, started);
  }
  const aside = (await readdir(DATA_DIR)).filter((name) => name.startsWith('pg.damaged-'));
  log(`${struck} bits; ${aside.length} databases moved aside and made anew`);
  const problems = aside.length === 0 ? ['no damage of the database was ever seen'] : [];
  return await conclude(world, { struck, endedAtMs: performance.now(), problems });
}

/** Archived, told so, and stopped in good order. */
async function archivePosts(world: World): Promise<void> {
  const service = await world.startReady('serve');
  await world.client.submit(world.posts(posts));
  await world.client.untilDone();
  await waitUntil('the log is published', auditWithinMs, async () => {
    const answer = await fetch(`http://127.0.0.1:${world.ground.environment.PORT}/checkpoint`);
    return answer.status === 200 && (await answer.text()) !== '';
  });
  await service.stop();
}

/** Some objects, and of each other kind of file the first. */
async function choose(storage: string): Promise<Bit[]> {
  const files = (await filesIn(storage)).filter(
    (path) => !spared.some((place) => path.startsWith(join(storage, place))),
  );
  const objects = files.filter((path) => path.startsWith(join(storage, 'objects')));
  const kinds = Map.groupBy(
    files.filter((path) => !objects.includes(path)),
    (path) =>
      relative(storage, path)
        .split('/')
        .slice(0, 2)
        .join('/')
        .replace(/[0-9a-f-]{30,}.*/, ''),
  );
  const chosen = [
    ...Array.from({ length: objectsFlipped }, () => oneOf(objects)),
    ...kinds.values().map((same) => oneOf(same)),
  ];
  return await Promise.all([...new Set(chosen)].map(bitOf));
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  return files.filter((_, index) => (sizes[index] ?? 0) > 0).sort();
}

function oneOf(paths: readonly string[]): string {
  const path = paths[chanceBelow(paths.length)];
  if (path === undefined) {
    throw new Error('there is no file to damage');
  }
  return path;
}

async function bitOf(path: string): Promise<Bit> {
  const { size } = await stat(path);
  return { path, offset: chanceBelow(size), mask: 1 << chanceBelow(8) };
}

async function flip(bits: readonly Bit[]): Promise<void> {
  for (const { path, offset, mask } of bits) {
    const handle = await open(path, 'r+');
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, offset);
    await handle.write(Buffer.from([(byte[0] ?? 0) ^ mask]), 0, 1, offset);
    await handle.close();
  }
}

/** How many captures could not be read whole; what was served with other bytes is noted by the client. */
async function readAll({ client }: World): Promise<number> {
  let broken = 0;
  for (const id of client.captureIds) {
    broken += (await client.readObjects(id)) ? 0 : 1;
  }
  return broken;
}

const auditSchema = z.object({
  lastTurn: z.object({ files: z.number() }).nullable(),
  damage: z.array(
    z.object({ key: z.string(), repairedAt: z.string().nullable(), reason: z.string().nullable() }),
  ),
});

/** The first whole turn through storage. */
async function auditOf({ client }: World): Promise<z.output<typeof auditSchema>> {
  let audit: z.output<typeof auditSchema> | null = null;
  await waitUntil('storage was read back', auditWithinMs, async () => {
    const answer = await client.ask('/v1/audit');
    audit = answer?.status === 200 ? auditSchema.parse(answer.json) : null;
    return audit !== null && audit.lastTurn !== null;
  });
  return auditSchema.parse(audit);
}

function sumOf(results: readonly FaultResult[]): FaultResult {
  const sum = (of: (result: FaultResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    struck: sum(({ struck }) => struck),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    held: sum(({ held }) => held),
    recoverySeconds: Math.max(...results.map(({ recoverySeconds }) => recoverySeconds ?? 0)),
    problems: results.flatMap(({ problems }) => problems),
  };
}

export const bitRotRepaired: Fault = {
  name: 'bits rot in storage, with a second storage',
  rounds: { short: 1, full: 10 },
  run: (rounds, log) => runStorage(true, rounds, log),
  defence: {
    what: 'the audit makes good what it finds',
    file: 'src/workers/scrub-tick.ts',
    code: 'const repair = replica === null ? null',
    instead: 'const repair = replica !== null ? null',
  },
};

export const bitRotNamed: Fault = {
  name: 'bits rot in storage, without a second one',
  rounds: { short: 1, full: 10 },
  run: (rounds, log) => runStorage(false, rounds, log),
  defence: {
    what: 'a file whose bytes are not what it is named for is broken off before its last one',
    file: 'src/web/send-object.ts',
    code: 'return body !== null && isWhole ? wholeObject(body, sha256) : body;',
    instead: 'return body;',
  },
};

export const bitRotOfDatabase: Fault = {
  name: 'bits rot in the embedded database',
  rounds: { short: 1, full: 10 },
  run: runDatabase,
  defence: {
    what: 'a database whose files were touched is inspected, and made anew',
    file: 'src/catalogue/inspect-directory.ts',
    code: 'if (await wasClosedCleanly(directory)) {',
    instead: "if (directory !== '') {",
  },
};
