import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { parseInput } from '../../page-problem.ts';
import { adminPage } from './place.ts';
import { type StorageState, storagePage } from './storage/page.ts';

const place = z.string().max(1000).nullable().default(null);
const query = z.object({ restricted: place, purged: place });

const restrictedOfPage = 10;
const purgedOfPage = 10;
/** Restricted posts, counted at most. */
const bound = 1000;

/** `/admin/storage`: whether what is held is whole, what proves it, and what of it is hidden or gone for good. */
export function addStoragePage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { sendPage, at, clock } = dependencies;
  app.get('/admin/storage', { config: { viewer: 'admin' } }, async (request, reply) => {
    const page = storagePage(await readStorage(request, dependencies), { now: clock.now(), at });
    return sendPage(request, reply, adminPage({ place: '/admin/storage', at }, page));
  });
}

async function readStorage(
  request: FastifyRequest,
  { catalogue, admin }: WorkspaceDependencies,
): Promise<StorageState> {
  const asked = parseInput(query, request.query);
  const which = { restricted: true };
  const { posts: count, isBounded } = await catalogue.overview.facets(which, bound);
  const keys = await catalogue.keys.list();
  return {
    asked,
    turn: await catalogue.audits.turn(),
    damage: await catalogue.audits.damage(),
    replica: admin.hasReplica ? await catalogue.replica.state() : null,
    log: await admin.logState(),
    signingKeys: await admin.signingKeys(),
    restricted: {
      ...(await catalogue.overview.posts(which, { limit: restrictedOfPage, cursor: asked.restricted })),
      ...{ count, isBounded },
    },
    purged: await catalogue.purges.list({ limit: purgedOfPage, cursor: asked.purged }),
    names: new Map([
      ['admin-key', 'ADMIN_KEY'],
      ['control', 'the command line'],
      ...keys.map(({ id, name }): [string, string] => [id, name]),
    ]),
  };
}
