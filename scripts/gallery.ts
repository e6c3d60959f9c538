import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import sharp from 'sharp';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { renderCard } from '#card/render-card.ts';
import { type GalleryCard, galleryCards } from './gallery/cards.ts';

/** `npm run gallery`: pictures the cards of scripts/gallery into docs/gallery, and writes its index. */
const folder = fileURLToPath(new URL('../docs/gallery', import.meta.url));

/** Leaves the card its full width. */
const standardWidthPx = 566;

/** Of one card, until nothing moves; a busy player stops within about thirty. */
const maxPictures = 100;

const found = findChromium(null);
if (found === null) {
  throw new Error('No Chromium was found: run npm run setup');
}
const browser = await chromium.launch({ executablePath: found.path });
try {
  await mkdir(folder, { recursive: true });
  await removePictures();
  const page = await browser.newPage();
  for (const card of galleryCards) {
    const bytes = await picture(page, card);
    process.stdout.write(`${card.name}.png, ${Math.ceil(bytes / 1024)} KB\n`);
  }
} finally {
  await browser.close();
}
await writeFile(`${folder}/README.md`, index());

async function picture(page: Page, card: GalleryCard): Promise<number> {
  const { view, widthPx = standardWidthPx, print = false } = card;
  const theme = card.page?.theme ?? 'light';
  await page.setViewportSize({ width: widthPx, height: 80 });
  await page.emulateMedia({ media: print ? 'print' : 'screen' });
  await page.setContent(
    renderCard(view, { cardUrl: 'https://archive.example/embed/example', ...card.page, theme }),
  );
  await page.evaluate(() => Promise.all(Array.from(document.images, (image) => image.decode())));
  const png = await sharp(await pictureAtRest(page))
    .png({ palette: true, colours: 128, effort: 10, compressionLevel: 9 })
    .toBuffer();
  await writeFile(`${folder}/${card.name}.png`, png);
  return png.byteLength;
}

/** Once nothing moves any more: a player that has just come shows for a second that it is busy. */
async function pictureAtRest(page: Page): Promise<Buffer> {
  let last = await page.screenshot({ fullPage: true });
  for (let alike = 0, taken = 1; alike < 3 && taken < maxPictures; taken += 1) {
    const next = await page.screenshot({ fullPage: true });
    alike = next.equals(last) ? alike + 1 : 0;
    last = next;
  }
  return last;
}

async function removePictures(): Promise<void> {
  const names = await readdir(folder);
  await Promise.all(names.filter((name) => name.endsWith('.png')).map((name) => rm(`${folder}/${name}`)));
}

function index(): string {
  const entries = galleryCards.map(({ name, title }) => `### ${title}\n\n![${title}](${name}.png)\n`);
  return `# The card, in pictures\n\nEach as readers see it, 550 px wide unless said. Posts and pictures are made up. \`npm run gallery\` makes them anew.\n\n${entries.join('\n')}`;
}
