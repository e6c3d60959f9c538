import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepRunFolders } from '../../src/capture/run-folder.ts';
import { readConfig } from '../../src/config.ts';
import { openContext } from '../../src/context.ts';
import { checkArchive, countEach, submissionNames } from './checker.ts';
import type { FaultResult } from './fault.ts';
import { processesLeft } from './leftovers.ts';
import type { World } from './world.ts';

export interface Trouble {
  struck: number;
  /** By `performance.now()`; null where nothing had to recover. */
  endedAtMs: number | null;
  /** What the fault itself saw. */
  problems?: string[];
  /** Between the last read by the API and the end, once all is done. */
  beforeStop?: () => Promise<string[]>;
}

/** Waits until all is done, and holds what the archive has against what the client was told. The world is stopped by it. */
export async function conclude(world: World, trouble: Trouble): Promise<FaultResult> {
  const { client, ground } = world;
  const done = await client.untilDone();
  const recoverySeconds =
    trouble.endedAtMs === null || !done ? null : (performance.now() - trouble.endedAtMs) / 1000;
  const unread = await unreadCaptures(world);
  const later = (await trouble.beforeStop?.()) ?? [];
  const unstopped = await world.stopAll();
  const processes = await processesLeft(ground.directory);
  const verdict = await inspect(world);
  const problems = [
    ...(trouble.problems ?? []),
    ...client.problems,
    ...client.torn,
    ...unread,
    ...later,
    ...unstopped,
    ...processes,
    ...verdict.problems,
    ...[...new Set(ground.web.unexpected)].map(
      (request) => `the web was asked for what nobody expected: ${request}`,
    ),
  ];
  return {
    struck: trouble.struck,
    acknowledged: client.captureIds.size,
    held: verdict.complete,
    recoverySeconds,
    problems,
  };
}

/** Where the service does not start any more: nothing can be had of what was acknowledged. */
export function concludeRefused({ client }: World, struck: number, why: string): FaultResult {
  const acknowledged = client.captureIds.size;
  return { ...{ struck, acknowledged, held: 0, recoverySeconds: null }, problems: [why] };
}

/** Whole in the end: what could not be read in the trouble can be now. */
async function unreadCaptures({ client }: World): Promise<string[]> {
  const problems: string[] = [];
  for (const id of client.captureIds) {
    if (client.outcomes.has(id) && !(await client.readObjects(id))) {
      problems.push(`not every object of ${id} can be read`);
    }
  }
  return problems;
}

/** From storage, which has no events: they are lost with a database. */
async function wasMadeAnew(dataDir: string): Promise<boolean> {
  return (await readdir(dataDir)).some((name) => name.startsWith('pg.damaged-'));
}

async function inspect(world: World): Promise<{ complete: number; problems: string[] }> {
  const { client, ground } = world;
  // Embedded, each start takes away what the dead have left; elsewhere others may be at work, and age decides.
  const isAlone = ground.environment.DATABASE_URL === undefined;
  const left = isAlone ? await world.temporaryFiles() : [];
  await using context = await openContext(readConfig({ ...ground.environment, LOG_LEVEL: 'fatal' }), {
    role: 'api',
  });
  if (!isAlone) {
    await context.storage.sweepTemporary(0);
    await sweepRunFolders(join(ground.environment.DATA_DIR, 'tmp'), 0, async () => false);
    left.push(...(await world.temporaryFiles()));
  }
  const { complete, problems } = await checkArchive(
    context.catalogue,
    context.storage,
    [...client.captureIds],
    left,
    { hasEvents: !(await wasMadeAnew(ground.environment.DATA_DIR)) },
  );
  for (const [id, outcome] of client.outcomes) {
    const held = await context.catalogue.captures.get(id);
    if (held?.status !== outcome) {
      problems.push(`${id} was told to be ${outcome}, and is ${held?.status ?? 'missing'}`);
    }
  }
  const names = await countEach(submissionNames(context.catalogue));
  for (const name of client.accepted.keys()) {
    if (names.get(name) !== 1) {
      problems.push(`${name} is ${names.get(name) ?? 0} submissions instead of 1`);
    }
  }
  return { complete, problems };
}
