import type { Medium, PostRecord, QuotedRecord } from '#domain/record.ts';

/** A file that the record names, and where it can be had. */
export interface WantedFile {
  /** Of the artifact's name; the file's own type gives the extension. */
  stem: string;
  /** In words, for the list of what is missing. */
  title: string;
  kind: Medium['kind'];
  /** Best first. */
  urls: string[];
  /** Why there is none, where `urls` is empty. */
  noUrls: string;
  /** Without it the capture is not complete. */
  essential: boolean;
}

const playlistTypes = /mpegurl|dash\+xml|vnd\.ms-sstr/i;
const playlistPaths = /\.(m3u8|mpd)$/i;

/** Media, posters and avatar of the post, then those of the post it quotes; each URL once. */
export function listWantedFiles(record: PostRecord): WantedFile[] {
  const quoted = record.quoted !== null && 'postId' in record.quoted ? record.quoted : null;
  const files = [...filesOf(record, ''), ...(quoted ? filesOf(quoted, 'quoted-') : [])];
  const seen = new Set<string>();
  return files.filter(({ urls, essential }) => {
    const [best] = urls;
    const isNew = best === undefined || !seen.has(best);
    for (const url of urls) {
      seen.add(url);
    }
    return isNew || essential;
  });
}

function filesOf(record: PostRecord | QuotedRecord, prefix: string): WantedFile[] {
  const count = record.media.length;
  const of = prefix === '' ? '' : ' of the quoted post';
  const media = record.media.map((medium, index): WantedFile => {
    const files = medium.variants.filter((variant) => !isPlaylist(variant));
    return {
      stem: `${prefix}media-${index + 1}`,
      title: `${titles[medium.kind]} (${index + 1} of ${count}${of})`,
      kind: medium.kind,
      urls: [...new Set(files.map(({ url }) => url))],
      noUrls:
        medium.variants.length === 0
          ? 'the platform names no file of it'
          : 'the platform names only playlists of it, which are not followed',
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
  return { stem, title, kind: 'photo', urls: [url], noUrls: '', essential: false };
}

function isPlaylist({ url, mediaType }: { url: string; mediaType: string | null }): boolean {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  return playlistTypes.test(mediaType ?? '') || playlistPaths.test(path);
}
