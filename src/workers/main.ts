import type { Consumer, Working } from '#queue/queue.ts';
import { arrivalTick } from './arrival-tick.ts';
import { articleJob } from './article-job.ts';
import { breakerTick } from './breaker-tick.ts';
import { captureJob } from './capture-job.ts';
import { deliverJob } from './deliver-job.ts';
import { deliverTick } from './deliver-tick.ts';
import { timingOf, type WorkerDependencies } from './dependencies.ts';
import { startDispatcher } from './dispatcher.ts';
import { startHeartbeat } from './heartbeat.ts';
import { logTick } from './log-tick.ts';
import { pictureTick } from './picture-tick.ts';
import { startPressureValve, whileRoom } from './pressure.ts';
import { recheckJob } from './recheck-job.ts';
import { replayTick } from './replay-tick.ts';
import { replicaTick } from './replica-tick.ts';
import { reportTick } from './report-tick.ts';
import { scrubTick } from './scrub-tick.ts';
import { secondCopyTick } from './second-copy-tick.ts';
import { sourceTick } from './source-tick.ts';
import { sweep } from './sweep.ts';
import { watchTick } from './watch-tick.ts';

/** They wait for the network and for nothing else. */
const articlesAtATime = 4;
const rechecksAtATime = 4;
/** Most of them wait for servers that do not answer. */
const deliveriesAtATime = 32;
/** The sweep at the start; what it did not get to is left to the next. */
const startSweepMs = 60_000;

export interface Workers extends AsyncDisposable {
  /** Something was submitted: it need not wait for the next tick. */
  wake: () => void;
  /** Takes nothing more; what runs ends, or is handed back after `graceMs`. */
  drain: (graceMs: number) => Promise<void>;
  /** What is in hand at this moment, of those that have something. */
  working: () => Working[];
}

/** Starts everything that works in the background; a process that dies leaves nothing that another does not repair. */
export async function startWorkers(dependencies: WorkerDependencies): Promise<Workers> {
  const { catalogue, queues, concurrency, alone } = dependencies;
  const timing = timingOf(dependencies);
  await using starting = new AsyncDisposableStack();

  await sweep(
    dependencies,
    alone ? { lostAfterMs: 0, temporaryOlderThanMs: 0 } : {},
    AbortSignal.timeout(startSweepMs),
  );

  const slots = {
    article: articlesAtATime,
    capture: concurrency,
    recheck: rechecksAtATime,
    deliver: deliveriesAtATime,
  };
  let wake = () => {};
  const article = starting.use(await queues.consume('article', slots.article, articleJob(dependencies)));
  const capture = starting.use(await queues.consume('capture', slots.capture, captureJob(dependencies)));
  starting.use(startPressureValve(dependencies, { article, capture }));
  const consumers: Consumer[] = [
    article,
    capture,
    starting.use(await queues.consume('recheck', slots.recheck, recheckJob(dependencies))),
    starting.use(
      await queues.consume(
        'deliver',
        slots.deliver,
        deliverJob(dependencies, () => wake()),
      ),
    ),
    starting.use(
      await queues.schedule('sweep', timing.sweepEveryMs, (signal) => sweep(dependencies, {}, signal)),
    ),
    starting.use(await queues.schedule('log', timing.logEveryMs, logTick(dependencies))),
    starting.use(
      await queues.schedule('second-copy', timing.secondCopyEveryMs, secondCopyTick(dependencies)),
    ),
    starting.use(await queues.schedule('replay', timing.replayEveryMs, replayTick(dependencies))),
    starting.use(
      await queues.schedule(
        'picture',
        timing.pictureEveryMs,
        whileRoom(dependencies, pictureTick(dependencies)),
      ),
    ),
    starting.use(await queues.schedule('deliver', timing.deliverEveryMs, deliverTick(dependencies))),
    starting.use(await queues.schedule('report', timing.reportEveryMs, reportTick(dependencies))),
    starting.use(
      await queues.schedule(
        'source',
        timing.sourceEveryMs,
        whileRoom(dependencies, sourceTick(dependencies)),
      ),
    ),
    starting.use(
      await queues.schedule(
        'arrival',
        timing.arrivalEveryMs,
        whileRoom(dependencies, arrivalTick(dependencies)),
      ),
    ),
    starting.use(await queues.schedule('watch', timing.watchEveryMs, watchTick(dependencies))),
    starting.use(await queues.schedule('breaker', timing.breakerEveryMs, breakerTick(dependencies))),
    starting.use(await queues.schedule('replica', timing.replicaEveryMs, replicaTick(dependencies))),
    starting.use(await queues.schedule('scrub', timing.scrubEveryMs, scrubTick(dependencies))),
    starting.use(await queues.schedule('tidy', timing.tidyEveryMs, () => catalogue.tidy())),
  ];
  starting.use(startHeartbeat(dependencies));
  const dispatcher = starting.use(startDispatcher(dependencies, slots));
  wake = dispatcher.wake;
  const resources = starting.move();

  async function drain(graceMs: number): Promise<void> {
    await dispatcher[Symbol.asyncDispose]();
    await Promise.all(consumers.map((consumer) => consumer.drain(graceMs)));
    await resources.disposeAsync();
  }
  return {
    wake: dispatcher.wake,
    drain,
    working: () => consumers.map((consumer) => consumer.working()).filter(({ ids }) => ids.length > 0),
    [Symbol.asyncDispose]: () => drain(0),
  };
}
