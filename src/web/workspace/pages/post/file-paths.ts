import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';
import type { Artifact, ArtifactRole } from '#domain/capture.ts';

const publicRoles: ReadonlySet<ArtifactRole> = new Set([
  'media',
  'screenshot',
  'page-screenshot',
  'thumbnail',
]);

/** Where the file of a capture is for whoever is signed in. */
export function artifactPath(captureId: string, name: string): string {
  return `/v1/captures/${captureId}/artifacts/${encodeURIComponent(name)}`;
}

/** Where a picture, sound or video is for whoever sees the page. */
export function mediaPath(post: PostSummary, capture: CaptureState, { name, sha256 }: Artifact): string {
  return post.restricted
    ? artifactPath(capture.id, name)
    : `/embed/${encodeURIComponent(post.postId)}/media/${encodeURIComponent(name)}?v=${sha256}&capture=${capture.id}`;
}

/** The file's address, where the viewer may have it. */
export function downloadPath(
  post: PostSummary,
  capture: CaptureState,
  artifact: Artifact,
  reads: boolean,
): string | null {
  if (reads) {
    return artifactPath(capture.id, artifact.name);
  }
  return publicRoles.has(artifact.role) ? mediaPath(post, capture, artifact) : null;
}

/** What browsers show in place; an SVG may carry script, so it is never among them. */
export function isPicture({ mediaType }: Artifact): boolean {
  return /^image\/(png|jpeg|gif|webp|avif)$/.test(mediaType);
}
