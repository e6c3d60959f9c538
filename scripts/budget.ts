import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { BrowserContext } from 'playwright';
import { officialEmbeds } from '../tests/web/article/embeds.ts';
import { killOriginal, serveArticle, shiftOf, watchShifts } from '../tests/web/article/world.ts';
import { openWorkspace } from '../tests/web/workspace/workspace.ts';

/** `npm run budget`: what the pages weigh, and whether that is within what was promised. Exit 1 where it is not. */

interface Measured {
  page: string;
  /** Of the page alone, as it is sent, without media and without what it frames. */
  htmlBytes: number;
  requests: number;
  /** As they crossed the wire. */
  bytes: number;
  shift: number;
  firstPaintMs: number;
}

/** What a page may weigh; null where nothing was promised. */
const mostHtmlBytes: Record<string, number> = { card: 12 * 1024, 'framed card': 12 * 1024 };
const mostEmbedScriptBytes = 6 * 1024;
const mostScriptBytes = 60 * 1024;
const mostShift = 0.01;

await using workspace = await openWorkspace();
const { service, url } = workspace;
for (const embed of officialEmbeds) {
  await killOriginal(service, embed);
}
const [post] = (await service.inject({ url: '/v1/posts?platform=x' })).json<{ items: { postId: string }[] }>()
  .items;
const card = `${url}/embed/${encodeURIComponent(post?.postId ?? '')}`;
await using article = await serveArticle(`<script async src="${url}/embed.js"></script>`);
const reader = await workspace.context(null, { viewport: { width: 1000, height: 900 } });
const archivist = await workspace.context(await workspace.signIn(), {
  viewport: { width: 1280, height: 900 },
});

const measured = [
  await measure('card', card, reader),
  await measure('framed card', `${card}?format=frame&lang=en`, reader),
  await measure('article with embed.js', article.url, reader),
  await measure('workspace /', `${url}/`, archivist),
  await measure('workspace /posts', `${url}/posts`, archivist),
];
const embedScript = gzipped(await readFile(new URL('../src/web/embed.js', import.meta.url)));
const islands = await islandBytes();
const broken = [
  ...measured.flatMap(({ page, htmlBytes }) => over(`HTML of the ${page}`, htmlBytes, mostHtmlBytes[page])),
  ...measured.flatMap(({ page, shift }) =>
    shift > mostShift ? [`${page} shifts by ${shift.toFixed(3)}`] : [],
  ),
  ...over('embed.js', embedScript, mostEmbedScriptBytes),
  ...over('All scripts of the workspace', islands, mostScriptBytes),
];
process.stdout.write(`${table(measured)}\n
embed.js, compressed: ${kilobytes(embedScript)} of ${kilobytes(mostEmbedScriptBytes)}
scripts of the workspace, compressed: ${kilobytes(islands)} of ${kilobytes(mostScriptBytes)}
${broken.length === 0 ? 'Within the budget.' : broken.join('\n')}\n`);
await reader.close();
await archivist.close();
process.exitCode = broken.length === 0 ? 0 : 1;

async function measure(page: string, address: string, context: BrowserContext): Promise<Measured> {
  const tab = await context.newPage();
  await watchShifts(tab);
  await tab.route(/^https:/, (route) => route.abort());
  const session = await context.newCDPSession(tab);
  await session.send('Network.enable');
  let requests = 0;
  let bytes = 0;
  session.on('Network.responseReceived', () => {
    requests += 1;
  });
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  const response = await tab.goto(address, { waitUntil: 'networkidle' });
  const firstPaintMs = await tab.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
  const htmlBytes = (await response?.body())?.byteLength ?? 0;
  const shift = await shiftOf(tab);
  await tab.close();
  return { page, htmlBytes, requests, bytes, shift, firstPaintMs };
}

async function islandBytes(): Promise<number> {
  const folder = new URL('../src/web/workspace/islands/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(names.map(async (name) => gzipped(await readFile(new URL(name, folder)))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function over(what: string, bytes: number, most: number | undefined): string[] {
  return most !== undefined && bytes > most
    ? [`${what} weighs ${kilobytes(bytes)}, more than ${kilobytes(most)}`]
    : [];
}

function table(rows: Measured[]): string {
  const cells = rows.map(({ page, htmlBytes, requests, bytes, shift, firstPaintMs }) => [
    ...[page, kilobytes(htmlBytes), String(requests), kilobytes(bytes)],
    ...[shift.toFixed(3), `${Math.round(firstPaintMs)} ms`],
  ]);
  const all = [['page', 'its HTML', 'requests', 'all bytes', 'shift', 'first paint'], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return all.map(line).join('\n');
}

function gzipped(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).length;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
