import type { FastifyInstance } from 'fastify';
import type { Pressure } from '#domain/pressure.ts';
import { Problem } from './problems.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What the route writes, which is refused while a disk is nearly full: `facts` that are on this machine's disk before the
     * answer where the database is embedded, and rows of a server elsewhere; `files` of this process in any case.
     */
    writes?: 'facts' | 'files';
  }
}

/** Refuses what would fill the last of the disk, before anything of it is read. */
export function addRoom(
  app: FastifyInstance,
  { pressure, embedded }: { pressure: Pressure; embedded: boolean },
): void {
  app.addHook('onRequest', async ({ routeOptions: { config } }) => {
    if (config.writes === undefined || (config.writes === 'facts' && !embedded)) {
      return;
    }
    const { holds } = pressure.now();
    if (holds?.kind === 'disk') {
      throw new Problem('storage-full', `Nothing new is taken in: ${holds.reason}`);
    }
  });
}
