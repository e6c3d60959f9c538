import { readConfig } from '../../src/config.ts';
import { readAttestations } from '../../src/evidence/statement.ts';
import { openStorages } from '../../src/storage/open-storage.ts';
import { conclude } from './conclude.ts';
import type { Fault } from './fault.ts';
import { waitUntil } from './service-process.ts';
import { openServers, type World } from './world.ts';

/** What the log says there; the process is dead before the next statement. */
const steps: Record<string, readonly string[]> = {
  claim: ['"msg":"capture claimed"'],
  ...rungSteps('identify', 'look', 'media', 'screenshot', 'text', 'thumbnail', 'page-archive'),
  'the first object': ['"msg":"capture.object-stored"', '"name":"record.json"'],
  'the page archive’s object': ['"msg":"capture.object-stored"', '"name":"page.wacz"'],
  'the manifest': ['"msg":"capture.manifest-written"'],
  'its signature': ['"msg":"capture.manifest-signed"'],
  'the commit': ['"msg":"capture committed"'],
  'the pointer': ['"msg":"document published"', '"key":"captures/'],
  'a fact': ['"msg":"document published"', '"key":"facts/'],
  'the log': ['"msg":"log published"'],
  'an attestation': ['"msg":"replay attested"'],
};
const reachedWithinMs = 60_000;
const attestedWithinMs = 120_000;

export const killAtSteps: Fault = {
  name: 'kill -9 of a worker at each named step',
  rounds: { short: 7, full: 3 * Object.keys(steps).length },
  async run(rounds, log) {
    await using resources = new AsyncDisposableStack();
    const world = await openServers(resources, { environment: { CAPTURE_CONCURRENCY: '1' } });
    await world.startReady('api');
    let struck = 0;
    for (let round = 0; round < rounds; round += 1) {
      const [step, includes] = stepOf(round, rounds);
      await world.client.submit(world.posts(1));
      const worker = world.start('worker', { at: { includes, signal: 'SIGKILL' } });
      const reached = await Promise.race([
        worker.exited.then(() => true),
        new Promise<false>((resolve) => setTimeout(resolve, reachedWithinMs, false).unref()),
      ]);
      if (reached && worker.said(...includes)) {
        struck += 1;
      }
      log(`${round + 1} of ${rounds}: ${step}${reached ? '' : ' was not reached'}`);
      await worker.kill9();
    }
    const endedAtMs = performance.now();
    await world.startReady('worker');
    return await conclude(world, { struck, endedAtMs, beforeStop: () => attestedOnce(world) });
  },
  recoversWithin: {
    seconds: 120,
    because:
      'a lease of 6 s (a fifth of the operator’s 30 s), taken over within twice that, then the captures themselves',
  },
  defence: {
    what: 'what was committed and not yet written to storage is written by the sweep',
    file: 'src/workers/sweep.ts',
    code: 'documents: () => publishPending(dependencies, signal),',
    instead: 'documents: async () => 0,',
    and: [{ file: 'src/evidence/notary.ts', code: '    await publishOutbox();\n', instead: '' }],
  },
};

function rungSteps(...names: string[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    names.flatMap((name) => [
      [`${name} begins`, ['"msg":"capture.rung-begun"', `"rung":"${name}"`]],
      [`${name} ends`, ['"msg":"capture.rung-taken"', `"rung":"${name}"`]],
    ]),
  );
}

/** Where there are fewer rounds: the commit, as it is where it counts, and the others evenly spread from the last. */
function stepOf(round: number, rounds: number): [string, readonly string[]] {
  const all = Object.entries(steps);
  const others = all.filter(([step]) => step !== 'the commit');
  const chosen =
    rounds >= all.length
      ? all[round % all.length]
      : round === 0
        ? all.find(([step]) => step === 'the commit')
        : others[others.length - 1 - Math.floor(((round - 1) * others.length) / (rounds - 1))];
  if (chosen === undefined) {
    throw new Error('no such step');
  }
  return chosen;
}

/** Each page archive is played again and attested, and that once, whatever died in between. */
async function attestedOnce({ client, ground }: World): Promise<string[]> {
  const ids = [...client.captureIds];
  const attested = async (id: string) =>
    (await client.capture(id))?.attestations.some(({ kind }) => kind === 'replay') === true;
  try {
    await waitUntil('every page archive is attested', attestedWithinMs, async () => {
      for (const id of ids) {
        if (!(await attested(id))) {
          return false;
        }
      }
      return true;
    });
  } catch (error) {
    return [String(error)];
  }
  const { storage } = await openStorages(readConfig(ground.environment), {
    temporaryDir: ground.directory,
    warn: () => {},
  });
  const problems: string[] = [];
  for await (const key of storage.listDocuments('captures/')) {
    const pointer = JSON.parse(new TextDecoder().decode((await storage.getDocument(key)) ?? undefined));
    const replays = (await readAttestations(storage, pointer.manifestSha256)).filter(
      ({ kind }) => kind === 'replay',
    );
    if (replays.length !== 1) {
      problems.push(`${pointer.captureId} has ${replays.length} attestations of its replay instead of 1`);
    }
  }
  return problems;
}
