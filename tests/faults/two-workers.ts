import { readFile } from 'node:fs/promises';
import { conclude } from './conclude.ts';
import type { Fault } from './fault.ts';
import { quickLeaseMs } from './quick-service.ts';
import { type ServiceProcess, waitUntil } from './service-process.ts';
import { openServers } from './world.ts';

const reachedWithinMs = 90_000;
/** The manifest is durable, the commit is next. */
const beforeCommit = ['"msg":"capture.manifest-signed"'];
const committed = '"msg":"capture committed"';

export const twoWorkers: Fault = {
  name: 'two workers on one capture: the first sleeps through its lease before it commits',
  rounds: { short: 1, full: 10 },
  async run(rounds, log) {
    await using resources = new AsyncDisposableStack();
    const world = await openServers(resources, { environment: { CAPTURE_CONCURRENCY: '1' } });
    await world.startReady('api');
    const problems: string[] = [];
    let struck = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const asleep = { at: { includes: beforeCommit, signal: 'SIGSTOP' } } as const;
      const told = await world.client.submit(world.posts(1));
      const id = told.embeds[0]?.captureId ?? '';
      const first = world.start('worker', asleep);
      await untilAsleep(first, reachedWithinMs);
      // The second stops there too, so that what the first does on waking is not saved by the other's being done.
      const second = world.start('worker', asleep);
      await untilAsleep(second, quickLeaseMs * 4 + reachedWithinMs);
      struck += 1;
      const refusalsBefore = refusals(first);
      first.signal('SIGCONT');
      await waitUntil(
        'the first has seen that it may not, or has committed',
        reachedWithinMs,
        async () => refusals(first) > refusalsBefore || first.said(committed, id),
      );
      if (first.said(committed, id)) {
        problems.push(`${id} was committed by a worker that had lost it`);
      }
      second.signal('SIGCONT');
      await waitUntil(
        'the capture ends',
        reachedWithinMs,
        async () => second.said(committed, id) || first.said(committed, id),
      );
      log(`${round} of ${rounds}: the first was refused: ${!first.said(committed, id)}`);
      await first.stop();
      await second.stop();
    }
    const endedAtMs = performance.now();
    await world.startReady('worker');
    return await conclude(world, { struck, endedAtMs, problems });
  },
  recoversWithin: { seconds: 30, because: 'nothing is left to do but to read what was done' },
  defence: {
    what: 'the commit holds the token of the claim against the capture’s',
    file: 'src/catalogue/commit-capture.ts',
    code: 'WHERE id = ${id} AND token = ${token} AND open`.execute(tx);',
    instead: 'WHERE id = ${id} AND open`.execute(tx);',
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
    ],
  },
};

function refusals({ lines }: ServiceProcess): number {
  return lines.filter((line) => line.includes('"msg":"job interrupted"')).length;
}

/** The line is written a moment before the process stops. */
async function untilAsleep(worker: ServiceProcess, withinMs: number): Promise<void> {
  await waitUntil('a worker is about to commit, and asleep', withinMs, async () => {
    const stat = await readFile(`/proc/${worker.pid}/stat`, 'utf8');
    return worker.said(...beforeCommit) && /\) T /.test(stat);
  });
}
