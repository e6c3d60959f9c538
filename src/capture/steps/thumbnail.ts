import { z } from 'zod';
import { type Artifact, artifactSchema } from '#domain/capture.ts';
import { readArtifact, storeArtifact } from '../artifacts.ts';
import { lackSchema } from '../outcome.ts';
import { inspectPicture, makeThumbnail } from '../pictures.ts';
import type { Footing, Rung } from '../rung.ts';
import { reasonOf } from '../trouble.ts';

const thumbnailSchema = z.object({ artifacts: z.array(artifactSchema), missing: z.array(lackSchema) });
export type MadeThumbnail = z.infer<typeof thumbnailSchema>;

/** A small picture for lists: of the original's screenshot, else of the post's own picture, else of our card. */
export const thumbnail: Rung<Artifact[], MadeThumbnail> = {
  name: 'thumbnail',
  result: thumbnailSchema,
  dependsOn: (artifacts) => chooseModel(artifacts)?.sha256 ?? null,

  async take(artifacts, footing) {
    const model = chooseModel(artifacts);
    if (model === null) {
      return { artifacts: [], missing: [] };
    }
    const picture = await readArtifact(footing, model);
    const made = await shrink(picture, footing);
    if ('reason' in made) {
      const reason = `It could not be made from ${model.name} (${made.reason}).`;
      return { artifacts: [], missing: [{ role: 'thumbnail', reason, essential: false }] };
    }
    const { bytes, ...facts } = made;
    const artifact = await storeArtifact(footing, bytes, {
      ...facts,
      name: 'thumbnail.webp',
      role: 'thumbnail',
      source: 'derived',
      sourceUrl: model.sourceUrl,
      verdict: { shows: model.verdict.shows, detail: `Made from ${model.name}.` },
    });
    return { artifacts: [artifact], missing: [] };
  },
};

async function shrink(picture: Uint8Array, footing: Footing) {
  try {
    const small = await makeThumbnail(picture);
    const { perceptualHash } = await inspectPicture(small.bytes);
    return { ...small, perceptualHash };
  } catch (error) {
    return { reason: reasonOf(error, footing) };
  }
}

function chooseModel(artifacts: Artifact[]): Artifact | null {
  const pictures = artifacts.filter(({ mediaType }) => mediaType.startsWith('image/'));
  const shown = pictures.find(({ role }) => role === 'screenshot');
  const original = shown?.source === 'browser' ? shown : null;
  const own = pictures.find(({ name }) => name.startsWith('media-') || name.startsWith('poster-'));
  return original ?? own ?? shown ?? null;
}
