import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { SiteHealth } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import type { ApiDependencies } from '../dependencies.ts';

const time = z.iso.datetime().nullable();

const siteSchema = z
  .object({
    site: z.string().describe('A platform, or one server of a platform that is on many'),
    breaker: z.object({
      state: z
        .enum(['closed', 'open', 'half-open'])
        .describe('half-open: its rest is over, and one probe is let through'),
      since: time,
      until: time,
      holds: z
        .enum(['everything', 'rechecks'])
        .nullable()
        .describe('What waits meanwhile: captures too, or only looks at what is held'),
      reason: z.string().nullable(),
      strikes: z.number().describe('Obstacles in a row'),
    }),
    lastSuccess: z.object({ text: time, media: time, screenshot: time }),
    canaries: z.array(
      z.object({
        kind: z.enum(['living', 'deleted']),
        url: z.string(),
        at: z.iso.datetime(),
        told: z.string(),
        isRight: z.boolean().nullable().describe('null where an obstacle kept it from being told'),
      }),
    ),
    misreadSince: time.describe(
      'Since when known posts are misread: watched posts are not looked at meanwhile',
    ),
  })
  .meta({ id: 'PlatformHealth' });

/** How each platform answers at the moment. */
export function platformHealthRoutes({ catalogue, clock }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/health',
      {
        config: { access: 'read' },
        schema: {
          tags: ['operation'],
          summary: 'How each platform answers: breakers, canaries, and what was captured from it last',
          response: { 200: z.object({ platforms: z.array(siteSchema) }) },
        },
      },
      async () => ({
        platforms: (await catalogue.breakers.list()).map((health) => represent(health, clock)),
      }),
    );
  };
}

function represent(
  { site, strikes, open, lastSuccess, canaries, misreadSince }: SiteHealth,
  clock: Clock,
): z.input<typeof siteSchema> {
  const isOver = open !== null && Date.parse(open.until) <= clock.now().getTime();
  return {
    site,
    breaker: {
      state: open === null ? 'closed' : isOver ? 'half-open' : 'open',
      since: open?.at ?? null,
      until: open?.until ?? null,
      holds: open?.holds ?? null,
      reason: open?.reason ?? null,
      strikes,
    },
    lastSuccess,
    canaries,
    misreadSince,
  };
}
