import { killRenderers } from '../../capture/browser/support/pool.ts';
import { conclude } from '../conclude.ts';
import type { Fault, FaultResult } from '../fault.ts';
import { waitUntil } from '../service-process.ts';
import { openEmbedded } from '../world.ts';
import { groupsOf, isOpen } from './browsers.ts';

type Strike = (groupId: number) => Promise<void> | void;

/** As a bug in the page's engine, a kernel short of memory, and a machine that stands still do it; each to a browser at work. */
const strikes: Record<string, Strike> = {
  'the renderer is killed': killRenderers,
  'the browser is killed': (groupId) => void process.kill(-groupId, 'SIGKILL'),
  'the browser hangs': (groupId) => void process.kill(-groupId, 'SIGSTOP'),
};

const openWithinMs = 60_000;

async function run(rounds: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const environment = { CAPTURE_CONCURRENCY: '1', CAPTURE_TIMEOUT_S: '20', AUDIT_MB_PER_S: '0' };
  const world = await openEmbedded(resources, { environment });
  await world.startReady('serve');
  let struck = 0;
  for (let round = 0; round < rounds; round += 1) {
    const kinds = Object.entries(strikes);
    const [what, strike] = kinds[round % kinds.length] ?? raise();
    const [url = ''] = world.posts(1);
    await world.client.submit([url]);
    await waitUntil('the page of the post is open', openWithinMs, async () => isOpen(world, url));
    const groups = await groupsOf(world);
    await Promise.all(groups.map(async (groupId) => strike(groupId)));
    struck += groups.length > 0 ? 1 : 0;
    log(`${what}, of ${groups.length} browsers`);
    await world.client.readAlong();
  }
  return await conclude(world, { struck, endedAtMs: performance.now() });
}

function raise(): never {
  throw new Error('there is no such strike');
}

export const browserStrikes: Fault = {
  name: 'the browser crashes, is killed, or hangs',
  rounds: { short: 3, full: 40 },
  run,
  recoversWithin: {
    seconds: 90,
    because:
      'a browser that hangs has CAPTURE_TIMEOUT_S (here 20 s), and the capture is taken again after 1 s',
  },
  defence: {
    what: 'a page whose browser failed is opened again by the next attempt',
    file: 'src/capture/view-post.ts',
    code: '(footing.job.work.attempts ?? 0) < secondChances',
    instead: 'secondChances < 0',
  },
};
