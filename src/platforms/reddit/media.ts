import type { MediaVariant, Medium } from '#domain/record.ts';
import { hostOf, parseHttpUrl } from '#domain/url.ts';
import type { MetadataAnswer, PostAnswer } from './schemas.ts';

const types: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
};

/** A gallery in its order, a video of Reddit's own, or the picture that the post links to. */
export function readMedia(post: PostAnswer): Medium[] {
  if (post.gallery_data) {
    return post.gallery_data.items.flatMap(({ media_id, caption }) => {
      const metadata = post.media_metadata?.[media_id];
      return metadata === undefined ? [] : [ofMetadata(media_id, metadata, caption ?? null)];
    });
  }
  const video = (post.secure_media ?? post.media)?.reddit_video;
  if (video) return [ofVideo(video, post)];
  const picture = ofPicture(post);
  return picture === null ? readInline(post.media_metadata) : [picture];
}

/** Pictures within the words of a post or comment. */
export function readInline(metadata: Record<string, MetadataAnswer> | null | undefined): Medium[] {
  return Object.entries(metadata ?? {})
    .filter(([, { s }]) => s)
    .map(([id, each]) => ofMetadata(id, each, null));
}

/** What the answer states comes first; a picture as it was uploaded has the same name on i.redd.it. */
function ofMetadata(id: string, { e, m, s }: MetadataAnswer, caption: string | null): Medium {
  const width = s?.x ?? null;
  const height = s?.y ?? null;
  const extension = /^image\/(\w+)$/.exec(m ?? '')?.[1]?.replace('jpeg', 'jpg');
  const isMoving = e === 'AnimatedImage';
  const stated: [string | null | undefined, string | null][] = isMoving
    ? [
        [s?.mp4, 'video/mp4'],
        [s?.gif, 'image/gif'],
      ]
    : [
        [s?.u, null],
        [
          extension === undefined ? null : `https://i.redd.it/${id}.${extension}`,
          types[extension ?? ''] ?? null,
        ],
      ];
  const variants = stated.flatMap(([url, type]) => (url ? [variant(url, type, width, height)] : []));
  const kind = isMoving ? 'gif' : 'photo';
  return { kind, alt: caption || null, width, height, durationMs: null, posterUrl: null, variants };
}

/** The file of a video has no sound; its playlists do. */
function ofVideo(
  video: NonNullable<NonNullable<PostAnswer['media']>['reddit_video']>,
  post: PostAnswer,
): Medium {
  const width = video.width ?? null;
  const height = video.height ?? null;
  const bitrate = video.bitrate_kbps ? video.bitrate_kbps * 1000 : null;
  const variants = [
    ...(video.hls_url ? [variant(video.hls_url, 'application/x-mpegURL', width, height)] : []),
    ...(video.dash_url ? [variant(video.dash_url, 'application/dash+xml', width, height)] : []),
    ...(video.fallback_url ? [{ ...variant(video.fallback_url, 'video/mp4', width, height), bitrate }] : []),
  ];
  return {
    kind: video.is_gif ? 'gif' : 'video',
    alt: null,
    width,
    height,
    durationMs: video.duration ? video.duration * 1000 : null,
    posterUrl: post.preview?.images[0]?.source.url ?? null,
    variants,
  };
}

function ofPicture(post: PostAnswer): Medium | null {
  const url = parseHttpUrl(post.url_overridden_by_dest ?? post.url ?? '');
  const type = types[/\.(\w{3,4})$/.exec(url?.pathname.toLowerCase() ?? '')?.[1] ?? ''];
  if (url === null || type === undefined) return null;
  const source = post.preview?.images[0]?.source;
  return pictureAt(url.href, type, hostOf(url) === 'i.redd.it' ? source : undefined);
}

export function pictureAt(
  url: string,
  mediaType: string | null,
  preview?: { url: string; width?: number | null; height?: number | null },
): Medium {
  const width = preview?.width ?? null;
  const height = preview?.height ?? null;
  const variants = [
    variant(url, mediaType, width, height),
    ...(preview === undefined ? [] : [variant(preview.url, null, width, height)]),
  ];
  return { kind: 'photo', alt: null, width, height, durationMs: null, posterUrl: null, variants };
}

function variant(
  url: string,
  mediaType: string | null,
  width: number | null,
  height: number | null,
): MediaVariant {
  return { url, mediaType, bitrate: null, width, height };
}
