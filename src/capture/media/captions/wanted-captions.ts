import type { CaptionTrack, PostRecord, QuotedRecord } from '#domain/record.ts';

/** A track that is fetched, and the artifact that it becomes. */
export interface WantedCaptions {
  /** `captions-1.fr.vtt`, without the ending. */
  stem: string;
  language: string;
  /** Which it belongs to, in words, for the list of what is missing. */
  film: string;
  url: string;
}

/** Of one film. */
const maxTracks = 30;
const longestLanguage = 35;

/**
 * The tracks of the post's films, then of those it quotes: what the record states, then what the film's own stream named, by
 * the film's stem (`media-1`).
 */
export function listWantedCaptions(
  record: PostRecord,
  inStreams: ReadonlyMap<string, CaptionTrack[]> = new Map(),
): WantedCaptions[] {
  const quoted = record.quoted !== null && 'postId' in record.quoted ? record.quoted : null;
  return [
    ...wantedOf(record, '', inStreams),
    ...(quoted === null ? [] : wantedOf(quoted, 'quoted-', inStreams)),
  ];
}

function wantedOf(
  record: PostRecord | QuotedRecord,
  prefix: string,
  inStreams: ReadonlyMap<string, CaptionTrack[]>,
): WantedCaptions[] {
  const of = `${record.media.length}${prefix === '' ? '' : ' of the quoted post'}`;
  return record.media.flatMap(({ captions = [] }, index) => {
    const place = index + 1;
    const tracks = choose(captions, inStreams.get(`${prefix}media-${place}`) ?? []);
    const taken = new Map<string, number>();
    return tracks.map(({ url, language: stated }) => {
      const language = stated.length > longestLanguage ? 'und' : stated;
      const count = (taken.get(language) ?? 0) + 1;
      taken.set(language, count);
      return {
        stem: `${prefix}captions-${place}.${language}${count > 1 ? `.${count}` : ''}`,
        language,
        film: `video ${place} of ${of}`,
        url,
      };
    });
  });
}

/** Each once; a stream's own where nothing else is in its language, and a machine's where nobody wrote in it. */
function choose(stated: readonly CaptionTrack[], inStream: readonly CaptionTrack[]): CaptionTrack[] {
  const languages = new Set(stated.map(({ language }) => language));
  const all = [...stated, ...inStream.filter(({ language }) => !languages.has(language))];
  const written = new Set(all.filter(({ automatic }) => !automatic).map(primaryLanguage));
  return all
    .filter((track, index) => all.findIndex(({ url }) => url === track.url) === index)
    .filter((track) => !track.automatic || !written.has(primaryLanguage(track)))
    .slice(0, maxTracks);
}

function primaryLanguage({ language }: CaptionTrack): string {
  return language.split('-')[0] ?? language;
}
