import type { Page } from 'playwright';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NothingToShowError } from '#capture/browser/errors.ts';
import { screenshotElement } from '#capture/browser/screenshot.ts';
import { settle } from '#capture/browser/settle.ts';
import { openRig, type Rig } from './support/pool.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const limit = { maxHeight: 16_384 };
const show = <T>(html: string, look: (page: Page) => Promise<T>) =>
  rig.withPage(
    async ({ page }) => {
      await page.setContent(`<style>body { margin: 0; height: 3000px }</style>${html}`, {
        waitUntil: 'commit',
      });
      return look(page);
    },
    { proxy: null },
  );

async function colourAt(png: Buffer, left: number, top: number): Promise<string> {
  const pixel = await sharp(png).extract({ left, top, width: 1, height: 1 }).removeAlpha().raw().toBuffer();
  return pixel.toString('hex');
}

describe('a picture of an element', () => {
  const box = (id: string, top: number, colour: string) =>
    `<div id="${id}" style="position: absolute; left: 20px; top: ${top}px; width: 300px; height: 200px; background: ${colour}"></div>`;

  test.each([0, 700])(
    'is of that element alone, wherever the page is scrolled to (%i)',
    async (scrollTop) => {
      const html = box('near', 50, '#f00') + box('far', 1_900, '#00f');
      const [near, far] = await show(html, async (page) => {
        await page.evaluate((top) => scrollTo(0, top), scrollTop);
        return [await screenshotElement(page, '#near', limit), await screenshotElement(page, '#far', limit)];
      });

      expect(near).toMatchObject({ width: 300, height: 200, clipped: false });
      expect(far).toMatchObject({ width: 300, height: 200, clipped: false });
      for (const [picture, colour] of [
        [near, 'ff0000'],
        [far, '0000ff'],
      ] as const) {
        expect(await colourAt(picture?.png ?? Buffer.of(), 0, 0)).toBe(colour);
        expect(await colourAt(picture?.png ?? Buffer.of(), 299, 199)).toBe(colour);
      }
    },
  );

  test('covers the whole page where none is named, down to the limit', async () => {
    const whole = await show(box('a', 2_800, '#0f0'), (page) => screenshotElement(page, null, limit));
    const upper = await show('', (page) => screenshotElement(page, null, { maxHeight: 1_000 }));

    expect(whole).toMatchObject({ width: 800, height: 3_000, clipped: false });
    expect(await colourAt(whole.png, 30, 2_900)).toBe('00ff00');
    expect(upper).toMatchObject({ width: 800, height: 1_000, clipped: true });
  });

  test.each(['#missing', '#empty', '#hidden'])('is not made of nothing: %s', async (selector) => {
    const html = '<div id="empty"></div><p id="hidden" style="display: none">x</p>';

    await expect(show(html, (page) => screenshotElement(page, selector, limit))).rejects.toThrow(
      NothingToShowError,
    );
  });
});

describe('settling', () => {
  test('waits for whichever of the selectors comes', async () => {
    const html = `<script>setTimeout(() => { document.body.innerHTML = '<p class="wall">Log in</p>' }, 200)</script>`;
    const settled = await show(html, (page) =>
      settle(page, ['#post', '.wall'], { postSelector: '#post', timeoutMs: 5_000 }),
    );

    expect(settled).toEqual({ selector: '.wall', picturesReady: true });
  });

  test('says so where none came', async () => {
    const settled = await show('<p>nothing</p>', (page) =>
      settle(page, ['#post'], { postSelector: null, timeoutMs: 300 }),
    );

    expect(settled).toEqual({ selector: null, picturesReady: false });
  });

  test("waits for the post's pictures, the lazy ones too, and for no others", async () => {
    const source = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#0f0' } })
      .png()
      .toBuffer();
    const picture = `data:image/png;base64,${source.toString('base64')}`;
    const html = `<img src="/never-ends"><article id="post">
      <img loading="lazy" style="position: absolute; top: 9000px" src="${picture}"><img src="data:image/png,broken">
      </article>`;
    const { settled, widths } = await show(html, async (page) => ({
      settled: await settle(page, ['#post'], { postSelector: '#post', timeoutMs: 5_000 }),
      widths: await page
        .locator('#post img')
        .evaluateAll((pictures) => pictures.map((img) => (img as HTMLImageElement).naturalWidth)),
    }));

    expect(settled).toEqual({ selector: '#post', picturesReady: true });
    expect(widths).toEqual([8, 0]);
  });

  test('goes on without a picture that never comes', async () => {
    const settled = await rig.withPage(async ({ page }) => {
      await page.goto(rig.site.url('/calm'));
      await page.evaluate((source) => {
        const picture = new Image();
        picture.src = source;
        document.querySelector('#post')?.append(picture);
      }, rig.site.url('/never-ends'));
      return settle(page, ['#post'], { postSelector: '#post', timeoutMs: 500 });
    });

    expect(settled).toEqual({ selector: '#post', picturesReady: false });
  });
});
