import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { webhookEventTypes } from '#notify/event-types.ts';
import type { ApiAnswer, CallApi } from '#web/workspace/api-answer.ts';
import type { AdminGround, PageSessions } from '#web/workspace/dependencies.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { GoodKey } from './key-check.ts';
import type { Sessions } from './plugins/sessions.ts';

const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

/** Lets a page ask the API as its viewer, inside this process. */
export function callApiOf(app: FastifyInstance): CallApi {
  return async (request, { method, path, body }) => {
    const answer = await app.inject({
      method,
      url: path,
      remoteAddress: request.ip,
      headers: {
        ...forwardedOf(request),
        'sec-fetch-site': 'same-origin',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    return answerOf(answer.statusCode, answer.body);
  };
}

/** What tells who asks, and under which address the service was asked. */
function forwardedOf({ headers }: FastifyRequest): Record<string, string> {
  const names = ['cookie', 'host', 'x-forwarded-proto', 'x-forwarded-host'];
  return Object.fromEntries(
    names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  );
}

function answerOf(status: number, text: string): ApiAnswer {
  const body: unknown = text === '' ? null : JSON.parse(text);
  if (status < 400) {
    return { ok: true, status, body };
  }
  const { title, detail = null, errors } = problemSchema.parse(body);
  return { ok: false, status, problem: { title, detail, errors } };
}

/** Sessions as pages know them. */
export function pageSessionsOf(sessions: Sessions): PageSessions {
  return {
    ...sessions,
    viewerOf: async (request) => toViewer(await sessions.keyOf(request)),
    signIn: async (request, reply, key) => toViewer(await sessions.signIn(request, reply, key)),
  };
}

function toViewer(key: GoodKey | null) {
  return key && { id: key.id ?? 'admin-key', name: key.name, scopes: key.scopes };
}

/** What the pages of the administration show. */
export function adminGroundOf(
  { notary, replica }: Pick<ApiDependencies, 'notary' | 'replica'>,
  queueBoard: AdminGround['queueBoard'],
): AdminGround {
  return {
    eventTypes: webhookEventTypes,
    queueBoard,
    hasReplica: Boolean(replica),
    logState: () => notary.logState(),
    async signingKeys() {
      const { keyId } = await notary.keys.current();
      return (await notary.keys.list()).map((key) => ({ ...key, current: key.keyId === keyId }));
    },
  };
}
