import type { Artifact } from '#domain/capture.ts';
import type { Medium, PostRecord, QuotedRecord } from '#domain/record.ts';
import type { CardCapture } from './view.ts';

export interface HeldMedium {
  medium: Medium;
  /** The picture, sound or video itself; undefined where it is not held. */
  main: Artifact | undefined;
  poster: Artifact | undefined;
  /** Files of WebVTT, `captions-1.fr.vtt`. */
  captions: Artifact[];
}

/** Before the names of what belongs to a quoted post. */
export type NamePrefix = '' | 'quoted-';

/**
 * A record's media with the artifacts that hold them: found by where they came from, else by their names,
 * `media-1.mp4` and `poster-1.jpg`.
 */
export function pairMedia(
  record: PostRecord | QuotedRecord,
  capture: CardCapture,
  prefix: NamePrefix,
): HeldMedium[] {
  return record.media.map((medium, index) => {
    const urls = medium.variants.map(({ url }) => url);
    const posterUrls = medium.posterUrl === null ? [] : [medium.posterUrl];
    return {
      medium,
      main: find(capture, typesOf(medium), urls, `${prefix}media-${index + 1}.`),
      poster: find(capture, ['image'], posterUrls, `${prefix}poster-${index + 1}.`),
      captions: capture.artifacts.filter(
        ({ role, mediaType, name }) =>
          role === 'media' &&
          mediaType.startsWith('text/vtt') &&
          name.startsWith(`${prefix}captions-${index + 1}.`),
      ),
    };
  });
}

export function findAvatar(
  { author }: PostRecord | QuotedRecord,
  capture: CardCapture,
  prefix: NamePrefix,
): Artifact | undefined {
  return find(capture, ['image'], author.avatarUrl === null ? [] : [author.avatarUrl], `${prefix}avatar.`);
}

/** GIFs come as videos from most platforms and as pictures from some. */
function typesOf({ kind }: Medium): string[] {
  switch (kind) {
    case 'photo':
      return ['image'];
    case 'audio':
      return ['audio'];
    case 'gif':
      return ['video', 'image'];
    case 'video':
      return ['video'];
  }
}

function find(capture: CardCapture, types: string[], urls: string[], name: string): Artifact | undefined {
  const candidates = capture.artifacts.filter(
    ({ role, mediaType }) => role === 'media' && types.some((type) => mediaType.startsWith(`${type}/`)),
  );
  return (
    candidates.find((artifact) => artifact.name.startsWith(name)) ??
    candidates.find(({ sourceUrl }) => sourceUrl !== null && urls.includes(sourceUrl))
  );
}
