import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';

const turnSchema = z.object({
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  files: z.number().int(),
  bytes: z.number().int(),
});

const auditSchema = z
  .object({
    turn: turnSchema
      .omit({ finishedAt: true })
      .nullable()
      .describe('The one that is under way, with what it has read so far'),
    lastTurn: turnSchema.nullable().describe('The last one that read everything'),
    damage: z
      .array(
        z.object({
          key: z.string().describe('Path below the root of the storage'),
          problem: z.string().describe('Reads on from the key'),
          foundAt: z.iso.datetime(),
          seenAt: z.iso.datetime(),
          repairedAt: z.iso.datetime().nullable().describe('Null while it is damaged'),
          reason: z.string().nullable().describe('Why it is not repaired'),
        }),
      )
      .describe('What is open, then what was repaired in the last 30 days'),
  })
  .meta({ id: 'Audit' });

export function auditRoutes({ catalogue: { audits } }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/audit',
      {
        config: { access: 'read' },
        schema: {
          tags: ['operation'],
          summary: 'How far storage was read back and compared with its hashes, and what was wrong',
          response: { 200: auditSchema },
        },
      },
      async () => {
        const { startedAt, files, bytes, last } = await audits.turn();
        return {
          turn: startedAt === null ? null : { startedAt, files, bytes },
          lastTurn: last,
          damage: await audits.damage(),
        };
      },
    );
  };
}
