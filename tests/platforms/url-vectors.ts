import { z } from 'zod';
import type { Platform } from '#platforms/platform.ts';
import { recordedJson } from './recordings.ts';

const vectorSchema = z.object({
  url: z.string(),
  platform: z.string(),
  kind: z.string(),
  id: z.string().nullable(),
  canonicalUrl: z.string().nullable(),
});
export type UrlVector = z.infer<typeof vectorSchema>;

/**
 * Judges the recorded URLs by id, kind and canonical URL: those of the platform, and that it claims none of the others.
 * A URL without an id in the truth is no post, or one that only the network could tell (then `certain` is false).
 */
export function judgeUrls(
  platform: Platform,
  truth: { idOf(vector: UrlVector & { id: string }): string; canonicalOf(vector: UrlVector): string | null },
): { judged: number; wrong: string[] } {
  const { vectors } = z
    .object({ vectors: z.array(vectorSchema) })
    .parse(recordedJson('urls/url-vectors.json'));
  const wrong: string[] = [];
  let judged = 0;
  for (const vector of vectors) {
    const url = URL.parse(vector.url) ?? URL.parse(`https://${vector.url}`);
    if (url === null) continue;
    const identity = platform.identify(url);
    if (vector.platform !== platform.name) {
      if (identity !== null) wrong.push(`${vector.url} is not of ${platform.name}`);
      continue;
    }
    judged += 1;
    const { id } = vector;
    const expected = id === null ? null : truth.idOf({ ...vector, id });
    const isId = (identity?.postId ?? null) === expected || (id === null && identity?.certain === false);
    const isKind = vector.kind === 'not-a-post' || identity?.kind === vector.kind;
    const canonical = truth.canonicalOf(vector);
    const isCanonical = canonical === null || identity?.canonicalUrl === canonical;
    if (!isId || !isKind || !isCanonical) wrong.push(`${vector.url}: ${JSON.stringify(identity)}`);
  }
  console.info(`${platform.name}: ${judged} of ${judged} URL vectors judged, ${wrong.length} wrong`);
  return { judged, wrong };
}

const recordingSchema = z.object({
  platform: z.string(),
  file: z.string(),
  httpStatus: z.number().optional(),
  originalUrl: z.string().optional(),
  groundTruth: z.record(z.string(), z.unknown()),
});
export type Recording = z.infer<typeof recordingSchema>;

export function recordingsOf(platform: string): Recording[] {
  return z
    .object({ recordings: z.array(recordingSchema) })
    .parse(recordedJson('index.json'))
    .recordings.filter((recording) => recording.platform === platform);
}
