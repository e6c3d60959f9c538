import { renderCard } from '#card/render-card.ts';
import type { CardCapture, CardView } from '#card/view.ts';
import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';

/** The page of a card without script, of whichever capture. */
export function renderPostCard(post: PostSummary, capture: CaptureState | null, pathPrefix: string): string {
  return renderCard(cardOfPost(post, capture, pathPrefix));
}

/** What the card of a post shows. `pathPrefix` stands before `/embed`, where the service lives below a path. */
export function cardOfPost(post: PostSummary, capture: CaptureState | null, pathPrefix: string): CardView {
  // Media of the capture that the card shows today need no telling which.
  const ofCapture = capture && capture.id !== captureToShow(post) ? `&capture=${capture.id}` : '';
  return {
    post,
    capture: capture && toCardCapture(capture),
    evidenceUrl: `${pathPrefix}/posts/${encodeURIComponent(post.postId)}`,
    mediaUrl: (name) => {
      const artifact = capture?.artifacts.find((candidate) => candidate.name === name);
      return artifact
        ? `${pathPrefix}/embed/${encodeURIComponent(post.postId)}/media/${encodeURIComponent(name)}?v=${artifact.sha256}${ofCapture}`
        : null;
    },
  };
}

function toCardCapture(capture: CaptureState): CardCapture | null {
  const { takenAt, outcome, absence, source, record, artifacts, missing, provenance } = capture;
  return takenAt && outcome
    ? { takenAt, outcome, absence, source, record, artifacts, missing, provenance }
    : null;
}

/** The one to show: the best held, else the last that ended without holding anything. */
export function captureToShow(post: PostSummary): string | null {
  const last = post.captures
    .filter(({ takenAt }) => takenAt !== null)
    .reduce<PostSummary['captures'][number] | null>(
      (latest, each) => (latest && (latest.takenAt ?? '') > (each.takenAt ?? '') ? latest : each),
      null,
    );
  return post.currentCaptureId ?? last?.id ?? null;
}
