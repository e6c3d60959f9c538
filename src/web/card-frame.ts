import { estimateCardHeight, standardWidthPx } from '#card/card-height.ts';
import { renderCard } from '#card/render-card.ts';
import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';
import { cardOfPost } from './card-of-post.ts';

/** Of an `<iframe>`, in CSS pixels. */
export interface FrameSize {
  width: number;
  height: number;
}

export interface FramedCard extends FrameSize {
  /** Path and query. */
  path: string;
}

/** The frame that takes a post's place in an article, `widthPx` wide. */
export function framedCard(
  post: PostSummary,
  capture: CaptureState | null,
  pathPrefix: string,
  widthPx = standardWidthPx,
): FramedCard {
  const page = renderCard(cardOfPost(post, capture, pathPrefix));
  return {
    path: `${pathPrefix}/embed/${encodeURIComponent(post.postId)}`,
    width: widthPx,
    height: estimateCardHeight(page, widthPx),
  };
}

/** Whether something of the post itself is held. The words of a quotation stand in the article already. */
export function holdsPost(capture: Pick<CaptureState, 'source' | 'record' | 'artifacts'> | null): boolean {
  return (
    capture !== null &&
    capture.source !== 'quotation' &&
    (capture.record !== null || capture.artifacts.some(({ role }) => role.endsWith('screenshot')))
  );
}
