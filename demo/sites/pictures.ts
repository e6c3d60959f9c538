import { readdir, readFile } from 'node:fs/promises';

/** The pictures and films of the demo's web, made by make-media.ts. */
export interface DemoMedia {
  /** By file name without its ending. */
  pictures: Map<string, Uint8Array>;
  films: { high: Uint8Array; low: Uint8Array };
}

const folder = new URL('../media/', import.meta.url);

export async function loadMedia(): Promise<DemoMedia> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));
  const pictures = await Promise.all(
    names.map(async (name) => [name.replace(/\.jpg$/, ''), await readFile(new URL(name, folder))] as const),
  );
  const [high, low] = await Promise.all([
    readFile(new URL('film-high.mp4', folder)),
    readFile(new URL('film-low.mp4', folder)),
  ]);
  return { pictures: new Map(pictures), films: { high, low } };
}
