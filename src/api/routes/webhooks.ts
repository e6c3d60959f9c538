import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { deliveryStatuses } from '#catalogue/catalogue.ts';
import { webhookEventTypes } from '#notify/event-types.ts';
import { nothing } from '#web/answers.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { idParameter, pageOf, pageQuery, plainText } from '../inputs.ts';
import { notFound } from '../plugins/problems.ts';
import { deliverySchema, webhookSchema, wholeDeliverySchema } from '../representations/webhook.ts';
import type { WebhookDesk } from '../webhook-desk.ts';

/** So that receivers have time to take the new secret. */
const keepOldSeconds = 24 * 3600;
const longestKeepOldSeconds = 30 * 24 * 3600;

const events = z
  .array(z.enum(webhookEventTypes, { error: `must be one of ${webhookEventTypes.join(', ')}` }))
  .min(1, { error: 'is empty; name a type, or leave it out for all of them' })
  .overwrite((given) => [...new Set(given)]);

const newWebhookSchema = z
  .strictObject({
    url: z.string().describe('Where messages are sent by POST; https, best'),
    events: events.default([...webhookEventTypes]),
    description: plainText(500).default(''),
  })
  .meta({ id: 'NewWebhook' });

const patchSchema = z
  .strictObject({
    url: z.string().optional(),
    events: events.optional(),
    description: plainText(500).optional(),
    enabled: z.boolean().optional().describe('True sends what waited meanwhile, too'),
  })
  .meta({ id: 'WebhookPatch' });

const rotationSchema = z
  .strictObject({
    keepOldSeconds: z
      .number()
      .int()
      .min(0, { error: 'must be 0 or more' })
      .max(longestKeepOldSeconds, { error: `must be ${longestKeepOldSeconds} or less` })
      .default(keepOldSeconds)
      .describe('How long the old secret signs beside the new one'),
  })
  .prefault({});

const secret = z.string().describe('whsec_…: shown here and never again');

/** Who is told of what happens here: Standard Webhooks. */
export function webhookRoutes(
  { catalogue: { webhooks, deliveries } }: ApiDependencies,
  desk: WebhookDesk,
): FastifyPluginAsyncZod {
  const tags = ['webhooks'];
  const config = { access: 'admin' } as const;
  const params = idParameter('The webhook');
  const orNotFound = <T>(found: T | null, what = 'webhook'): T => {
    if (found === null) {
      throw notFound(what);
    }
    return found;
  };

  return async (app) => {
    app.post(
      '/v1/webhooks',
      {
        config,
        schema: {
          tags,
          summary: 'Has events told to a URL; the secret that signs them is shown here and never again',
          body: newWebhookSchema,
          response: { 201: webhookSchema.extend({ secret }) },
        },
      },
      async (request, reply) => reply.code(201).send(await desk.create(request.body)),
    );

    app.get(
      '/v1/webhooks',
      { config, schema: { tags, summary: 'Lists webhooks', response: { 200: pageOf(webhookSchema) } } },
      async () => ({ items: await webhooks.list(), nextCursor: null }),
    );

    app.get(
      '/v1/webhooks/:id',
      { config, schema: { tags, summary: 'A webhook', params, response: { 200: webhookSchema } } },
      async (request) => orNotFound(await webhooks.get(request.params.id)),
    );

    app.patch(
      '/v1/webhooks/:id',
      {
        config,
        schema: {
          tags,
          summary: 'Changes a webhook, disables it or enables it again',
          params,
          body: patchSchema,
          response: { 200: webhookSchema },
        },
      },
      async (request) => orNotFound(await desk.update(request.params.id, request.body)),
    );

    app.delete(
      '/v1/webhooks/:id',
      {
        config,
        schema: {
          tags,
          summary: 'Deletes a webhook and its deliveries',
          params,
          response: { 204: nothing('It is deleted') },
        },
      },
      async (request, reply) => {
        if (!(await webhooks.remove(request.params.id))) {
          throw notFound('webhook');
        }
        return reply.code(204).send();
      },
    );

    app.post(
      '/v1/webhooks/:id/rotate',
      {
        config,
        schema: {
          tags,
          summary: 'Makes a new secret; the old one signs beside it for a day, or as long as is asked',
          params,
          body: rotationSchema,
          response: { 200: z.object({ secret, oldUntil: z.iso.datetime() }) },
        },
      },
      async (request) => orNotFound(await desk.rotate(request.params.id, request.body.keepOldSeconds)),
    );

    app.post(
      '/v1/webhooks/:id/test',
      {
        config,
        schema: {
          tags,
          summary: 'Sends a message of the type webhook.test',
          params,
          response: { 202: deliverySchema },
        },
      },
      async (request, reply) => reply.code(202).send(orNotFound(await desk.test(request.params.id))),
    );

    app.get(
      '/v1/webhooks/:id/deliveries',
      {
        config,
        schema: {
          tags,
          summary: 'What was sent to a webhook, or waits for it, newest first; kept for 30 days',
          params,
          querystring: pageQuery.extend({
            status: z
              .enum(deliveryStatuses, { error: `must be one of ${deliveryStatuses.join(', ')}` })
              .optional(),
          }),
          response: { 200: pageOf(deliverySchema) },
        },
      },
      async (request) => {
        const { status = null, ...page } = request.query;
        const { id } = orNotFound(await webhooks.get(request.params.id));
        return deliveries.list(id, status, page);
      },
    );

    app.get(
      '/v1/deliveries/:id',
      {
        config,
        schema: {
          tags,
          summary: 'A delivery, with what is sent',
          params: idParameter('The delivery'),
          response: { 200: wholeDeliverySchema },
        },
      },
      async (request) => orNotFound(await deliveries.get(request.params.id), 'delivery'),
    );

    app.post(
      '/v1/deliveries/:id/redeliver',
      {
        config,
        schema: {
          tags,
          summary: 'Sends a message again under the same id, at once and from the beginning of the schedule',
          params: idParameter('The delivery'),
          response: { 202: deliverySchema },
        },
      },
      async (request, reply) =>
        reply.code(202).send(orNotFound(await desk.redeliver(request.params.id), 'delivery')),
    );
  };
}
