import { timingOf, type WorkerDependencies } from './dependencies.ts';

/** Tells the catalogue that this worker lives, and that it left when it is disposed of. */
export function startHeartbeat(dependencies: WorkerDependencies): AsyncDisposable {
  const { workerId, catalogue, describeBrowser, pressure, logger } = dependencies;
  let beating = Promise.resolve();

  function beat(): void {
    beating = beating
      .then(() => catalogue.workers.beat(workerId, { ...describeBrowser(), holds: pressure.now().holds }))
      .catch((error: unknown) => logger.warn({ err: error }, 'heartbeat not written'));
  }

  beat();
  const timer = setInterval(beat, timingOf(dependencies).heartbeatEveryMs);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await beating;
      await catalogue.workers
        .leave(workerId)
        .catch((error: unknown) => logger.warn({ err: error }, 'leave not written'));
    },
  };
}
