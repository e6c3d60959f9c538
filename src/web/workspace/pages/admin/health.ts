import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { findConcerns } from './health/concerns.ts';
import { type HealthState, healthPage } from './health/page.ts';
import { adminPage } from './place.ts';

/** Of each queue, counted at most. */
const queueBound = 10_000;
const watchBound = 5000;
/** Sources that are looked at for failures, the newest first. */
const sourceBound = 200;
/** Workers beat several times in this span. */
const silenceMs = 60_000;
/** For so long a worker that fell silent is told of. */
const rememberedMs = 24 * 3_600_000;

/** `/admin/health`: what needs care, what works of each platform today, what waits, and who works. */
export function addHealthPage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { sendPage, at } = dependencies;
  app.get('/admin/health', { config: { viewer: 'admin' } }, async (request, reply) => {
    const state = await readHealth(request, dependencies);
    const page = healthPage(state, { concerns: findConcerns(state), at });
    return sendPage(request, reply, adminPage({ place: '/admin/health', at }, page));
  });
}

async function readHealth(
  request: FastifyRequest,
  { catalogue, callApi, clock, admin }: WorkspaceDependencies,
): Promise<HealthState> {
  const ready = await callApi(request, { method: 'GET', path: '/readyz' });
  const working = await catalogue.workers.alive(silenceMs);
  const remembered = await catalogue.workers.alive(rememberedMs);
  return {
    now: clock.now(),
    failures: ready.ok ? [] : ready.problem.errors,
    sites: await catalogue.breakers.list(),
    queues: await catalogue.workload.queues(queueBound),
    watches: await catalogue.workload.watches(watchBound),
    workers: working,
    silent: remembered.filter(({ id }) => !working.some((worker) => worker.id === id)),
    webhooks: await catalogue.webhooks.list(),
    damage: await catalogue.audits.damage(),
    replica: admin.hasReplica ? await catalogue.replica.state() : null,
    sources: (await catalogue.sources.list({ limit: sourceBound, cursor: null })).items,
    log: await admin.logState(),
  };
}
