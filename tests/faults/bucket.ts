import { setTimeout as pause } from 'node:timers/promises';
import type { Fault as Answer, AskedRequest } from '../support/s3-server.ts';
import { chance, chanceBelow } from './chance.ts';
import type { Client } from './client.ts';
import { conclude } from './conclude.ts';
import type { Change, Defence, Fault } from './fault.ts';
import { openBucket, openServers } from './world.ts';

const capturesOf = { short: 3, full: 30 };
const because =
  'the SDK’s own repetitions, then 30 s until a capture is tried again, then the captures themselves';

interface Ailment {
  kind: string;
  /** Of requests. */
  share: number;
  answer: (request: AskedRequest) => Answer | null;
  defence: Defence;
}

/** While captures are made and read, that share of the bucket's answers is wrong. */
function bucketFault({ kind, share, answer, defence }: Ailment): Fault {
  return {
    name: share === 1 ? `S3 ${kind}` : `S3 ${kind}, ${Math.round(share * 100)} %`,
    rounds: capturesOf,
    async run(rounds, log) {
      await using resources = new AsyncDisposableStack();
      const { s3, environment } = await openBucket(resources);
      const world = await openServers(resources, { environment });
      await world.startReady('api');
      await world.startReady('worker');
      let struck = 0;
      s3.fault = (request) => {
        const wrong = chance() < share ? answer(request) : null;
        struck += wrong === null ? 0 : 1;
        return wrong;
      };
      await world.client.submit(world.posts(rounds));
      await inTrouble(world.client, rounds);
      log(
        `${struck} of ${s3.asked.length} answers, ${world.client.objectsRead} objects read whole meanwhile`,
      );
      s3.fault = () => null;
      return await conclude(world, { struck, endedAtMs: performance.now() });
    },
    recoversWithin: { seconds: 120, because },
    defence,
  };
}

const troubleAtMostMs = 60_000;
const readsAtLeast = 10;

/** Until half of the captures have ended and were read over and over, or long enough. */
async function inTrouble(client: Client, captures: number): Promise<void> {
  const deadline = Date.now() + troubleAtMostMs;
  for (let reads = 0; Date.now() < deadline; ) {
    await client.readAlong();
    reads += client.outcomes.size * 2 >= captures ? 1 : 0;
    if (reads >= readsAtLeast) {
      return;
    }
    await pause(200);
  }
}

function oneOf<T>(...choices: T[]): T | null {
  return choices[chanceBelow(choices.length)] ?? null;
}

export const bucketErrors = bucketFault({
  kind: 'answers 500 and 503, before and after the act, and breaks off',
  share: 0.2,
  answer: () =>
    oneOf<Answer>(
      { kind: 'status', status: 500, code: 'InternalError' },
      { kind: 'status', status: 503, code: 'SlowDown' },
      { kind: 'status-after', status: 500, code: 'InternalError' },
      { kind: 'reset' },
      { kind: 'reset-after' },
    ),
  defence: {
    what: 'requests are repeated, and what a bucket answers is no fault of the post',
    file: 'src/storage/s3/open-s3-storage.ts',
    code: 'const attempts = 5;',
    instead: 'const attempts = 1;',
    and: [
      { file: 'src/storage/s3/bucket.ts', code: 'const tries = 4;', instead: 'const tries = 1;' },
      {
        file: 'src/storage/s3/errors.ts',
        code: 'if (metadataOf(error) !== null && (passing || sufferings.has(name))) {',
        instead: 'if (metadataOf(error) === undefined) {',
      },
    ],
  },
});

function readOnce(file: string): Change {
  return { file, code: 'const readsAtMost = 5;', instead: 'const readsAtMost = 1;' };
}

export const bucketHalves = bucketFault({
  kind: 'gives half of a body',
  share: 0.2,
  answer: ({ method }) => (method === 'GET' ? { kind: 'half-body' } : null),
  defence: {
    what: 'a body that breaks off is gone on with where it ended, or read again',
    file: 'src/storage/s3/read-key.ts',
    code: '  while (position <= end) {\n',
    instead: '  for (let reads = 0; reads < 1; reads += 1) {\n',
    and: [
      readOnce('src/storage/s3/read-whole.ts'),
      readOnce('src/storage/s3/documents.ts'),
      {
        file: 'src/storage/s3/s3-storage.ts',
        code: 'const writesAtMost = 10;',
        instead: 'const writesAtMost = 1;',
      },
    ],
  },
});

export const bucketStoresOther = bucketFault({
  kind: 'stores other bytes than it was given, and says 200',
  share: 0.3,
  answer: ({ method }) => (method === 'PUT' ? { kind: 'store-other-bytes' } : null),
  defence: {
    what: 'each write is read back and hashed',
    file: 'src/storage/s3/s3-storage.ts',
    code: 'if (found?.sha256 === content.sha256) {',
    instead: 'if (found !== undefined) {',
  },
});

export const bucketGivesOther = bucketFault({
  kind: 'gives other bytes than it holds, and says 200',
  share: 0.2,
  answer: ({ method, key }) => (method === 'GET' && key !== '' ? { kind: 'give-other-bytes' } : null),
  defence: {
    what: 'what a bucket gives is hashed, read again, and never sent whole where it is something else',
    file: 'src/web/send-object.ts',
    code: 'wholeObject(body, sha256)',
    instead: 'body',
    and: [
      {
        file: 'src/storage/s3/s3-storage.ts',
        code: 'const heldAtMostBytes = 4_000_000;',
        instead: 'const heldAtMostBytes = -1;',
      },
    ],
  },
});

let writes = 0;
export const bucketSilent: Fault = bucketFault({
  kind: 'never answers an object in a hundred',
  share: 1,
  answer: ({ method, key }) => {
    const isObject = method === 'PUT' && key.includes('/objects/');
    writes += isObject ? 1 : 0;
    return isObject && writes % 100 === 20 ? { kind: 'silence' } : null;
  },
  defence: {
    what: 'a server that is silent for 30 s is asked again',
    file: 'src/storage/s3/open-s3-storage.ts',
    code: 'socketTimeout: silenceMs',
    instead: '',
  },
});
