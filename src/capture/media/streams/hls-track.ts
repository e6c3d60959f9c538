import type { types } from 'hls-parser';
import {
  type Piece,
  type PieceKey,
  type StreamLimits,
  StreamRefusedError,
  type Track,
  tooManyPieces,
} from './stream.ts';

type Segment = types.MediaPlaylist['segments'][number];
type Range = { length: number; offset: number } | undefined;

/** The pieces of one media playlist in order, the initialisation section first. */
export function planTrack(
  { segments: listed }: types.MediaPlaylist,
  baseUrl: string,
  limits: StreamLimits,
): Track & { durationMs: number } {
  const segments = listed.filter(({ uri }) => uri !== '');
  if (segments.length === 0) {
    throw new StreamRefusedError('has a playlist without a piece');
  }
  if (segments.length >= limits.maxPieces) {
    throw tooManyPieces(limits);
  }
  if (segments.some(({ gap }) => gap)) {
    throw new StreamRefusedError('has gaps, by its own playlist');
  }
  const pieces = segments.map(
    (segment): Piece => ({
      url: absolute(segment.uri, baseUrl),
      range: rangeOf(segment.byterange),
      key: keyOf(segment, baseUrl, false),
    }),
  );
  const seconds = segments.reduce((sum, { duration }) => sum + Math.max(duration, 0), 0);
  return {
    pieces: [...initialisation(segments, baseUrl), ...pieces],
    durationMs: Math.round(seconds * 1000),
  };
}

/** The section that all pieces share. Where it changes on the way, what follows is another recording. */
function initialisation(segments: Segment[], baseUrl: string): Piece[] {
  const [first] = segments;
  if (first === undefined) {
    return [];
  }
  const named = segments.map(({ map }) =>
    map ? `${map.uri} ${map.byterange?.offset ?? 0} ${map.byterange?.length ?? ''}` : null,
  );
  if (named.some((each) => each !== named[0])) {
    throw new StreamRefusedError('changes its form on the way: it is of several recordings');
  }
  return first.map
    ? [
        {
          url: absolute(first.map.uri, baseUrl),
          range: rangeOf(first.map.byterange),
          key: keyOf(first, baseUrl, true),
        },
      ]
    : [];
}

function rangeOf(range: Range): Piece['range'] {
  // Without an offset a range follows the one before, which the reader has filled in; the first begins at 0.
  return range ? { start: Math.max(range.offset, 0), length: range.length } : null;
}

function keyOf({ key, mediaSequenceNumber }: Segment, baseUrl: string, mayBePlain: boolean): PieceKey | null {
  if (!key || key.method === 'NONE') {
    return null;
  }
  const format = key.format ?? 'identity';
  if (key.method !== 'AES-128' || format !== 'identity') {
    throw new StreamRefusedError(
      `is protected (${nameOfProtection(key.method, format)}), and protection is not broken`,
    );
  }
  if (!key.uri || !/^https?:/.test(absolute(key.uri, baseUrl))) {
    throw new StreamRefusedError('is encrypted with a key that no web address names');
  }
  return { url: absolute(key.uri, baseUrl), iv: ivOf(key.iv, mediaSequenceNumber), mayBePlain };
}

function nameOfProtection(method: string, format: string): string {
  const known: Record<string, string> = {
    'com.apple.streamingkeydelivery': 'FairPlay',
    'urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed': 'Widevine',
    'com.microsoft.playready': 'PlayReady',
  };
  return known[format.toLowerCase()] ?? (method === 'AES-128' ? format : method);
}

/** The stated one, else the piece's number as 16 bytes, big-endian (RFC 8216, section 5.2). */
function ivOf(stated: ArrayBuffer | Uint8Array | undefined, sequenceNumber: number): Uint8Array {
  if (stated !== undefined) {
    return stated instanceof Uint8Array ? stated : new Uint8Array(stated);
  }
  const iv = Buffer.alloc(16);
  iv.writeBigUInt64BE(BigInt(Math.trunc(sequenceNumber)), 8);
  return iv;
}

function absolute(uri: string, base: string): string {
  const url = URL.parse(uri, base);
  if (url === null) {
    throw new StreamRefusedError('has a piece with an address that is none');
  }
  return url.href;
}
