import { mkdir, writeFile } from 'node:fs/promises';
import { toPalettePng } from '#capture/pictures.ts';
import { officialEmbeds } from '../tests/web/article/embeds.ts';
import { killOriginal, serveArticle } from '../tests/web/article/world.ts';
import { openWorkspace } from '../tests/web/workspace/workspace.ts';

/** `node scripts/article.ts`: pictures of the test article with its originals there, with one gone, and with all gone. */
const folder = new URL('../docs/gallery/article/', import.meta.url);
const viewport = { width: 700, height: 2700 };

await using workspace = await openWorkspace();
const { service, url } = workspace;
await using article = await serveArticle(`<script async src="${url}/embed.js"></script>`, 1);
const context = await workspace.context(null, { viewport });
const page = await context.newPage();
await page.route(/^https:/, (route) => route.abort());
await mkdir(folder, { recursive: true });

await picture('1-all-there');
const [first, ...others] = officialEmbeds;
if (first) {
  await killOriginal(service, first);
}
await picture('2-one-gone');
for (const embed of others) {
  await killOriginal(service, embed);
}
await picture('3-all-gone');
await context.close();

async function picture(name: string): Promise<void> {
  const asked = page.waitForResponse('**/embed/resolve');
  await page.goto(article.url, { waitUntil: 'domcontentloaded' });
  await asked;
  await page.evaluate('embedArchiver.scan()');
  await page.waitForLoadState('networkidle');
  const { bytes } = await toPalettePng(await page.screenshot());
  await writeFile(new URL(`${name}.png`, folder), bytes);
}
