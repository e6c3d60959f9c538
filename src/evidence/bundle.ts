import { createHash } from 'node:crypto';
import { type Bundle, composeBundle, readBundle } from '#page-archive/read/bundle.ts';
import { openWacz } from '#page-archive/read/wacz.ts';
import { objectSource } from '#storage/object-source.ts';
import type { Storage } from '#storage/storage.ts';
import { bundleFiles } from './bundle-files.ts';
import type { Proof } from './proof.ts';

/** A page archive with its proof in it, laid out and not yet read. */
export interface OpenedBundle {
  bytes: number;
  /** Hex; the same for the same bytes. It is of how the bundle is put together, so that nobody need read it whole. */
  layoutSha256: string;
  /** From `start` up to `end`. */
  read(start?: number, end?: number): AsyncGenerator<Uint8Array>;
}

/** Rejects with `DamagedArchiveError` for what is no WACZ; the archive must be held. */
export async function openBundle(
  storage: Pick<Storage, 'getObject'>,
  archive: { sha256: string; bytes: number },
  proof: Proof,
): Promise<OpenedBundle> {
  const source = objectSource(storage, archive);
  const { datapackageBytes } = await openWacz(source);
  const bundle = await composeBundle(source, bundleFiles(proof, datapackageBytes));
  return {
    bytes: bundle.bytes,
    layoutSha256: hashOfLayout(archive.sha256, bundle),
    read: (start, end) => readBundle(bundle, source, start, end),
  };
}

function hashOfLayout(archiveSha256: string, { segments }: Bundle): string {
  const hash = createHash('sha256').update(archiveSha256);
  for (const segment of segments) {
    if (segment.kind === 'range') {
      hash.update(`range ${segment.start} ${segment.end}`);
    } else {
      hash.update(`literal ${segment.bytes.byteLength}`).update(segment.bytes);
    }
  }
  return hash.digest('hex');
}
