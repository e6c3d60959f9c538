import sharp from 'sharp';

/** 16,000 × 16,000 pixels fit in 700 kB of PNG and take 768 MB decoded; no screen and no platform shows half as many. */
const maxPixels = 100_000_000;
const thumbnailSize = 480;
/** 9 × 8 cells of 8 × 8 pixels: the hash compares the cells' means, blankness looks at every pixel. */
const cell = 8;
const sampleWidth = 9 * cell;
const sampleHeight = 8 * cell;
const blankContrast = 3;

sharp.concurrency(1);
// What platforms serve, and nothing that runs an interpreter (SVG, PDF) or is rarely looked at by those who mend decoders.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((format) => `VipsForeignLoad${format}`),
});

export interface PictureFacts {
  width: number;
  height: number;
  /** dHash, 16 hex digits; pictures that look alike differ in few bits. */
  perceptualHash: string;
  /** One colour, or so little contrast that a reader sees one. */
  isBlank: boolean;
}

export interface EncodedPicture {
  bytes: Uint8Array;
  mediaType: string;
  width: number;
  height: number;
}

/** Decodes the whole picture. Rejects where it is cut short, broken, too large in pixels or of no known format. */
export async function inspectPicture(input: Uint8Array | string): Promise<PictureFacts> {
  const { autoOrient } = await open(input).metadata();
  const sample = await open(input)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('b-w')
    .resize(sampleWidth, sampleHeight, { fit: 'fill' })
    .raw()
    .toBuffer();
  return {
    width: autoOrient.width,
    height: autoOrient.height,
    perceptualHash: differenceHash(sample),
    isBlank: contrastOf(sample) < blankContrast,
  };
}

/** At most 480 pixels wide and high; of a tall picture its top. */
export async function makeThumbnail(input: Uint8Array): Promise<EncodedPicture> {
  const { autoOrient } = await open(input).metadata();
  const isTall = autoOrient.height > autoOrient.width * 2;
  const { data, info } = await open(input)
    .autoOrient()
    .resize(thumbnailSize, thumbnailSize, {
      fit: isTall ? 'cover' : 'inside',
      position: 'top',
      withoutEnlargement: true,
    })
    .webp({ quality: 80, effort: 2 })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, mediaType: 'image/webp', width: info.width, height: info.height };
}

/** As a `data:` URL, small enough to be written into a page. */
export async function shrinkToDataUrl(input: Uint8Array, maxSide: number): Promise<string> {
  const { bytes, mediaType } = await shrinkPicture(input, maxSide);
  return `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
}

async function shrinkPicture(input: Uint8Array, maxSide: number): Promise<EncodedPicture> {
  const { data, info } = await open(input)
    .autoOrient()
    .resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 85, effort: 2 })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, mediaType: 'image/webp', width: info.width, height: info.height };
}

/** A picture of a page: few colours, sharp edges, see-through where it was. */
export async function toPalettePng(png: Uint8Array): Promise<EncodedPicture> {
  const { data, info } = await open(png)
    .png({ palette: true, quality: 90, effort: 7, compressionLevel: 9 })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, mediaType: 'image/png', width: info.width, height: info.height };
}

function open(input: Uint8Array | string) {
  return sharp(input, { limitInputPixels: maxPixels, failOn: 'error' });
}

/** dHash: each bit says whether a cell is brighter than its right neighbour, row by row. */
function differenceHash(sample: Uint8Array): string {
  let bits = 0n;
  for (let row = 0; row < 8; row += 1) {
    const means = Array.from({ length: 9 }, (_, column) => cellSum(sample, row, column));
    for (let column = 0; column < 8; column += 1) {
      bits = (bits << 1n) | ((means[column] ?? 0) > (means[column + 1] ?? 0) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}

function cellSum(sample: Uint8Array, row: number, column: number): number {
  let sum = 0;
  for (let y = 0; y < cell; y += 1) {
    const start = (row * cell + y) * sampleWidth + column * cell;
    for (let x = 0; x < cell; x += 1) {
      sum += sample[start + x] ?? 0;
    }
  }
  return sum;
}

function contrastOf(sample: Uint8Array): number {
  let darkest = 255;
  let brightest = 0;
  for (const pixel of sample) {
    darkest = Math.min(darkest, pixel);
    brightest = Math.max(brightest, pixel);
  }
  return brightest - darkest;
}
