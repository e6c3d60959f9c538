import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { capturePost } from '../../api/captured.ts';
import type { TestService } from '../../api/service.ts';
import { artifactWith } from '../../card/card-views.ts';
import { articleOf, type OfficialEmbed } from './embeds.ts';

const media = new URL('../../../demo/media/', import.meta.url);

/** The original is gone, and this is what was captured of it. */
export async function killOriginal(service: TestService, embed: OfficialEmbed): Promise<void> {
  const { platform, url, author, text, pictures = [] } = embed;
  const handle = author.handle;
  const artifacts = await Promise.all(
    pictures.map(async (file, index) => {
      const bytes = await readFile(new URL(file, media));
      const { width, height } = await sharp(bytes).metadata();
      const stored = await service.storage.putObject(bytes);
      return artifactWith({
        ...stored,
        name: `media-${index + 1}.jpg`,
        mediaType: 'image/jpeg',
        width,
        height,
      });
    }),
  );
  await capturePost(service, {
    ...{ url, state: 'deleted', canonicalUrl: url, artifacts, bare: true },
    record: {
      ...{ platform, canonicalUrl: url, text },
      author: { ...author, handle, url: null, id: null, avatarUrl: null },
      media: artifacts.map(({ width, height }) => ({
        ...{
          kind: 'photo' as const,
          alt: 'What the post shows',
          width,
          height,
          durationMs: null,
          posterUrl: null,
        },
        variants: [],
      })),
    },
  });
}

export interface ArticleSite extends AsyncDisposable {
  url: string;
}

/** The article on a site of its own. */
export async function serveArticle(script: string, paragraphs?: number): Promise<ArticleSite> {
  const server = createServer((request, response) => {
    const isArticle = request.url === '/';
    response.writeHead(isArticle ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(isArticle ? articleOf(script, paragraphs) : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://localhost:${port}/`,
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}

/** Notes every shift of the layout that no reader asked for (https://wicg.github.io/layout-instability/). */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        shifts.push('value' in entry && typeof entry.value === 'number' ? entry.value : 0);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

export async function shiftOf(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        // What the last frame moved is told after the next.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            const { shifts } = window as unknown as { shifts: number[] };
            resolve(shifts.reduce((sum, each) => sum + each, 0));
          }),
        );
      }),
  );
}
