import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Two seconds of MP4. */
export async function makeFilm(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-film-'));
  try {
    const path = join(folder, 'film.mp4');
    const picture = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=15:duration=2'];
    const coding = [
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-movflags',
      '+faststart',
    ];
    await promisify(execFile)('ffmpeg', ['-v', 'error', ...picture, ...coding, path]);
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
