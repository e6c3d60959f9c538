import type { Admitted } from '#catalogue/catalogue.ts';
import type { JobRequest } from '#queue/queue.ts';
import { timingOf, type WorkerDependencies } from './dependencies.ts';

/** Jobs in the queue for each that can run: enough that no worker waits for the next tick, few enough to reorder. */
const windowPerSlot = 4;

/** Lower runs first, those alike in the order in which they come: the catalogue decided that order. */
const ranks = { overtakes: 1, inOrder: 2 };

export interface Dispatcher extends AsyncDisposable {
  /** Something may be due. */
  wake: () => void;
}

/** Jobs of each kind that can run at a time. */
export type Slots = Record<'article' | 'capture' | 'recheck' | 'deliver', number>;

interface Lane {
  queue: keyof Slots;
  slots: number;
  /** Up to `limit`, and up to `urgent` more that may overtake. */
  admit: (limit: number, urgent: number) => Promise<JobRequest[]>;
  requeue: (ids: string[]) => Promise<void>;
}

/** Brings what is due from the catalogue, the truth, into the queue, a bounded window of it. */
export function startDispatcher(dependencies: WorkerDependencies, slots: Slots): Dispatcher {
  const { queues, catalogue, logger } = dependencies;
  const lanes = lanesOf(dependencies, slots);
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;

  async function tick(): Promise<void> {
    const waiting = await catalogue.workload.waiting();
    for (const lane of lanes.filter(({ queue }) => waiting.has(queue))) {
      try {
        await fill(lane);
      } catch (error) {
        logger.debug({ err: error, queue: lane.queue }, 'nothing dispatched');
      }
    }
  }

  async function fill({ queue, slots, admit, requeue }: Lane): Promise<void> {
    const { waiting } = await queues.counts(queue);
    const room = Math.max(0, slots * windowPerSlot - waiting);
    // One more for each that can run: what is urgent need not wait until the window has room.
    const urgent = slots * (windowPerSlot + 1) - waiting - room;
    const jobs = room + urgent > 0 ? await admit(room, Math.max(0, urgent)) : [];
    try {
      await queues.enqueue(queue, jobs);
    } catch (error) {
      // Were this to fail too, the sweep would find them.
      await requeue(jobs.map(({ id }) => id));
      throw error;
    }
  }

  async function run(): Promise<void> {
    do {
      again = false;
      await tick().catch((error) => logger.debug({ err: error }, 'nothing dispatched'));
    } while (again);
    running = undefined;
  }

  function wake(): void {
    if (closed) {
      return;
    }
    again = true;
    running ??= run();
  }

  wake();
  const timer = setInterval(wake, timingOf(dependencies).dispatchEveryMs);
  return {
    wake,
    async [Symbol.asyncDispose]() {
      closed = true;
      clearInterval(timer);
      await running;
    },
  };
}

function lanesOf({ catalogue, patienceMs, siteLimits }: WorkerDependencies, slots: Slots): Lane[] {
  const { articles, captures, rechecks, deliveries } = catalogue;
  const ranked = (work: Admitted[]) =>
    work.map(({ id, overtakes }) => ({ id, priority: overtakes ? ranks.overtakes : ranks.inOrder }));
  const alike = (ids: string[]) => ids.map((id) => ({ id, priority: ranks.inOrder }));
  return [
    {
      queue: 'article',
      slots: slots.article,
      admit: async (limit) => ranked(await articles.admit(limit)),
      requeue: (ids) => articles.requeue(ids),
    },
    {
      queue: 'capture',
      slots: slots.capture,
      admit: async (limit, urgent) =>
        ranked(await captures.admit(limit, { heldAtMostMs: patienceMs, urgent, siteLimits })),
      requeue: (ids) => captures.requeue(ids),
    },
    {
      queue: 'recheck',
      slots: slots.recheck,
      admit: async (limit) => ranked(await rechecks.admit(limit, { siteLimits })),
      requeue: (ids) => rechecks.requeue(ids),
    },
    {
      queue: 'deliver',
      slots: slots.deliver,
      // Servers that hang take half of the places at most.
      admit: async (limit) => alike(await deliveries.admit(limit, Math.ceil(slots.deliver / 2))),
      requeue: (ids) => deliveries.requeue(ids),
    },
  ];
}
