import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../plugins/problems.ts';
import { Probe, withoutPlaces } from '../probe.ts';

/** Workers beat several times in this span. */
const workerSilenceMs = 60_000;

export function healthRoutes({
  catalogue,
  queues,
  storage,
  pressure,
  version,
}: ApiDependencies): FastifyPluginAsyncZod {
  const probes = [
    new Probe('database', () => catalogue.probe()),
    new Probe('queue', () => queues.probe()),
    new Probe('storage', () => storage.probe()),
    new Probe('browser', async () => {
      const alive = await catalogue.workers.alive(workerSilenceMs);
      if (!alive.some(({ browser }) => browser !== null)) {
        throw new Error('no worker with a browser has reported in the last minute');
      }
    }),
    new Probe('disk', async () => {
      const { holds } = pressure.now();
      const alive = await catalogue.workers.alive(workerSilenceMs);
      const held = [{ holds }, ...alive].find((process) => process.holds?.kind === 'disk')?.holds;
      const isTaken = holds?.kind !== 'disk' && alive.some((worker) => worker.holds?.kind !== 'disk');
      if (held && !isTaken) {
        throw new Error(held.reason);
      }
    }),
  ];

  let lastSilent = '[]';

  return async (app) => {
    app.get(
      '/healthz',
      {
        schema: {
          tags: ['operation'],
          summary: 'The process lives',
          response: { 200: z.object({ status: z.literal('ok'), version: z.string() }) },
        },
      },
      async () => ({ status: 'ok' as const, version }),
    );

    app.get(
      '/readyz',
      {
        schema: {
          tags: ['operation'],
          summary: 'Database, queue, storage and browser answer and there is room; 503 names what is amiss',
          response: {
            200: z.object({ status: z.literal('ready'), checks: z.record(z.string(), z.literal('ok')) }),
          },
        },
      },
      async (request) => {
        const results = await Promise.all(probes.map((probe) => probe.run()));
        const silent = results.filter(({ failure }) => failure !== null);
        if (JSON.stringify(silent) !== lastSilent) {
          // Asked every few seconds, it is news once.
          lastSilent = JSON.stringify(silent);
          request.log[silent.length > 0 ? 'warn' : 'info']({ silent }, 'readiness changed');
        }
        if (silent.length > 0) {
          const names = silent.map(({ name }) => name).join(', ');
          const errors = silent.map(({ name, failure }) => ({
            path: name,
            message: withoutPlaces(failure ?? ''),
          }));
          throw new Problem('not-ready', `Does not answer: ${names}`, { errors });
        }
        return {
          status: 'ready' as const,
          checks: Object.fromEntries(results.map(({ name }) => [name, 'ok' as const])),
        };
      },
    );
  };
}
