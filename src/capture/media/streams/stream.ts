/** Part of a stream: a file, or a range of one. */
export interface Piece {
  url: string;
  /** Null means the whole file. */
  range: { start: number; length: number } | null;
  /** Null where it is not encrypted. */
  key: PieceKey | null;
}

/** AES-128 in CBC mode with PKCS7 padding (RFC 8216, section 4.3.2.4). */
export interface PieceKey {
  url: string;
  iv: Uint8Array;
  /** Initialisation sections are often left plain under a key that applies to them. */
  mayBePlain: boolean;
}

/** Pieces that, one after the other, are one file of picture, of sound or of both. */
export interface Track {
  pieces: Piece[];
}

/** How to get one rendition of a stream whole. */
export interface Plan {
  /** One of picture, sound or both; or one of picture and one of sound. */
  tracks: [Track] | [Track, Track];
  /** As the playlist states it; null where it does not. */
  durationMs: number | null;
}

/** One quality of a stream; it may need playlists of its own to be planned. */
export interface Rendition {
  /** In words, e.g. `1920 × 1080`. */
  title: string;
  plan(): Promise<Plan>;
}

/** A playlist or manifest as it came. */
export interface Playlist {
  /** After redirects: what its own addresses are relative to. */
  url: string;
  text: string;
  takenAt: string;
}

export interface StreamLimits {
  /** Of all tracks together. */
  maxPieces: number;
  maxDurationMs: number;
}

/** Why a stream is not taken, in words that continue "The stream …". */
export class StreamRefusedError extends Error {
  override readonly name = 'StreamRefusedError';
}

export function describeMinutes(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function assertNotTooLong(durationMs: number | null, { maxDurationMs }: StreamLimits): void {
  if (durationMs !== null && durationMs > maxDurationMs) {
    throw new StreamRefusedError(
      `lasts ${describeMinutes(durationMs)}, and ${describeMinutes(maxDurationMs)} are the most (MEDIA_MAX_MINUTES)`,
    );
  }
}

export function tooManyPieces({ maxPieces }: StreamLimits): StreamRefusedError {
  return new StreamRefusedError(`is in more than ${maxPieces} pieces, the most of one capture`);
}
