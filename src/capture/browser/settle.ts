import { errors, type Page } from 'playwright';

export interface Settled {
  /** The first of the selectors, in their order, that the page has; null where none came in time. */
  selector: string | null;
  /** Whether fonts were loaded and every picture of the post decoded or failed in time. */
  picturesReady: boolean;
}

export interface SettleOptions {
  /** The element whose pictures count; null, or where it is missing, those of the whole page. */
  postSelector: string | null;
  timeoutMs: number;
}

/**
 * Waits for the page to have rendered: for one of `selectors` (CSS), then for fonts and the pictures of the post. Never
 * for network silence, which costs a second a post and may never come.
 */
export async function settle(
  page: Page,
  selectors: string[],
  { postSelector, timeoutMs }: SettleOptions,
): Promise<Settled> {
  const endsAt = performance.now() + timeoutMs;
  const selector = await inTime(page.waitForFunction(firstPresent, selectors, { timeout: timeoutMs }));
  const leftMs = Math.max(1, endsAt - performance.now());
  if (selector === null) {
    return { selector, picturesReady: false };
  }
  return { selector, picturesReady: await decodePicturesOf(page, postSelector, leftMs) };
}

/** Whether fonts were loaded and every picture of the post (null: of the page) decoded or failed in time. */
export async function decodePicturesOf(
  page: Page,
  postSelector: string | null,
  withinMs: number,
): Promise<boolean> {
  const argument = { postSelector, withinMs };
  const decoding = inTime(
    page.waitForFunction(decodePictures, argument, { timeout: withinMs + pageSlackMs }),
  );
  return (await decoding) === 'ready';
}

/** The page's own timer should end first; a page that hangs has none. */
const pageSlackMs = 500;

async function inTime<T>(waiting: Promise<{ jsonValue(): Promise<T> }>): Promise<T | null> {
  try {
    return await (await waiting).jsonValue();
  } catch (error) {
    if (error instanceof errors.TimeoutError) {
      return null;
    }
    throw error;
  }
}

/* What follows runs in the page and may use nothing from here. */

function firstPresent(selectors: string[]): string | null {
  return selectors.find((selector) => document.querySelector(selector)) ?? null;
}

async function decodePictures({ postSelector, withinMs }: { postSelector: string | null; withinMs: number }) {
  const post = (postSelector === null ? null : document.querySelector(postSelector)) ?? document;
  const pictures = [...post.querySelectorAll('img')];
  for (const picture of pictures) {
    // A lazy picture below the viewport would not load, and its decode() not end.
    picture.loading = 'eager';
  }
  const posters = [...post.querySelectorAll<HTMLVideoElement>('video[poster]')].map((video) => {
    const picture = new Image();
    picture.src = video.poster;
    return picture;
  });
  // A picture that cannot be decoded is as ready as it will ever be.
  const decoded = [...pictures, ...posters].map((picture) => picture.decode().catch(() => undefined));
  const ready = Promise.all([document.fonts.ready, ...decoded]).then(() => 'ready' as const);
  const late = new Promise<'late'>((resolve) => setTimeout(resolve, withinMs, 'late'));
  return Promise.race([ready, late]);
}
