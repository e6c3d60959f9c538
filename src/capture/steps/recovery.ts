import { z } from 'zod';
import { artifactSchema, signalSchema } from '#domain/capture.ts';
import { type PostId, platformOf } from '#domain/post.ts';
import { recordSchema } from '#domain/record.ts';
import type { Footing, Rung } from '../rung.ts';
import { waitUnlessPatienceEnded } from '../trouble.ts';
import { storeAnswers } from './look.ts';

const recoverySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('recovered'),
    takenAt: z.iso.datetime(),
    record: recordSchema,
    memento: z.object({
      pageUrl: z.string(),
      archivedAt: z.iso.datetime(),
      besideUrl: z.string().nullable(),
    }),
    signals: z.array(signalSchema),
    artifacts: z.array(artifactSchema),
  }),
  z.object({
    kind: z.literal('nothing'),
    takenAt: z.iso.datetime(),
    /** Why archives could not tell, where one of them did not answer for as long as patience lasted. */
    unanswered: z.string().nullable(),
    signals: z.array(signalSchema),
  }),
]);
export type SearchedArchives = z.infer<typeof recoverySchema>;

/** What archives of the web have of a post that is gone. */
export const recovery: Rung<PostId, SearchedArchives> = {
  name: 'recovery',
  result: recoverySchema,
  dependsOn: (postId) => postId,

  async take(postId, footing) {
    const { job, tools, scope, signal } = footing;
    const takenAt = tools.clock.now().toISOString();
    const gone = { target: targetOf(postId, footing), quotation: job.quotation };
    const found = await tools.recover(gone, scope.fetch, signal);
    if (found.kind === 'unanswered') {
      waitUnlessPatienceEnded(job, tools, found);
    }
    if (found.kind !== 'recovered') {
      const unanswered = found.kind === 'unanswered' ? found.detail : null;
      return { kind: 'nothing', takenAt, unanswered, signals: found.signals };
    }
    const { memento, signals } = found;
    const record = recordSchema.parse(found.record);
    const artifacts = await storeAnswers({ record, raw: found.raw, signals }, footing);
    const { pageUrl, archivedAt, besideUrl } = memento;
    return {
      kind: 'recovered',
      takenAt,
      record,
      memento: { pageUrl, archivedAt, besideUrl },
      signals,
      artifacts,
    };
  },
};

/** Null for words alone and for short links that lead nowhere. */
function targetOf(postId: PostId, { job, tools }: Footing) {
  const isKnown = platformOf(postId) !== 'quotation' && !tools.platformFor(postId).isProvisional(postId);
  const { canonicalUrl, foundUrl } = job.work;
  return isKnown ? { postId, canonicalUrl, foundUrl } : null;
}
