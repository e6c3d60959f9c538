import type { Medium, PostRecord, QuotedRecord } from '#domain/record.ts';
import { type PlaylistKind, playlistKindOf } from './streams/playlist-kind.ts';

/** A file that the record names, and where it can be had. */
export interface WantedFile {
  /** Of the artifact's name; the file's own type gives the extension. */
  stem: string;
  /** In words, for the list of what is missing. */
  title: string;
  kind: Medium['kind'];
  /** Best first. */
  sources: WantedSource[];
  /** The page that shows this medium and no other that moves; null where none does. */
  pageUrl: string | null;
  /** As the record states it. */
  durationMs: number | null;
  /** Without it the capture is not complete. */
  essential: boolean;
}

export interface WantedSource {
  url: string;
  /** Null where it is named as a file of its own; it may turn out otherwise. */
  playlist: PlaylistKind | null;
}

/** Media, posters and avatar of the post, then those of the post it quotes; each URL once. */
export function listWantedFiles(record: PostRecord): WantedFile[] {
  const quoted = record.quoted !== null && 'postId' in record.quoted ? record.quoted : null;
  const files = [...filesOf(record, ''), ...(quoted ? filesOf(quoted, 'quoted-') : [])];
  const seen = new Set<string>();
  return files.filter(({ sources, essential }) => {
    const best = sources[0]?.url;
    const isNew = best === undefined || !seen.has(best);
    for (const { url } of sources) {
      seen.add(url);
    }
    return isNew || essential;
  });
}

function filesOf(record: PostRecord | QuotedRecord, prefix: string): WantedFile[] {
  const count = record.media.length;
  const of = prefix === '' ? '' : ' of the quoted post';
  const moving = record.media.filter(({ kind }) => kind !== 'photo');
  const media = record.media.map((medium, index): WantedFile => {
    const variants = medium.variants.filter(
      ({ url }, at) => medium.variants.findIndex((each) => each.url === url) === at,
    );
    return {
      stem: `${prefix}media-${index + 1}`,
      title: `${titles[medium.kind]} (${index + 1} of ${count}${of})`,
      kind: medium.kind,
      sources: variants.map((variant) => ({ url: variant.url, playlist: playlistKindOf(variant) })),
      pageUrl: moving.length === 1 && medium.kind !== 'photo' ? record.canonicalUrl : null,
      durationMs: medium.durationMs,
      essential: true,
    };
  });
  const posters = record.media.flatMap(({ posterUrl }, index) =>
    posterUrl === null
      ? []
      : [extra(`${prefix}poster-${index + 1}`, `Still picture (${index + 1} of ${count}${of})`, posterUrl)],
  );
  const { avatarUrl } = record.author;
  const avatar = avatarUrl === null ? [] : [extra(`${prefix}avatar`, `The author’s picture${of}`, avatarUrl)];
  return [...media, ...posters, ...avatar];
}

const titles: Record<Medium['kind'], string> = {
  photo: 'Picture',
  video: 'Video',
  gif: 'Animation',
  audio: 'Sound',
};

function extra(stem: string, title: string, url: string): WantedFile {
  const sources = [{ url, playlist: null }];
  return { stem, title, kind: 'photo', sources, pageUrl: null, durationMs: null, essential: false };
}
