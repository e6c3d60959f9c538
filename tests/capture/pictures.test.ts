import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectPicture, makeThumbnail } from '#capture/pictures.ts';
import { photo, pixelBomb } from './support/files.ts';

/** A picture with a shape in it: noise alone averages out. */
async function scene(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900"><rect width="1200" height="900" fill="#def"/>
    <rect x="100" y="450" width="500" height="400" fill="#732"/><circle cx="900" cy="200" r="150" fill="#fc3"/></svg>`;
  const { data, info } = await drawn(svg);
  return await sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** The service refuses SVG; the tests draw before that is so, in a raw form. */
async function drawn(svg: string) {
  sharp.unblock({ operation: ['VipsForeignLoadSvg'] });
  try {
    return await sharp(Buffer.from(svg)).raw().toBuffer({ resolveWithObject: true });
  } finally {
    sharp.block({ operation: ['VipsForeignLoadSvg'] });
  }
}

const bitsApart = (a: string, b: string) =>
  (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length;

describe('pictures', () => {
  let original: Buffer;
  beforeAll(async () => {
    original = await scene();
  });

  it('have a hash that survives shrinking and recompression, and tells a mirrored one apart', async () => {
    const { perceptualHash, width, height, isBlank } = await inspectPicture(original);
    const reduced = await inspectPicture(await sharp(original).resize(600).jpeg({ quality: 40 }).toBuffer());
    const mirrored = await inspectPicture(await sharp(original).flop().toBuffer());

    expect([width, height, isBlank]).toEqual([1200, 900, false]);
    expect(perceptualHash).toMatch(/^[0-9a-f]{16}$/);
    expect(bitsApart(perceptualHash, reduced.perceptualHash)).toBeLessThanOrEqual(4);
    expect(bitsApart(perceptualHash, mirrored.perceptualHash)).toBeGreaterThan(12);
  });

  it('are measured as they are shown, not as they are stored', async () => {
    const turned = await sharp(original).withMetadata({ orientation: 6 }).jpeg().toBuffer();

    expect(await inspectPicture(turned)).toMatchObject({ width: 900, height: 1200 });
  });

  it.each(['#ffffff', '#000000', '#1da1f2'])('of one colour (%s) are blank', async (background) => {
    const blank = await sharp({ create: { width: 600, height: 800, channels: 3, background } })
      .png()
      .toBuffer();

    expect((await inspectPicture(blank)).isBlank).toBe(true);
  });

  it('that are transparent are judged as on white', async () => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    const picture = await sharp({ create: { width: 90, height: 90, channels: 4, background: clear } })
      .webp()
      .toBuffer();

    expect((await inspectPicture(picture)).isBlank).toBe(true);
  });

  it('cut short are refused', async () => {
    const whole = await photo(1000, 800);

    await expect(inspectPicture(whole.subarray(0, whole.length * 0.97))).rejects.toThrow(/premature end/);
  });

  it('with more pixels than anybody shows are refused', async () => {
    const bomb = pixelBomb();
    expect(bomb.length).toBeLessThan(1_000_000);

    await expect(inspectPicture(bomb)).rejects.toThrow(/pixel limit/);
    await expect(makeThumbnail(bomb)).rejects.toThrow(/pixel limit/);
  });

  it.each([
    [
      'SVG',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    ],
    ['PDF', '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>'],
    ['text', 'just words'],
  ])('that are %s are refused', async (_what, text) => {
    await expect(inspectPicture(Buffer.from(text))).rejects.toThrow(/unsupported image format/);
  });

  it.each([
    [1200, 900, 480, 360],
    [300, 200, 300, 200],
    [600, 6000, 480, 480],
  ])('of %i × %i have a thumbnail of %i × %i', async (width, height, thumbnailWidth, thumbnailHeight) => {
    const { bytes, ...facts } = await makeThumbnail(await photo(width, height));

    expect(facts).toEqual({ mediaType: 'image/webp', width: thumbnailWidth, height: thumbnailHeight });
    expect((await sharp(bytes).metadata()).format).toBe('webp');
  });
});
