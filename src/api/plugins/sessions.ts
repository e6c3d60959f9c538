import { createHash, createHmac, randomBytes } from 'node:crypto';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Sessions as HeldSessions } from '#catalogue/catalogue.ts';
import { baseUrlOf, pathPrefixOf } from '../base-url.ts';
import { checkKey, type GoodKey, isSameHash, type KeyGround, keyById } from '../key-check.ts';

export interface SessionOptions extends KeyGround {
  sessions: HeldSessions;
  publicUrl: string | null;
}

/** Who is signed in to the workspace: a cookie stands for the key that was shown once. */
export interface Sessions {
  /** The key that the request's session stands for; null where it has none that still holds. */
  keyOf(request: FastifyRequest): Promise<GoodKey | null>;
  /** Sets the cookie where the key is good. */
  signIn(request: FastifyRequest, reply: FastifyReply, presented: string): Promise<GoodKey | null>;
  signOut(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Whether a page of this service sent the request, as the browser tells. */
  isFromHere(request: FastifyRequest): boolean;
}

const cookieName = 'embed_archiver_session';
/** A fortnight: who opens the workspace every morning signs in twice a month. */
const lastsForMs = 14 * 24 * 3_600_000;

export async function addSessions(app: FastifyInstance, options: SessionOptions): Promise<Sessions> {
  const { sessions, clock, publicUrl } = options;
  await app.register(cookie);
  const attributesFor = (request: FastifyRequest) =>
    ({
      httpOnly: true,
      sameSite: 'strict',
      secure: baseUrlOf(request, publicUrl).startsWith('https:'),
      path: pathPrefixOf(publicUrl) || '/',
    }) as const;
  const keyOf = async (request: FastifyRequest) => {
    const token = request.cookies[cookieName];
    const session = token ? await sessions.find(sha256(token)) : null;
    return token && session
      ? keyById(session.keyId, options, (secret) => isSameHash(proofOf(token, secret), session.proof))
      : null;
  };
  return {
    keyOf,
    isFromHere: (request) => isFromHere(request, publicUrl),
    async signIn(request, reply, presented) {
      const key = await checkKey(presented, options);
      if (key !== null) {
        const token = randomBytes(32).toString('base64url');
        const expires = new Date(clock.now().getTime() + lastsForMs);
        const proof = proofOf(token, key.secretSha256).toString('hex');
        await sessions.create(sha256(token), { keyId: key.id, proof, expiresAt: expires.toISOString() });
        reply.setCookie(cookieName, token, { ...attributesFor(request), expires });
      }
      return key;
    },
    async signOut(request, reply) {
      const token = request.cookies[cookieName];
      if (token) {
        await sessions.end(sha256(token));
      }
      reply.clearCookie(cookieName, attributesFor(request));
    },
  };
}

/** Ties the session to the key's secret without keeping anything that would tell either. */
function proofOf(token: string, secretSha256: string): Buffer {
  return createHmac('sha256', token).update(secretSha256).digest();
}

/**
 * By Fetch Metadata (https://www.w3.org/TR/fetch-metadata/), and by Origin where a browser sends none of it, as to plain
 * HTTP on another machine. What only reads may come without either: the cookie is `SameSite=Strict`.
 */
function isFromHere(request: FastifyRequest, publicUrl: string | null): boolean {
  const { 'sec-fetch-site': site, origin } = request.headers;
  const changes = request.method !== 'GET' && request.method !== 'HEAD';
  if (site !== undefined) {
    return site === 'same-origin' || (site === 'none' && !changes);
  }
  if (origin === undefined) {
    return !changes;
  }
  const sender = URL.parse(origin);
  return (
    sender !== null &&
    (sender.host === request.host || sender.origin === new URL(baseUrlOf(request, publicUrl)).origin)
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
