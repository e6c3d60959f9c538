import { html, type Markup } from '#card/html.ts';
import type { CaptureState, Catalogue, PostSummary } from '#catalogue/catalogue.ts';
import { captureToShow } from '../../../card-of-post.ts';
import { cardToDraw, pictureFor } from '../../../card-picture.ts';
import { frameLookOf } from '../../../frame.ts';
import { type Snippet, snippetsOf } from '../../../snippets.ts';

const names: Record<Snippet['kind'], string> = {
  script: 'With script: the card stands in when the original is gone',
  frame: 'The card in a frame',
  quotation: 'For e-mail and feeds',
  amp: 'For AMP',
  picture: 'As a picture',
};

/** HTML to paste, of the card that articles show; nothing of a post that they may not. */
export async function findEmbedCodes(
  post: PostSummary,
  looked: CaptureState | null,
  { catalogue, baseUrl }: { catalogue: Pick<Catalogue, 'captures' | 'pictures'>; baseUrl: string },
): Promise<Snippet[]> {
  const captureId = captureToShow(post);
  if (post.restricted || captureId === null) {
    return [];
  }
  const capture = looked?.id === captureId ? looked : await catalogue.captures.get(captureId);
  const drawn = cardToDraw(post, capture, { language: 'en', theme: 'light' });
  const cardUrl = `${baseUrl}/embed/${encodeURIComponent(post.postId)}`;
  const picture = await pictureFor(cardUrl, drawn, catalogue.pictures);
  return snippetsOf(post, capture, { baseUrl, look: frameLookOf({ lang: 'en' }), picture });
}

export function renderEmbedCodes(snippets: readonly Snippet[]): Markup | null {
  return snippets.length === 0
    ? null
    : html`<details class="panel no-print"><summary>Embed</summary>${snippets.map(
        ({ kind, html: code }) =>
          html`<p class="field code"><label for="code-${kind}">${names[kind]}</label><textarea id="code-${kind}" readonly spellcheck="false">${code}</textarea></p><copy-text for="code-${kind}" label="Copy"></copy-text>`,
      )}</details>`;
}
