import type { Artifact, ArtifactRole } from '#domain/capture.ts';
import type { Storage } from '#storage/storage.ts';
import type { Picture } from './report/capture.ts';

const shown: ArtifactRole[] = ['thumbnail', 'screenshot', 'media'];
/** Larger ones would make a report of many captures heavy. */
const mostBytes = 400_000;
const pictureTypes = /^image\/(png|jpeg|webp|gif|avif)$/;

/** The thumbnail of a capture, or else a picture that is small of itself; null where neither is held. */
export async function smallPicture(storage: Storage, artifacts: Artifact[]): Promise<Picture | null> {
  const candidates = artifacts
    .filter(
      ({ role, bytes, mediaType }) =>
        shown.includes(role) && bytes <= mostBytes && pictureTypes.test(mediaType),
    )
    .sort((a, b) => shown.indexOf(a.role) - shown.indexOf(b.role));
  const [chosen] = candidates;
  const found = chosen && (await storage.getObject(chosen.sha256));
  if (!chosen || !found) {
    return null;
  }
  const bytes = Buffer.concat(await Array.fromAsync(found.body));
  return { dataUrl: `data:${chosen.mediaType};base64,${bytes.toString('base64')}`, of: chosen };
}
