import type { PostRecord } from '#domain/record.ts';
import type { Target } from '../platform.ts';
import { captionsOf } from '../reading/caption-track.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { durationMsOf } from '../reading/iso-duration.ts';
import { timeOf } from '../reading/stated-time.ts';
import { linksInText } from '../reading/text-links.ts';
import { unescapeHtml } from '../reading/unescape-html.ts';
import type { ConfigAnswer, VideoObject } from './schemas.ts';

type Author = PostRecord['author'];
type Medium = PostRecord['media'][number];

/** From the page's own JSON-LD, in which the description is escaped once more, and cut where it ends in an ellipsis. */
export function recordOfPage(target: Target, video: VideoObject): PostRecord {
  const text = unescapeHtml(video.description ?? '').replace(/&hellip;/g, '…');
  return {
    ...emptyRecord(target, 'vimeo'),
    author: {
      ...authorOf(video.author?.name, video.author?.url),
      id: video.author?.identifier === undefined ? null : String(video.author.identifier),
      avatarUrl: video.author?.image ?? null,
    },
    title: unescapeHtml(video.name),
    text,
    textTruncated: text.endsWith('…'),
    links: linksInText(text),
    publishedAt: timeOf(video.uploadDate),
    media: [
      {
        ...emptyVideo,
        width: video.width ?? null,
        height: video.height ?? null,
        durationMs: durationMsOf(video.duration),
        posterUrl: video.thumbnailUrl ?? null,
      },
    ],
  };
}

/** From the player's config, which has the files and no description. */
export function recordOfConfig(target: Target, { video, request }: ConfigAnswer): PostRecord {
  return {
    ...emptyRecord(target, 'vimeo'),
    author: {
      ...authorOf(video.owner?.name, video.owner?.url ?? undefined),
      id: video.owner?.id === undefined ? null : String(video.owner.id),
      avatarUrl: video.owner?.img ?? null,
    },
    title: video.title,
    textTruncated: true,
    media: [
      {
        ...emptyVideo,
        width: video.width ?? null,
        height: video.height ?? null,
        durationMs: video.duration === undefined ? null : video.duration * 1000,
        posterUrl: video.thumbnail_url ?? video.thumbs?.base ?? null,
        variants: variantsOf(request.files),
        ...captionsOf(tracksOf(request.text_tracks ?? [])),
      },
    ],
    labels: video.live_event?.status === 'started' ? ['live'] : [],
  };
}

/** The fuller text and time of one record, the files of the other. */
export function joined(record: PostRecord, config: PostRecord | null): PostRecord {
  const [medium] = record.media;
  const [played] = config?.media ?? [];
  if (config === null || medium === undefined || played === undefined) return record;
  return {
    ...record,
    author: {
      ...record.author,
      id: record.author.id ?? config.author.id,
      avatarUrl: record.author.avatarUrl ?? config.author.avatarUrl,
    },
    media: [
      {
        ...medium,
        width: medium.width ?? played.width,
        height: medium.height ?? played.height,
        durationMs: medium.durationMs ?? played.durationMs,
        posterUrl: medium.posterUrl ?? played.posterUrl,
        variants: played.variants,
        ...(played.captions && { captions: played.captions }),
      },
    ],
    labels: [...new Set([...record.labels, ...config.labels])],
  };
}

const emptyVideo: Medium = {
  kind: 'video',
  alt: null,
  width: null,
  height: null,
  durationMs: null,
  posterUrl: null,
  variants: [],
};

export function authorOf(name: string | undefined, profile: string | undefined): Author {
  const url = profile === undefined ? null : URL.parse(profile, 'https://vimeo.com/');
  const path = url?.pathname.slice(1) ?? '';
  // Without a name of their own, authors have a number there.
  const handle = /^[\w-]+$/.test(path) && !/^user\d+$/.test(path) ? path : null;
  return { name: name ?? null, handle, url: url?.href ?? null, id: null, avatarUrl: null };
}

/** Files first, the largest first; then playlists, of the CDN that the player prefers. */
function variantsOf({ progressive, hls, dash }: ConfigAnswer['request']['files']): Medium['variants'] {
  const files = (progressive ?? []).map(({ url, mime, width, height }) => ({
    url,
    mediaType: mime ?? 'video/mp4',
    bitrate: null,
    width: width ?? null,
    height: height ?? null,
  }));
  return [
    ...files.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0)),
    ...playlist(hls, 'application/vnd.apple.mpegurl'),
    ...playlist(dash, 'application/dash+xml'),
  ];
}

/** A language that ends in `-x-autogen` is one that a machine heard. */
function tracksOf(tracks: NonNullable<ConfigAnswer['request']['text_tracks']>) {
  return tracks
    .filter(({ kind }) => kind !== 'chapters' && kind !== 'metadata')
    .map(({ url, lang, label }) => ({
      url,
      base: 'https://player.vimeo.com/',
      language: lang?.replace(/-x-autogen$/, ''),
      label,
      automatic: lang?.endsWith('-x-autogen') ?? false,
    }));
}

function playlist(stream: ConfigAnswer['request']['files']['hls'], mediaType: string): Medium['variants'] {
  if (stream === undefined) return [];
  const cdn = stream.cdns[stream.default_cdn ?? ''] ?? Object.values(stream.cdns)[0];
  const url = cdn?.avc_url ?? cdn?.url;
  return url === undefined ? [] : [{ url, mediaType, bitrate: null, width: null, height: null }];
}
