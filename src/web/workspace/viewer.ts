import type { FastifyRequest } from 'fastify';
import type { Scope } from '#catalogue/catalogue.ts';

/** Who is signed in. */
export interface Viewer {
  /** Of the API key, or `admin-key`: what the archive keeps as who did something. */
  id: string;
  /** Of the key. */
  name: string;
  scopes: ReadonlySet<Scope>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that a page asks of its viewer, or `any` good key; without it, anybody may see it. */
    viewer?: Scope | 'any';
  }
  interface FastifyRequest {
    /** Who is signed in; null on pages of the workspace where nobody is, and on every other route. */
    viewer: Viewer | null;
  }
}

export function may(viewer: Viewer | null, scope: Scope | 'any'): boolean {
  return viewer !== null && (scope === 'any' || viewer.scopes.has(scope));
}

/** For routes whose `config.viewer` let nobody else in. */
export function viewerOf({ viewer }: FastifyRequest): Viewer {
  if (viewer === null) {
    throw new Error('A page without config.viewer asked who is signed in');
  }
  return viewer;
}
