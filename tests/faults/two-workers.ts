import { conclude } from './conclude.ts';
import type { Fault } from './fault.ts';
import { quickLeaseMs } from './quick-service.ts';
import { waitUntil } from './service-process.ts';
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
      await waitUntil('the first is about to commit', reachedWithinMs, async () =>
        first.said(...beforeCommit),
      );
      // The second stops there too, so that what the first does on waking is not saved by the other's being done.
      const second = world.start('worker', asleep);
      await waitUntil('the second is about to commit', quickLeaseMs * 4 + reachedWithinMs, async () =>
        second.said(...beforeCommit),
      );
      struck += 1;
      if (process.env.DBG) setTimeout(() => { for (const w of [first, second]) console.log('=====\n' + w.lines.filter(l => !/rung|object-stored|watches/.test(l)).map(l=>l.slice(0,300)).join('\n')); }, 40000);
      first.signal('SIGCONT');
      await waitUntil(
        'the first has seen that it may not, or has committed',
        reachedWithinMs,
        async () => first.said('"msg":"job interrupted"') || first.said(committed, id),
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
      await first.kill9();
      await second.kill9();
    }
    const endedAtMs = performance.now();
    world.start('worker');
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
    ],
  },
};
