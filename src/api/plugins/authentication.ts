import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Scope } from '#catalogue/catalogue.ts';
import type { Allowed } from '#domain/key-limits.ts';
import { allScopes, checkKey, type GoodKey, type KeyGround } from '../key-check.ts';
import type { SignedLinks } from '../signed-links.ts';
import { Problem } from './problems.ts';
import type { Sessions } from './sessions.ts';

/**
 * Who asks: an API key, the bootstrap key, a command on this machine through the control socket, or whoever holds a signed
 * link to this one address.
 */
export interface Caller {
  id: string;
  kind: 'key' | 'admin-key' | 'control' | 'link';
  scopes: ReadonlySet<Scope>;
  /** Left out, as much as it likes. */
  allowed?: Allowed;
  /** Signed in to the workspace, rather than sending the key itself. */
  isSession?: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that a caller must have; `public` asks for none. Every route below `/v1` must say. */
    access?: Scope | 'public';
    /** A signed link opens it, too. */
    signedLink?: boolean;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

export interface AuthenticationOptions extends KeyGround {
  isControlSocket(socket: Socket): boolean;
  links: Pick<SignedLinks, 'holds'>;
  sessions: Pick<Sessions, 'keyOf' | 'isFromHere'>;
}

/** Decides who asks before anything else of a request is read, and refuses what the caller may not do. */
export function addAuthentication(app: FastifyInstance, options: AuthenticationOptions): void {
  app.decorateRequest('caller', null);
  app.addHook('onRoute', ({ url, config }) => {
    if (url.startsWith('/v1') && !config?.access) {
      throw new Error(`The route ${url} does not say who may use it`);
    }
  });
  app.addHook('onRequest', async (request) => {
    const { access = 'public', signedLink } = request.routeOptions.config;
    if (request.is404 || access === 'public') {
      return;
    }
    const isKeyless = request.headers.authorization === undefined;
    const link = signedLink && isKeyless ? linkQuery.safeParse(request.query).data : undefined;
    if (link !== undefined) {
      request.caller = identifyHolder(request, link, options);
      return;
    }
    request.caller = await identifyCaller(request, options);
    requireScope(request.caller, access);
  });
}

/** For routes where one field asks for more than the route does. */
export function requireScope(caller: Caller | null, scope: Scope): void {
  if (!caller?.scopes.has(scope)) {
    throw new Problem('forbidden', `It needs the scope ${scope}`);
  }
}

const linkQuery = z.object({ expires: z.string(), signature: z.string() });

function identifyHolder(
  { url }: FastifyRequest,
  link: z.infer<typeof linkQuery>,
  { links }: AuthenticationOptions,
): Caller {
  const [path = ''] = url.split('?');
  if (!links.holds(path, link)) {
    throw new Problem('link-not-valid');
  }
  return { id: 'link', kind: 'link', scopes: new Set() };
}

async function identifyCaller(request: FastifyRequest, options: AuthenticationOptions): Promise<Caller> {
  if (options.isControlSocket(request.raw.socket)) {
    return { id: 'control', kind: 'control', scopes: allScopes };
  }
  const [, presented] = credentials.exec(request.headers.authorization ?? '') ?? [];
  if (!presented) {
    return identifySession(request, options);
  }
  const key = await checkKey(presented, options);
  if (!key) {
    throw new Problem('unauthorized', 'The key is unknown or was revoked');
  }
  return callerWith(key, false);
}

/** `LOW <any name>:<key>` is what scripts for the Wayback Machine send; whatever stands for the name, the key tells who asks. */
const credentials = /^(?:bearer +|low +[^\s:]*:)([\x21-\x7e]+) *$/i;

/** For the pages of the workspace, which ask with the cookie of whoever is signed in. */
async function identifySession(
  request: FastifyRequest,
  { sessions }: AuthenticationOptions,
): Promise<Caller> {
  const isOurs = request.headers.authorization === undefined && sessions.isFromHere(request);
  const key = isOurs ? await sessions.keyOf(request) : null;
  if (key === null) {
    throw new Problem('unauthorized', 'The request carries no key');
  }
  return callerWith(key, true);
}

function callerWith({ id, scopes, allowed }: GoodKey, isSession: boolean): Caller {
  return id === null
    ? { id: 'admin-key', kind: 'admin-key', scopes, isSession }
    : { id, kind: 'key', scopes, allowed, isSession };
}
