import type { PostRecord } from '#domain/record.ts';
import type { Rung } from '../rung.ts';
import { pictureCard, type StandInFor } from '../stand-in.ts';
import type { FetchedMedia } from './media.ts';
import { screenshot, type TakenScreenshot } from './screenshot.ts';

export interface CardScreenshotInput {
  record: PostRecord;
  media: FetchedMedia;
  shown: StandInFor;
}

/** A picture of our own card alone, for posts that no page shows any more. */
export const cardScreenshot: Rung<CardScreenshotInput, TakenScreenshot> = {
  name: screenshot.name,
  result: screenshot.result,
  dependsOn: ({ record }) => record,

  async take({ record, media, shown }, footing) {
    const standIn = await pictureCard(record, media.artifacts, shown, footing);
    const isPictured = standIn.kind === 'pictured';
    const suffix = isPictured ? ' A picture of our own card stands in for it.' : '';
    const reason = `The original could not be pictured: ${shown.why}.${suffix}`;
    return {
      artifacts: isPictured ? [standIn.artifact] : [],
      missing: [{ role: 'screenshot', reason, essential: true }],
      seen: false,
      browser: isPictured ? standIn.browser : null,
    };
  },
};
