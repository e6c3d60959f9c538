import { createHash } from 'node:crypto';
import { chooseLanguage } from '#card/language.ts';
import { renderCard } from '#card/render-card.ts';
import type { CaptureState, CardPicture, Pictures, PictureWish, PostSummary } from '#catalogue/catalogue.ts';
import type { Artifact } from '#domain/capture.ts';
import { cardOfPost } from './card-of-post.ts';

export type PictureVariant = Pick<PictureWish, 'language' | 'theme'>;

/** All that drawing a card as a still picture needs. */
export interface CardToDraw {
  wish: PictureWish;
  theme: PictureVariant['theme'];
  artifacts: readonly Artifact[];
  /** The card's page with its media at these URLs; null leaves one out. */
  render(mediaUrl: (name: string) => string | null): string;
}

/** `capture` is the one that the card shows; a language that cards do not speak is English. */
export function cardToDraw(
  post: PostSummary,
  capture: CaptureState | null,
  { language: asked, theme }: PictureVariant,
): CardToDraw {
  const { postId } = post;
  const language = chooseLanguage(asked, undefined);
  const artifacts = capture?.artifacts ?? [];
  const view = cardOfPost(post, capture, '');
  const render: CardToDraw['render'] = (mediaUrl) => renderCard({ ...view, mediaUrl }, { language, theme });
  // Wherever the service lives and whatever becomes of addresses, the same words and bytes are the same picture.
  const page = render((name) => {
    const artifact = artifacts.find((candidate) => candidate.name === name);
    return artifact ? `/${artifact.sha256}` : null;
  });
  const shows = createHash('sha256')
    .update(JSON.stringify([postId, language, theme, page]))
    .digest('hex');
  return { wish: { shows, postId, language, theme }, theme, artifacts, render };
}

/** Null where it is not made yet; then it is asked for, so that it is there for who comes next. */
export async function pictureOrWish(
  pictures: Pick<Pictures, 'get' | 'wish'>,
  { wish }: CardToDraw,
): Promise<CardPicture | null> {
  const picture = await pictures.get(wish.shows);
  if (picture === null) {
    await pictures.wish(wish);
  }
  return picture;
}

export interface AddressedPicture extends CardPicture {
  url: string;
}

/** The picture of the card at `cardUrl`, to name in pages; null, and asked for, where it is not made yet. */
export async function pictureFor(
  cardUrl: string,
  card: CardToDraw,
  pictures: Pick<Pictures, 'get' | 'wish'>,
): Promise<AddressedPicture | null> {
  const picture = await pictureOrWish(pictures, card);
  const { language, theme } = card.wish;
  const query = [language !== 'en' && `lang=${language}`, theme === 'dark' && 'theme=dark'].filter(Boolean);
  const url = `${cardUrl}.png${query.length > 0 ? `?${query.join('&')}` : ''}`;
  return picture && { ...picture, url };
}
