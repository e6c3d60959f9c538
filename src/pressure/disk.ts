import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PlaceReading } from '#domain/pressure.ts';

export type Place = Pick<PlaceReading, 'place' | 'directory'>;

/** Of a file system that nobody chose a reserve for: what two captures with large media may still write. */
const usualReserveBytes = 1_000_000_000;
/** A small one is not closed by a reserve that is made for large ones. */
const usualReserveShare = 0.05;

/** `reserveBytes`: null lets the size of the file system decide. */
export async function readPlace(place: Place, reserveBytes: number | null): Promise<PlaceReading> {
  const { bavail, blocks, bsize } = await statfsOf(place.directory);
  const totalBytes = blocks * bsize;
  return {
    ...place,
    freeBytes: bavail * bsize,
    totalBytes,
    reserveBytes: reserveBytes ?? Math.min(usualReserveBytes, Math.round(totalBytes * usualReserveShare)),
  };
}

/** A folder that is made when it is first needed is where its parent is. */
async function statfsOf(directory: string): Promise<StatsFs> {
  try {
    return await statfs(directory);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || dirname(directory) === directory) {
      throw error;
    }
    return statfsOf(dirname(directory));
  }
}
