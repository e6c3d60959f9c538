import { setTimeout as pause } from 'node:timers/promises';
import { conclude } from '../conclude.ts';
import type { Fault, FaultResult } from '../fault.ts';
import { quickLeaseMs } from '../quick-service.ts';
import { waitUntil } from '../service-process.ts';
import { openServers, type World } from '../world.ts';
import { preload } from './commands.ts';

const takenWithinMs = 60_000;
const blockedMs = quickLeaseMs * 2;

/** The event loop of a worker is blocked in mid-capture until its lease has ended and another worker has taken the capture; then it goes on. */
async function run(rounds: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const environment = { CAPTURE_CONCURRENCY: '1', AUDIT_MB_PER_S: '0' };
  const world = await openServers(resources, { environment });
  const { ground, client } = world;
  await world.startReady('api');
  const commands = preload(ground, 'blocked-loop');
  const blocked = await world.startReady('worker');
  delete ground.environment.NODE_OPTIONS;
  let struck = 0;
  let endedAtMs = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    const [url = ''] = world.posts(1);
    const { embeds } = await client.submit([url]);
    await waitUntil('the capture is under way', takenWithinMs, async () => asked(world, url) > 0);
    await commands.tell('block', blockedMs);
    endedAtMs = performance.now() + blockedMs;
    const other = await world.startReady('worker');
    await pause(Math.max(0, endedAtMs - performance.now()));
    await client.untilDone();
    const tookOver = embeds.some(({ captureId }) => other.said('"msg":"capture committed"', captureId ?? ''));
    struck += tookOver ? 1 : 0;
    log(`blocked ${round + 1}: the capture was ${tookOver ? 'taken over' : 'kept'}`);
    await waitUntil('the blocked worker answers again', takenWithinMs, async () => {
      return (await commands.tell('block', 0)) === null;
    });
    await other.stop();
  }
  return await conclude(world, { struck, endedAtMs, problems: interrupted(blocked.lines) });
}

/** By the time that a lease was lost it is nobody's business what comes of it; an error that nobody foresaw is. */
function interrupted(lines: readonly string[]): string[] {
  return lines.filter((line) => line.includes('"next":"again"')).map((line) => `an attempt failed: ${line}`);
}

function asked({ ground: { web } }: World, url: string): number {
  const id = url.split('/').at(-1) ?? '';
  return web.requests.filter((request) => request.url.includes(id)).length;
}

export const blockedLoop: Fault = {
  name: 'the event loop of a worker is blocked for longer than its lease',
  rounds: { short: 2, full: 15 },
  run,
  recoversWithin: { seconds: 30, because: 'the lease (6 s here, 30 s as delivered) and one capture' },
  defence: {
    what: 'the commit holds the token of the claim against the capture’s',
    file: 'src/catalogue/commit-capture.ts',
    code: 'WHERE id = ${id} AND token = ${token} AND open`.execute(tx);',
    instead: 'WHERE id = ${id}`.execute(tx);',
    and: [
      {
        file: 'src/workers/lease.ts',
        code: "      lost.abort(new LeaseLostError('the lease ran out before it could be renewed'));\n",
        instead: '',
      },
      {
        file: 'src/workers/lease.ts',
        code: "        lost.abort(new LeaseLostError('another worker holds the lease'));\n",
        instead: '',
      },
      {
        file: 'src/queue/consumer.ts',
        code: "    worker.on('lockRenewalFailed', (jobIds) => this.#abort(jobIds));\n",
        instead: '',
      },
      {
        file: 'src/workers/capture-job.ts',
        code: "        throw new LeaseLostError('the capture was taken by another worker');\n",
        instead: '',
      },
    ],
  },
};
