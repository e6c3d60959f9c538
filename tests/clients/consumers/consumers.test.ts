import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type OembedDocument, oembedSchema } from '#web/oembed.ts';
import { type Archive, openArchive } from '../archive.ts';
import { parts, whyWithout } from '../parts.ts';
import { type Iframely, startIframely } from './iframely.ts';

const whyNot = whyWithout(parts.consumers);
if (whyNot !== null) {
  console.warn(`skipped: ${whyNot}`);
}

/** What iframely's own oEmbed endpoint makes of a page. */
const retoldSchema = z.object({
  ...{ type: z.string(), title: z.string(), author: z.string(), description: z.string() },
  ...{ html: z.string(), width: z.number(), height: z.number() },
  ...{ thumbnail_url: z.string(), thumbnail_width: z.number(), thumbnail_height: z.number() },
});

const unfurledSchema = z.object({
  open_graph: z.object({ title: z.string(), description: z.string(), url: z.string() }),
  oEmbed: z.object({
    ...{ type: z.string(), author_name: z.string(), html: z.string() },
    ...{ width: z.number(), height: z.number() },
    thumbnails: z.array(z.object({ url: z.string(), width: z.number(), height: z.number() })),
  }),
});

describe.skipIf(whyNot !== null)('the card’s URL is all that is needed', () => {
  const resources = new AsyncDisposableStack();
  let archive: Archive;
  let iframely: Iframely;

  beforeAll(async () => {
    archive = resources.use(await openArchive());
    iframely = resources.use(await startIframely());
  });
  afterAll(async () => {
    await resources.disposeAsync();
  });

  async function told(embedUrl: string): Promise<OembedDocument> {
    const document = await archive.world.getJson(`/oembed?url=${encodeURIComponent(embedUrl)}`);
    return oembedSchema.parse(document);
  }

  test('by iframely, which frames the card at its size', async () => {
    const { embedUrl } = archive.gone;
    const document = await told(embedUrl);
    const response = await fetch(`${iframely.baseUrl}/oembed?url=${encodeURIComponent(embedUrl)}`);
    const retold = retoldSchema.parse(await response.json());

    expect(retold).toMatchObject({
      ...{ type: 'rich', title: document.title, author: 'Mustafa Bali' },
      ...{ width: document.width, height: document.height },
      thumbnail_url: document.thumbnail_url,
      thumbnail_width: document.thumbnail_width,
      thumbnail_height: document.thumbnail_height,
    });
    expect(retold.description).toContain('liberated the city center');
    expect(frameIn(retold.html)).toEqual(frameIn(document.html));
    expect((await fetch(retold.thumbnail_url)).headers.get('content-type')).toMatch(/^image\//);
  });

  test('by unfurl.js, in every script', async () => {
    const { embedUrl, text } = archive.living;
    const document = await told(embedUrl);
    const { unfurl } = await import(parts.consumers.moduleUrlOf('unfurl.js'));
    const { open_graph: preview, oEmbed } = unfurledSchema.parse(await unfurl(embedUrl));

    expect(preview).toEqual({ title: document.title, description: text, url: embedUrl });
    const { html, ...retold } = oEmbed;
    expect(frameIn(html)).toEqual(frameIn(document.html));
    expect(retold).toEqual({
      ...{ type: 'rich', author_name: 'مرصد الحدائق' },
      ...{ width: document.width, height: document.height },
      thumbnails: [
        {
          url: document.thumbnail_url,
          width: document.thumbnail_width,
          height: document.thumbnail_height,
        },
      ],
    });
  });
});

/** unfurl.js takes one layer of escapes off what is HTML already. */
function frameIn(html: string) {
  const attribute = (name: string) =>
    new RegExp(` ${name}="([^"]*)"`).exec(html)?.[1]?.replaceAll('&amp;', '&');
  return { src: attribute('src'), width: attribute('width'), height: attribute('height') };
}
