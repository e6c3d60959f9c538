import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { PageArchiveInput, WrittenPageArchive } from '#page-archive/exchange.ts';
import { openFileSource } from '#page-archive/file-source.ts';
import type { ByteSource } from '#page-archive/read/byte-source.ts';
import { openWacz, type Wacz } from '#page-archive/read/wacz.ts';
import { writeWacz } from '#page-archive/write-wacz.ts';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'page-archive-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An archive in a folder that goes with the test. */
export async function written(
  input: PageArchiveInput,
): Promise<WrittenPageArchive & { source: ByteSource; wacz: Wacz }> {
  const path = join(await temporaryFolder(), 'page.wacz');
  const result = await writeWacz(input, path, new AbortController().signal);
  const source = await openFileSource(path);
  onTestFinished(() => source[Symbol.asyncDispose]());
  return { ...result, source, wacz: await openWacz(source) };
}

export async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  return (await bytesOf(chunks)).toString('utf8');
}

export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer<ArrayBuffer>> {
  return Buffer.concat(await Array.fromAsync(chunks));
}
