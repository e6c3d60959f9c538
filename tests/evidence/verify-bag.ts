import { createHash } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ZipFile } from '#page-archive/zip-file.ts';

/** The files of a bag with that payload, as any BagIt tool writes them. */
export function bagOf(payload: Record<string, Uint8Array>): Record<string, Uint8Array> {
  const bytes = Object.values(payload).reduce((sum, { length }) => sum + length, 0);
  const tags: Record<string, Uint8Array> = {
    'bagit.txt': Buffer.from('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'),
    'bag-info.txt': Buffer.from(
      `Bagging-Date: 2026-11-22\nPayload-Oxum: ${bytes}.${Object.keys(payload).length}\n`,
    ),
    'manifest-sha256.txt': listOf(payload),
  };
  return { ...tags, 'tagmanifest-sha256.txt': listOf(tags), ...payload };
}

function listOf(files: Record<string, Uint8Array>): Buffer {
  const lines = Object.entries(files).map(
    ([path, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`,
  );
  return Buffer.from(lines.join(''));
}

export async function writeFiles(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

export async function writeZip(path: string, files: Record<string, Uint8Array>, top = ''): Promise<void> {
  const file = await open(path, 'w');
  const zip = new ZipFile(file);
  for (const [name, bytes] of Object.entries(files)) {
    await zip.add(`${top}${name}`, bytes);
  }
  await zip.finish();
  await file.close();
}
