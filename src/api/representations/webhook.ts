import { z } from 'zod';
import { deliveryStatuses } from '#catalogue/catalogue.ts';

export const webhookSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    events: z.array(z.string()).describe('The types it is told of'),
    createdAt: z.iso.datetime(),
    disabledAt: z.iso.datetime().nullable().describe('Since then nothing is sent to it'),
    disabledReason: z
      .enum(['gone', 'failing', 'by-admin'])
      .nullable()
      .describe('Its server answered 410; it failed for the whole schedule; an admin said so'),
    failingSince: z.iso.datetime().nullable().describe('Its first failure after its last success'),
    throttledUntil: z.iso.datetime().nullable().describe('It asked for nothing before'),
    lastDeliveredAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Webhook' });

export const deliverySchema = z
  .object({
    id: z.string(),
    webhookId: z.string(),
    messageId: z.string().describe('What is sent as webhook-id, the same at every attempt'),
    type: z.string(),
    postId: z.string().nullable().describe('Messages of one post are sent one after the other'),
    status: z.enum(deliveryStatuses),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    nextAttemptAt: z.iso.datetime().nullable().describe('Null once it ended'),
    attempts: z.array(
      z.object({
        at: z.iso.datetime(),
        status: z.number().int().nullable().describe('Of HTTP; null where nothing answered'),
        error: z.string().nullable().describe('Null where it was taken'),
        durationMs: z.number().int(),
        response: z.string().nullable().describe('How the answer began'),
      }),
    ),
  })
  .meta({ id: 'Delivery' });

export const wholeDeliverySchema = deliverySchema
  .extend({ body: z.string().describe('The message as it is sent, byte for byte') })
  .meta({ id: 'WholeDelivery' });
