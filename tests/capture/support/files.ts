import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

const run = promisify(execFile);

/** Noise over a colour: pictures that differ, are not blank and do not compress to nothing. */
export async function photo(width: number, height: number, background = '#336699'): Promise<Buffer> {
  const noise = await sharp({
    create: { width, height, channels: 3, background, noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  })
    .png()
    .toBuffer();
  return await sharp({ create: { width, height, channels: 3, background } })
    .composite([{ input: noise, blend: 'overlay' }])
    .jpeg()
    .toBuffer();
}

/** A PNG of 256 million black pixels, about 250 kB. */
export function pixelBomb(): Buffer {
  const side = 16_000;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // 8 bits a pixel, greyscale.
  header.writeUInt8(8, 8);
  const rows = deflateSync(Buffer.alloc(side * (side + 1)));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** An MP4 of `seconds` whose index comes first, as platforms serve them. */
export async function video(seconds: number): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'video-'));
  try {
    const file = join(folder, 'video.mp4');
    const picture = ['-f', 'lavfi', '-i', `testsrc=size=320x240:rate=15:duration=${seconds}`];
    const sound = ['-f', 'lavfi', '-i', `sine=duration=${seconds}`];
    const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
    await run('ffmpeg', ['-v', 'error', ...picture, ...sound, ...coding, '-movflags', '+faststart', file]);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
