import type { PictureWish } from '#catalogue/catalogue.ts';
import type { WorkerDependencies } from './dependencies.ts';
import { relyOnObjects } from './rely.ts';

/** A turn ends then, and captures that wait for a browser have theirs. */
const atATurn = 3;
const firstBackoffMs = 30_000;
/** After these the next who asks begins anew. */
const mostAttempts = 5;

type PictureDependencies = Pick<
  WorkerDependencies,
  'catalogue' | 'storage' | 'replica' | 'cardToDraw' | 'drawCard' | 'logger'
>;

/** Draws the cards whose pictures were asked for, one after the other. */
export function pictureTick(dependencies: PictureDependencies): (signal: AbortSignal) => Promise<void> {
  const { pictures } = dependencies.catalogue;
  return async (signal) => {
    for (const { attempts, ...wish } of await pictures.due(atATurn)) {
      if (signal.aborted) {
        return;
      }
      try {
        await makePicture(wish, dependencies, signal);
      } catch (error) {
        signal.throwIfAborted();
        dependencies.logger.warn({ err: error, postId: wish.postId, attempts }, 'card not pictured');
        await (attempts + 1 < mostAttempts
          ? pictures.postpone(wish.shows, firstBackoffMs * 2 ** attempts)
          : pictures.drop(wish.shows));
      }
    }
  };
}

async function makePicture(
  wish: PictureWish,
  { catalogue, storage, replica, cardToDraw, drawCard }: PictureDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { pictures } = catalogue;
  const card = await cardToDraw(wish);
  // The card has changed since, or is nobody's to see: who asks for it now asks for another picture.
  if (card?.wish.shows !== wish.shows) {
    await pictures.drop(wish.shows);
    return;
  }
  const { bytes, ...picture } = await drawCard(card, signal);
  const { sha256 } = await storage.putObject(bytes, signal);
  const { unneeded: objects } = await relyOnObjects({ catalogue, storage }, () =>
    pictures.finish(wish.shows, { ...picture, sha256 }),
  );
  for (const unneeded of objects) {
    await storage.deleteObject(unneeded);
    await replica?.deleteObject(unneeded);
  }
}
