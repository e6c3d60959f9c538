import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';

export interface Route {
  method: string;
  /** As Fastify has it, `/v1/posts/:postId`. */
  url: string;
  /** Who may use it, as the route itself declares; null where it says nothing. */
  access: string | null;
  /** The same of a page, where whoever is signed in is asked. */
  viewer: string | null;
}

/**
 * Every route of the first application that is made from now on, those outside the API's description and those of plugins
 * among them: a route that is added cannot hide from it.
 */
export function noteRoutes(): Route[] {
  const routes: Route[] = [];
  const note = ({ method, url, config }: RouteOptions) => {
    for (const each of [method].flat()) {
      const { access = null, viewer = null } = config ?? {};
      routes.push({ method: each, url, access, viewer });
    }
  };
  const begin = (message: unknown) => {
    unsubscribe('fastify.initialization', begin);
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', note);
  };
  subscribe('fastify.initialization', begin);
  return routes;
}
