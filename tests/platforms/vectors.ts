import { z } from 'zod';
import type { Platform } from '#platforms/platform.ts';
import { recordedJson } from './recordings.ts';

const urlVectorsSchema = z.object({
  vectors: z.array(
    z.object({
      url: z.string(),
      platform: z.string(),
      kind: z.string(),
      id: z.string().nullable(),
      canonicalUrl: z.string().nullable(),
    }),
  ),
});
const timeVectorsSchema = z.object({
  vectors: z.array(z.object({ platform: z.string(), id: z.string(), fromId: z.string().nullable() })),
});
const indexSchema = z.object({
  recordings: z.array(
    z.object({
      platform: z.string(),
      file: z.string(),
      httpStatus: z.number().optional(),
      groundTruth: z.record(z.string(), z.unknown()),
    }),
  ),
});

export function recordingsOf(platform: string) {
  return indexSchema
    .parse(recordedJson('index.json'))
    .recordings.filter((each) => each.platform === platform);
}

export interface VectorJudgement {
  judged: number;
  wrong: string[];
}

/**
 * The URL vectors by id, kind and canonical URL, those of other platforms by being left to them. `handleFree` writes a
 * canonical URL as we do where the URL of theirs has the author's name in it, which an id does not tell.
 */
export function judgeUrlVectors(
  platform: Platform,
  handleFree: (canonicalUrl: string, id: string) => string = (url) => url,
): VectorJudgement {
  const { vectors } = urlVectorsSchema.parse(recordedJson('urls/url-vectors.json'));
  const wrong: string[] = [];
  let judged = 0;
  for (const vector of vectors) {
    const url = URL.parse(vector.url) ?? URL.parse(`https://${vector.url}`);
    if (url === null) continue;
    judged += 1;
    const identity = platform.identify(url);
    if (vector.platform !== platform.name) {
      if (identity !== null) wrong.push(`${vector.url} is not of ${platform.name}`);
      continue;
    }
    const isPost = vector.kind === 'post';
    const id = isPost ? `${platform.name}:${vector.id?.replace('/', ':')}` : null;
    const canonical = isPost ? handleFree(vector.canonicalUrl ?? '', vector.id ?? '') : null;
    const isShort =
      vector.kind === 'short-link' && identity !== null && platform.isProvisional(identity.postId ?? '');
    const isSame = identity !== null && identity.postId === id && identity.canonicalUrl === canonical;
    const isKind = isPost || vector.kind === 'not-a-post' || identity?.kind === vector.kind;
    if (!(isSame || isShort) || !isKind) wrong.push(`${vector.url}: ${JSON.stringify(identity)}`);
  }
  console.info(`${platform.name}: URL vectors judged: ${judged}`);
  return { judged, wrong };
}

/** The times that ids of these platforms carry. */
export function judgeIdTimes(platform: string, timeOfId: (id: string) => string | null): VectorJudgement {
  const { vectors } = timeVectorsSchema.parse(recordedJson('urls/id-time-vectors.json'));
  const ours = vectors.filter((vector) => vector.platform === platform);
  console.info(`${platform}: id times judged: ${ours.length}`);
  const wrong = ours.filter(({ id, fromId }) => timeOfId(id) !== fromId).map(({ id }) => id);
  return { judged: ours.length, wrong };
}
