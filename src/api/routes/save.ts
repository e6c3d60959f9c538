import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { InvalidInputError } from '#domain/errors.ts';
import { baseUrlOf } from '../base-url.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { idParameter } from '../inputs.ts';
import { postsIn, submissionRequestSchema, toSubmission } from '../intake.ts';
import { notFound, Problem } from '../plugins/problems.ts';
import type { Quotas } from '../plugins/quotas.ts';
import {
  representSystemStatus,
  representUserStatus,
  systemStatusSchema,
  userStatusSchema,
} from '../representations/save-load.ts';
import { representSaveStatus, saveStatusSchema } from '../representations/save-status.ts';
import { settle } from '../settle.ts';

/** `120`, `24h`, `3d 5h 20m`: how old a capture may be and still do. In seconds. */
const span = z
  .string()
  .regex(/^\s*(?:\d{1,9}|\d{1,9}\s*[dhms](?:\s*\d{1,9}\s*[dhms])*)\s*(?:,.*)?$/i, {
    error: 'is no span as in 120, 24h or 3d 5h',
  })
  .transform(secondsOf);

const saveSchema = z
  .looseObject({
    url: z
      .string({ error: 'is missing; give the URL to save' })
      .describe('A post, or a page with its embeds'),
    if_not_archived_within: span.optional(),
  })
  .describe(
    'Other parameters of Save Page Now change nothing here: a picture and the page’s embeds are always taken',
  )
  .meta({ id: 'SaveRequest' });

const acceptedSchema = z.object({ url: z.string(), job_id: z.string() });

/** The shape of the Wayback Machine's Save Page Now 2, so that scripts for it need another host alone. */
export function saveRoutes(dependencies: ApiDependencies, quotas: Quotas): FastifyPluginAsyncZod {
  const { catalogue, clock, egressAllow, publicUrl, restricted } = dependencies;

  async function save(request: FastifyRequest<{ Body: z.output<typeof saveSchema> }>, reply: FastifyReply) {
    const { url, if_not_archived_within: maxAgeSeconds } = request.body;
    const by = request.caller?.id ?? null;
    const wish = submissionRequestSchema.parse({
      url,
      ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    });
    const context = { now: clock.now(), origin: 'spn', by, egressAllow, restricted } as const;
    const submission = refusedAsThere(() => toSubmission(wish, context));
    await quotas.takeSubmissions(request, reply, postsIn(submission));
    const accepted = await catalogue.submissions.accept(submission, null);
    const { id } = await settle(accepted, dependencies);
    return { url, job_id: id };
  }

  return async (app) => {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
    );
    const config = { access: 'submit' } as const;
    const asking = { ...config, writes: 'facts' } as const;
    const schema = {
      tags: ['submissions'],
      summary: 'Asks to archive a URL, as Save Page Now 2',
      consumes: ['application/x-www-form-urlencoded', 'application/json'],
      body: saveSchema,
      response: { 200: acceptedSchema },
    };
    app.post('/save', { config: asking, schema }, save);
    app.post('/save/', { config: asking, schema: { ...schema, hide: true } }, save);

    app.get(
      '/save/status/user',
      {
        config,
        schema: {
          ...{ tags: ['submissions'], summary: 'What a key has under way, as Save Page Now 2' },
          response: { 200: userStatusSchema },
        },
      },
      async ({ caller }) => {
        const midnight = `${clock.now().toISOString().slice(0, 10)}T00:00:00.000Z`;
        const load = await catalogue.submissions.load(caller?.id ?? '', midnight);
        return representUserStatus(load);
      },
    );

    app.get(
      '/save/status/system',
      {
        config: { access: 'public' },
        schema: {
          ...{ tags: ['submissions'], summary: 'Whether captures are delayed, as Save Page Now 2' },
          response: { 200: systemStatusSchema },
        },
      },
      async () => representSystemStatus(await catalogue.captures.counts()),
    );

    app.get(
      '/save/status/:id',
      {
        config,
        schema: {
          ...{ tags: ['submissions'], summary: 'What became of it, as Save Page Now 2' },
          params: idParameter('The job_id'),
          response: { 200: saveStatusSchema },
        },
      },
      async (request) => {
        const submission = await catalogue.submissions.get(request.params.id);
        const { caller } = request;
        // Who may submit but not read follows what it sent itself.
        const isOwn = submission?.by === caller?.id;
        if (!submission || !(isOwn || caller?.scopes.has('read'))) {
          throw notFound('submission');
        }
        const [embed] = submission.embeds;
        const captureId = embed?.captureId ?? embed?.currentCaptureId ?? null;
        const capture = captureId === null ? null : await catalogue.captures.get(captureId);
        return representSaveStatus(submission, capture, baseUrlOf(request, publicUrl));
      },
    );
  };
}

/** A URL that is not to be visited, in SPN2's words as well as ours. */
function refusedAsThere<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) {
      throw error;
    }
    const { path, message } = error;
    throw new Problem('invalid-input', undefined, {
      ...{ errors: [{ path, message }], message, status_ext: 'error:invalid-url-syntax' },
    });
  }
}

const secondsIn: Record<string, number> = { d: 86_400, h: 3600, m: 60, s: 1 };
const mostSeconds = 2_147_483_647;

/** Of two spans the second is for pictures, which come along here. */
function secondsOf(text: string): number {
  const [wanted = ''] = text.split(',');
  const parts = [...wanted.matchAll(/(\d+)\s*([dhms]?)/gi)];
  const seconds = parts.map(([, count, unit = '']) => Number(count) * (secondsIn[unit.toLowerCase()] ?? 1));
  return Math.min(
    seconds.reduce((sum, each) => sum + each, 0),
    mostSeconds,
  );
}
