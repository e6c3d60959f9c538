import { estimateCardHeight, standardWidthPx } from '#card/card-height.ts';
import type { CardLanguage } from '#card/language.ts';
import { renderCard, titleOf } from '#card/render-card.ts';
import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';
import { cardOfPost } from './card-of-post.ts';

/** Of an `<iframe>`, in CSS pixels. */
export interface FrameSize {
  width: number;
  height: number;
}

export interface FramedCard extends FrameSize {
  /** Without a query. */
  path: string;
  title: string;
}

/**
 * The frame that takes a post's place in an article, `widthPx` wide. It is as high as the card is in `language`: who frames it
 * says that language in its address, since a card that is not told follows the reader's browser.
 */
export function framedCard(
  post: PostSummary,
  capture: CaptureState | null,
  pathPrefix: string,
  widthPx = standardWidthPx,
  look: { language?: CardLanguage } = {},
): FramedCard {
  const view = cardOfPost(post, capture, pathPrefix);
  const page = renderCard(view, look);
  return {
    title: titleOf(view, look.language),
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
