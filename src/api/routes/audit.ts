import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ReplicaState } from '#catalogue/catalogue.ts';
import type { ApiDependencies } from '../dependencies.ts';

const turnSchema = z.object({
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  files: z.number().int(),
  bytes: z.number().int(),
});

const replicaSchema = z.object({
  waiting: z.number().int().describe('Documents that it is still to get, each with the files that it names'),
  waitingSince: z.iso.datetime().nullable().describe('When the first of them was written'),
  turn: z
    .object({ startedAt: z.iso.datetime() })
    .nullable()
    .describe('The comparison of everything that is under way'),
  lastTurn: z
    .object({
      startedAt: z.iso.datetime(),
      finishedAt: z.iso.datetime(),
      problems: z.number().int().describe('Files that could not be copied, or that differ'),
    })
    .nullable()
    .describe(
      'The last that went all the way; until there is one, the copy may lack what was there before it',
    ),
  error: z
    .object({ at: z.iso.datetime(), message: z.string() })
    .nullable()
    .describe('Why it cannot be written; null while it can'),
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
    replica: replicaSchema
      .nullable()
      .describe('The second storage: how far it is behind; null where there is none'),
  })
  .meta({ id: 'Audit' });

export function auditRoutes({
  catalogue: { audits, replica },
  replica: second = null,
}: ApiDependencies): FastifyPluginAsyncZod {
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
          replica: second === null ? null : shown(await replica.state()),
        };
      },
    );
  };
}

function shown({ turn, ...state }: ReplicaState) {
  return { ...state, turn: turn && { startedAt: turn.startedAt } };
}
