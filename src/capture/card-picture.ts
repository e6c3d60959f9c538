import type { Artifact } from '#domain/capture.ts';
import type { Logger } from '#logger.ts';
import type { Storage } from '#storage/storage.ts';
import type { BrowserPool, BrowserSession } from './browser/browser.ts';
import { screenshotElement } from './browser/screenshot.ts';
import { settle } from './browser/settle.ts';
import { type EncodedPicture, shrinkToDataUrl, toPalettePng } from './pictures.ts';

/** A card that is to be drawn. */
export interface DrawnCard {
  artifacts: readonly Artifact[];
  theme: 'light' | 'dark';
  /** The card's page with its media at these URLs; null leaves one out. */
  render(mediaUrl: (name: string) => string | null): string;
}

export interface CardPicture extends EncodedPicture {
  /** Pixels for each of CSS's. */
  scale: number;
}

export interface PictureTools {
  browsers: Pick<BrowserPool, 'withPage'>;
  storage: Pick<Storage, 'getObject'>;
  logger: Pick<Logger, 'warn'>;
}

const cardSelector = 'main';
/** The card is 550 wide in a body with a margin of 8. */
const viewport = { width: 566, height: 900 };
const scale = 2;
/** Some 8,000 characters; pictures are for glances. */
const maxHeight = 2_400;
const maxPictureSide = 550 * scale;
const timeoutMs = 30_000;

/**
 * The card as a PNG with rounded corners to see through, drawn in a page without a network. Rejects as
 * `BrowserPool.withPage` does.
 */
export async function drawCardPicture(
  card: DrawnCard,
  tools: PictureTools,
  signal: AbortSignal,
): Promise<CardPicture> {
  const urls = await mediaUrlsOf(card, tools, signal);
  const page = card.render((name) => urls.get(name) ?? null);
  const png = await tools.browsers.withPage({ proxy: null, viewport, timeoutMs }, signal, (session) =>
    draw(session, page, card.theme),
  );
  return { ...(await toPalettePng(png)), scale };
}

async function draw({ page }: BrowserSession, html: string, theme: DrawnCard['theme']): Promise<Uint8Array> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.setContent(html, { waitUntil: 'commit', timeout: timeoutMs });
  await settle(page, [cardSelector], { postSelector: cardSelector, timeoutMs });
  await page.evaluate(markVideos);
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Emulation.setDefaultBackgroundColorOverride', { color: { r: 0, g: 0, b: 0, a: 0 } });
    return (await screenshotElement(page, cardSelector, { maxHeight, scale })).png;
  } finally {
    await session.detach();
  }
}

/** Runs in the page. A still picture has no controls to press; a sign says what plays. */
function markVideos(): void {
  for (const video of document.querySelectorAll('video')) {
    video.controls = false;
    const sign = document.createElement('span');
    sign.style.cssText =
      'position:absolute;inset:0;margin:auto;width:72px;height:72px;border-radius:50%;background:rgb(0 0 0/.65)';
    const arrow = document.createElement('span');
    arrow.style.cssText =
      'position:absolute;inset:0 0 0 6px;margin:auto;width:26px;height:30px;background:#fff;clip-path:polygon(0 0,100% 50%,0 100%)';
    sign.append(arrow);
    const { parentElement } = video;
    if (parentElement !== null) {
      parentElement.style.position = 'relative';
      parentElement.append(sign);
    }
  }
}

/** Of the artifacts that the card shows. A picture that does not decode is left out, as a reader's browser would. */
async function mediaUrlsOf(
  { artifacts, render }: DrawnCard,
  { storage, logger }: PictureTools,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const shown = new Set<string>();
  render((name) => {
    shown.add(name);
    return '/shown';
  });
  const urls = new Map<string, string>();
  for (const artifact of artifacts.filter(({ name }) => shown.has(name))) {
    signal.throwIfAborted();
    const { name, mediaType } = artifact;
    if (!mediaType.startsWith('image/')) {
      // Enough for the card to say that it is held.
      urls.set(name, `data:${mediaType.split(';')[0]};base64,`);
      continue;
    }
    try {
      urls.set(name, await shrinkToDataUrl(await read(storage, artifact), maxPictureSide));
    } catch (error) {
      logger.warn({ err: error, name }, 'medium not in the picture of its card');
    }
  }
  return urls;
}

async function read(storage: PictureTools['storage'], { sha256 }: Artifact): Promise<Uint8Array> {
  const found = await storage.getObject(sha256);
  if (found === null) {
    throw new Error(`Storage does not hold ${sha256}`);
  }
  return Buffer.concat(await Array.fromAsync(found.body));
}
