import { createHash, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Keys, type Scope, scopes } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import { keyIdOf } from '../api-key.ts';
import type { SignedLinks } from '../signed-links.ts';
import { Problem } from './problems.ts';

/**
 * Who asks: an API key, the bootstrap key, a command on this machine through the control socket, or whoever holds a signed
 * link to this one address.
 */
export interface Caller {
  id: string;
  kind: 'key' | 'admin-key' | 'control' | 'link';
  scopes: ReadonlySet<Scope>;
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

export interface AuthenticationOptions {
  keys: Keys;
  clock: Clock;
  adminKeySha256: string | null;
  isControlSocket(socket: Socket): boolean;
  links: Pick<SignedLinks, 'holds'>;
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
    throw new Problem('unauthorized', 'The request carries no key');
  }
  const hash = createHash('sha256').update(presented).digest();
  if (options.adminKeySha256 && isSame(hash, options.adminKeySha256)) {
    return { id: 'admin-key', kind: 'admin-key', scopes: allScopes };
  }
  const caller = await findKey(presented, hash, options);
  if (!caller) {
    throw new Problem('unauthorized', 'The key is unknown or was revoked');
  }
  return caller;
}

/** `LOW <any name>:<key>` is what scripts for the Wayback Machine send; whatever stands for the name, the key tells who asks. */
const credentials = /^(?:bearer +|low +[^\s:]*:)([\x21-\x7e]+) *$/i;

const allScopes: ReadonlySet<Scope> = new Set(scopes);
const touchEveryMs = 60_000;

async function findKey(
  presented: string,
  hash: Buffer,
  { keys, clock }: AuthenticationOptions,
): Promise<Caller | null> {
  const id = keyIdOf(presented);
  const key = id === null ? null : await keys.find(id);
  if (!key || key.revokedAt !== null || !isSame(hash, key.secretSha256)) {
    return null;
  }
  // When a key was last used is worth a minute's precision, not a write a request.
  if (key.lastUsedAt === null || clock.now().getTime() - Date.parse(key.lastUsedAt) > touchEveryMs) {
    await keys.touch(key.id);
  }
  return { id: key.id, kind: 'key', scopes: key.scopes.includes('admin') ? allScopes : new Set(key.scopes) };
}

function isSame(hash: Buffer, expectedHex: string): boolean {
  const expected = Buffer.from(expectedHex, 'hex');
  return expected.length === hash.length && timingSafeEqual(hash, expected);
}
