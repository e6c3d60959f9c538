import type { PostRecord } from '#domain/record.ts';
import { endUnrecovered } from './endings.ts';
import { type Footing, takeRung } from './rung.ts';
import { cardScreenshot } from './steps/card-screenshot.ts';
import type { CaptureResult } from './steps/manifest.ts';
import { media } from './steps/media.ts';
import { recovery, type SearchedArchives } from './steps/recovery.ts';
import { text } from './steps/text.ts';
import { thumbnail } from './steps/thumbnail.ts';

/**
 * The ladder for a post that is gone: what archives have of it, media from where they still are or from beside the memento,
 * and a picture of our card. It is said to be a recovery everywhere, and never passes for the original.
 */
export async function climbArchives(footing: Footing): Promise<CaptureResult> {
  const { work } = footing.job;
  const found = await takeRung(recovery, work.postId, footing);
  if (found.kind === 'nothing') {
    return await endUnrecovered(found, footing);
  }
  const { record, memento } = found;
  if (record.postId !== work.postId) {
    await footing.job.onIdentified({ postId: record.postId, canonicalUrl: record.canonicalUrl });
  }
  const fetched = await takeRung(media, { record: withCopies(record, memento), headers: {} }, footing);
  const pictured = await takeRung(
    cardScreenshot,
    { record, media: fetched, shown: { why: whyOf(memento), memento } },
    footing,
  );
  const verdict = { shows: 'expected', detail: 'From the record, as an archive had it.' } as const;
  const words = await takeRung(text, { record, hasRenderedText: false, verdict }, footing);
  const pictures = [...fetched.artifacts, ...pictured.artifacts];
  const small = await takeRung(thumbnail, pictures, footing);
  return {
    postId: record.postId,
    canonicalUrl: record.canonicalUrl,
    takenAt: found.takenAt,
    outcome: 'partial',
    absence: null,
    // What an archive had says nothing about the post as it is now.
    state: 'unknown',
    source: 'archive',
    missing: [...fetched.missing, ...pictured.missing, ...small.missing],
    record,
    artifacts: [...found.artifacts, ...pictures, ...words.artifacts, ...small.artifacts],
    signals: found.signals,
    browser: pictured.browser,
    answer: null,
    memento,
  };
}

type Recovered = Extract<SearchedArchives, { kind: 'recovered' }>;

/** A medium often outlives its post; where it does not, the archive may have it beside the page. */
function withCopies(record: PostRecord, { besideUrl }: Recovered['memento']): PostRecord {
  if (besideUrl === null) {
    return record;
  }
  const media = record.media.map((medium) => {
    const copies = medium.variants.map((variant) => ({ ...variant, url: `${besideUrl}${variant.url}` }));
    return { ...medium, variants: [...medium.variants, ...copies] };
  });
  return { ...record, media };
}

function whyOf({ archivedAt }: Recovered['memento']): string {
  return `the post is gone, and this is what an archive of the web had of it on ${archivedAt.slice(0, 10)}`;
}
