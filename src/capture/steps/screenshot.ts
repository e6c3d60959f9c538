import { z } from 'zod';
import { artifactSchema } from '#domain/capture.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Target } from '#platforms/platform.ts';
import { lackSchema } from '../outcome.ts';
import type { Footing, Rung } from '../rung.ts';
import { pictureCard } from '../stand-in.ts';
import { browserFactsSchema, type Viewed, viewPost } from '../view-post.ts';
import type { FetchedMedia } from './media.ts';

const screenshotSchema = z.object({
  artifacts: z.array(artifactSchema),
  missing: z.array(lackSchema),
  /** Whether the original was seen, and in it the expected post. */
  seen: z.boolean(),
  browser: browserFactsSchema.nullable(),
});
export type TakenScreenshot = z.infer<typeof screenshotSchema>;

export interface ScreenshotInput {
  target: Target;
  /** Null where the look told nothing. */
  record: PostRecord | null;
  media: FetchedMedia;
}

/** The post as a reader sees it: the original where one of its pages shows it, else our own card, labelled so. */
export const screenshot: Rung<ScreenshotInput, TakenScreenshot> = {
  name: 'screenshot',
  result: screenshotSchema,
  dependsOn: ({ target, record }) => ({ postId: target.postId, hasRecord: record !== null }),

  async take(input, footing) {
    const { record, media } = input;
    const original = await seeOriginal(input, footing);
    if (original.kind === 'seen') {
      const { artifacts, isConfirmed, browser } = original;
      const unconfirmed = { role: 'screenshot', reason: unconfirmedReason, essential: true } as const;
      return { artifacts, missing: isConfirmed ? [] : [unconfirmed], seen: isConfirmed, browser };
    }
    const { reason, browser } = original;
    footing.tools.logger.warn({ why: reason }, 'capture.original-not-seen');
    const standIn =
      record && (await pictureCard(record, media.artifacts, { why: reason, memento: null }, footing));
    const suffix = standIn?.kind === 'pictured' ? ' A picture of our own card stands in for it.' : '';
    return {
      artifacts: standIn?.kind === 'pictured' ? [standIn.artifact] : [],
      missing: [
        {
          role: 'screenshot',
          reason: `The original could not be pictured: ${reason}.${suffix}`,
          essential: true,
        },
      ],
      seen: false,
      browser: browser ?? (standIn?.kind === 'pictured' ? standIn.browser : null),
    };
  },
};

/** The first of the post's pages that shows it. */
export async function seeOriginal({ target, record }: ScreenshotInput, footing: Footing): Promise<Viewed> {
  const notSeen: string[] = [];
  let browser: TakenScreenshot['browser'] = null;
  for (const view of footing.tools.platformFor(target.postId).views(target, record)) {
    const viewed = await viewPost(view, { target, record }, footing);
    if (viewed.kind === 'seen') {
      return viewed;
    }
    browser = viewed.browser ?? browser;
    notSeen.push(viewed.reason);
  }
  const reason = notSeen.length === 0 ? 'it has no page that can be pictured' : notSeen.join('; ');
  return { kind: 'not-seen', reason, browser };
}

const unconfirmedReason = 'Whether the picture shows the expected post could not be told.';
