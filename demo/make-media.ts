import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { drawings } from './drawings.ts';

/** Makes demo/media anew: a two-second test film in two bitrates, its first picture, and still pictures. Committed, so that nobody needs to. */
const folder = fileURLToPath(new URL('./media', import.meta.url));
const film = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=2'];
const tone = ['-f', 'lavfi', '-i', 'sine=frequency=330:duration=2'];
const reproducible = [
  '-fflags',
  '+bitexact',
  '-flags:v',
  '+bitexact',
  '-flags:a',
  '+bitexact',
  '-threads',
  '1',
];

function ffmpeg(...parameters: string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...parameters], { stdio: 'inherit' });
}

for (const [name, bitrate] of [
  ['film-high.mp4', '160k'],
  ['film-low.mp4', '48k'],
] as const) {
  ffmpeg(
    ...[...film, ...tone],
    ...['-c:v', 'libx264', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p', '-preset', 'veryslow'],
    ...['-b:v', bitrate, '-maxrate', bitrate, '-bufsize', bitrate, '-c:a', 'aac', '-b:a', '24k', '-ac', '1'],
    ...['-movflags', '+faststart', ...reproducible, `${folder}/${name}`],
  );
}
ffmpeg(...film, '-frames:v', '1', '-q:v', '6', ...reproducible, `${folder}/film-poster.jpg`);
for (const { name, svg } of drawings) {
  await sharp(Buffer.from(svg)).jpeg({ quality: 80 }).toFile(`${folder}/${name}.jpg`);
}
