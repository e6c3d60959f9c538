import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import sharp from 'sharp';
import type { RecordedAnswer } from '../../support/recorded-web/recorded-web.ts';

const run = promisify(execFile);
const node_modules = new URL('../../../node_modules', import.meta.url).pathname;

/** A picture of its own colour, `stripes` bars across it. */
export async function picture(
  stripes: number,
  colour: string,
  format: 'png' | 'jpeg' | 'webp' | 'avif' = 'png',
): Promise<RecordedAnswer> {
  const bar = { create: { width: 12, height: 160, channels: 3, background: '#ffffff' } } as const;
  const body = await sharp({ create: { width: 320, height: 200, channels: 3, background: colour } })
    .composite(
      Array.from({ length: stripes }, (_, index) => ({ input: bar, left: 20 + index * 24, top: 20 })),
    )
    .toFormat(format)
    .toBuffer();
  return { headers: { 'content-type': `image/${format}`, 'access-control-allow-origin': '*' }, body };
}

/** Three seconds of VP8, which every Chromium decodes. */
export async function film(): Promise<RecordedAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'film-'));
  try {
    const path = join(folder, 'film.webm');
    // Another picture each second: which of the frames about a moment a player paints is its own affair.
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=320x200:rate=1:duration=3', '-r', '15'];
    const coding = ['-c:v', 'libvpx', '-b:v', '600k', '-deadline', 'realtime', '-cpu-used', '8'];
    await run('ffmpeg', ['-v', 'error', ...source, ...coding, path]);
    return { headers: { 'content-type': 'video/webm' }, body: await readFile(path) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The icons of Playwright's own viewer: a font whose absence is seen, for no other has these characters. */
export async function font(): Promise<RecordedAnswer> {
  const folder = join(node_modules, 'playwright-core/lib/vite/traceViewer');
  const name = (await readdir(folder)).find((file) => file.endsWith('.ttf'));
  const body = await readFile(join(folder, name ?? 'a font'));
  return { headers: { 'content-type': 'font/ttf', 'access-control-allow-origin': '*' }, body };
}

const types = {
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  json: 'application/json',
  svg: 'image/svg+xml',
};
const encoders = { gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync };

export function text(
  type: keyof typeof types,
  body: string,
  encoding?: keyof typeof encoders,
): RecordedAnswer {
  const headers = { 'content-type': `${types[type]}; charset=utf-8`, 'access-control-allow-origin': '*' };
  return encoding === undefined
    ? { headers, body }
    : { headers: { ...headers, 'content-encoding': encoding }, body: encoders[encoding](body) };
}

export function html(title: string, body: string, head = ''): string {
  return `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title>
<style>body { margin: 0; padding: 24px; font: 20px/1.5 'DejaVu Sans', sans-serif; background: #fbf7ef }</style>
${head}</head><body><h1>${title}</h1>${body}</body></html>`;
}

export function redirect(status: number, location: string): RecordedAnswer {
  return { status, headers: { location } };
}

/** As old Arabic sites still send it. */
export function windows1256(words: string): Uint8Array {
  const decoder = new TextDecoder('windows-1256');
  const codes = new Map(
    Array.from({ length: 256 }, (_, code) => [decoder.decode(Uint8Array.of(code)), code] as const),
  );
  return Uint8Array.from(words, (character) => codes.get(character) ?? 0x3f);
}
