import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { answerOf, nothing } from '#web/answers.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { RunningRequests, readIdempotencyKey } from '../idempotency.ts';
import { idParameter, pageOf, pageQuery } from '../inputs.ts';
import { postsIn, submissionRequestSchema, toSubmission } from '../intake.ts';
import { notFound } from '../plugins/problems.ts';
import type { Quotas } from '../plugins/quotas.ts';
import { sendEvents } from '../plugins/server-sent-events.ts';
import { representSubmission, submissionSchema } from '../representations/submission.ts';
import { settle } from '../settle.ts';
import { pollSubmission } from '../submission-events.ts';

export function submissionRoutes(dependencies: ApiDependencies, quotas: Quotas): FastifyPluginAsyncZod {
  const { catalogue, clock, egressAllow, restricted } = dependencies;
  const running = new RunningRequests();
  const params = idParameter('The submission');

  return async (app) => {
    app.post(
      '/v1/submissions',
      {
        config: { access: 'submit', writes: 'facts' },
        schema: {
          tags: ['submissions'],
          summary: 'Asks to archive a post, posts, or the embeds of an article',
          headers: z.object({ 'idempotency-key': z.string().optional() }),
          body: submissionRequestSchema,
          response: { 202: submissionSchema },
        },
      },
      async (request, reply) => {
        const idempotency = readIdempotencyKey(
          request.headers['idempotency-key'],
          request.caller?.id ?? '',
          request.body,
        );
        const origin = request.caller?.kind === 'control' ? 'cli' : request.caller?.isSession ? 'web' : 'api';
        const accepted = await running.run(idempotency, async () => {
          const submission = toSubmission(request.body, {
            now: clock.now(),
            origin,
            by: request.caller?.id ?? null,
            egressAllow,
            restricted,
          });
          const giveBack = await quotas.takeSubmissions(request, reply, postsIn(submission));
          const accepted = await catalogue.submissions.accept(submission, idempotency);
          if (accepted.kind !== 'accepted') {
            giveBack();
          }
          return accepted;
        });
        const submission = await settle(accepted, dependencies);
        return reply
          .code(202)
          .header('location', `/v1/submissions/${submission.id}`)
          .send(representSubmission(submission));
      },
    );

    app.get(
      '/v1/submissions',
      {
        config: { access: 'read' },
        schema: {
          tags: ['submissions'],
          summary: 'Lists submissions, the newest first',
          querystring: pageQuery,
          response: { 200: pageOf(submissionSchema) },
        },
      },
      async (request) => {
        const { items, nextCursor } = await catalogue.submissions.list(request.query);
        return { items: items.map(representSubmission), nextCursor };
      },
    );

    app.get(
      '/v1/submissions/:id',
      {
        config: { access: 'read' },
        schema: {
          tags: ['submissions'],
          summary: 'A submission',
          params,
          response: { 200: submissionSchema },
        },
      },
      async (request) => {
        const submission = await catalogue.submissions.get(request.params.id);
        if (!submission) {
          throw notFound('submission');
        }
        return representSubmission(submission);
      },
    );

    app.get(
      '/v1/submissions/:id/events',
      {
        config: { access: 'read' },
        exposeHeadRoute: false,
        schema: {
          tags: ['submissions'],
          summary: 'Server-sent events: submission, capture (with rung and progress), done',
          params,
          headers: z.object({ 'last-event-id': z.string().max(200).optional() }),
          response: {
            200: answerOf('The events, from the beginning or from behind Last-Event-ID', 'text/event-stream'),
            204: nothing('All was told before'),
          },
        },
      },
      async (request, reply) => {
        const submission = await catalogue.submissions.get(request.params.id);
        if (!submission) {
          throw notFound('submission');
        }
        const after = request.headers['last-event-id'] || null;
        const poll = pollSubmission(catalogue, submission.id, after);
        const first = await poll();
        if (after !== null && first.ended && first.events.length === 0) {
          // All was told before: 204 is what stops an EventSource from coming again.
          return reply.code(204).send();
        }
        return sendEvents(
          reply,
          resume(first, poll),
          dependencies.eventStreams ?? { pollMs: 250, heartbeatMs: 15_000 },
        );
      },
    );
  };
}

/** The poll that answers `first` and goes on from there. */
function resume<T>(first: T, poll: () => Promise<T>): () => Promise<T> {
  let pending: T | null = first;
  return async () => {
    const held = pending;
    pending = null;
    return held ?? poll();
  };
}
