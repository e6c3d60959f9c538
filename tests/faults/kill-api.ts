import { setTimeout as pause } from 'node:timers/promises';
import { conclude } from './conclude.ts';
import type { Fault } from './fault.ts';
import { openServers } from './world.ts';

/** Beyond them a submission asks for what is held already: it is the submissions that count here. */
const mostPosts = 10;
const killedWithinMs = 60_000;

/** Committed and not yet answered; answered and, for all the client knows, not yet enqueued. */
const moments: readonly (readonly string[])[] = [
  ['"msg":"submission accepted"'],
  ['"msg":"request"', '"method":"POST"', '"status":202'],
];

export const killApi: Fault = {
  name: 'kill -9 of the API between commit and enqueue',
  rounds: { short: 4, full: 100 },
  async run(rounds, log) {
    await using resources = new AsyncDisposableStack();
    const world = await openServers(resources);
    const urls = world.posts(Math.min(rounds, mostPosts));
    let struck = 0;
    let worker = world.start('worker');
    for (let round = 0; round < rounds; round += 1) {
      const includes = moments[round % moments.length] ?? [];
      const api = await world.startReady('api', { at: { includes, signal: 'SIGKILL' } });
      const name = `article-${round}`;
      const url = urls.slice(round % urls.length).slice(0, 1);
      await world.client.submitOnce(url, name);
      await Promise.race([api.exited, pause(killedWithinMs, undefined, { ref: false })]);
      struck += api.ending === 'SIGKILL' ? 1 : 0;
      await api.kill9();
      const again = await world.startReady('api');
      // Whoever had no answer asks again, and whoever had one may do so too: it is the same submission.
      await world.client.submit(url, name);
      await again.kill9();
      if (round === Math.floor(rounds / 2)) {
        await worker.kill9();
        worker = world.start('worker');
      }
      log(`kill ${round + 1} of ${rounds}`);
    }
    await world.startReady('api');
    return await conclude(world, { struck, endedAtMs: performance.now() });
  },
  recoversWithin: {
    seconds: 60,
    because: 'workers look for what is due twice a second; then the captures themselves',
  },
  defence: {
    what: 'the idempotency key is kept in the transaction that makes the submission',
    file: 'src/api/routes/submissions.ts',
    code: 'await catalogue.submissions.accept(submission, idempotency);',
    instead: 'await catalogue.submissions.accept(submission, null);',
  },
};
