import type { MediaVariant, Medium } from '#domain/record.ts';
import { captionsOf } from '../reading/caption-track.ts';
import type { ImagePostAnswer, ItemAnswer, VideoAnswer } from './schemas.ts';

/** The pictures of a photo post, else the video. Their URLs are signed and expire within hours. */
export function readMedia({ imagePost, video }: Pick<ItemAnswer, 'imagePost' | 'video'>): Medium[] {
  if (imagePost) return imagePost.images.map(readPicture);
  return video ? [readVideo(video)] : [];
}

function readPicture(image: ImagePostAnswer['images'][number]): Medium {
  const width = image.imageWidth ?? null;
  const height = image.imageHeight ?? null;
  const variants = image.imageURL.urlList.map((url) => variant(url, 'image/jpeg', null, width, height));
  return { kind: 'photo', alt: null, width, height, durationMs: null, posterUrl: null, variants };
}

/** By bitrate, the best first; the file for download carries a watermark and comes last. */
function readVideo(video: VideoAnswer): Medium {
  const width = video.width ?? null;
  const height = video.height ?? null;
  const qualities = (video.bitrateInfo ?? []).flatMap(({ Bitrate, PlayAddr }) =>
    (PlayAddr.UrlList ?? [])
      .slice(0, 1)
      .map((url) =>
        variant(url, 'video/mp4', Bitrate ?? null, PlayAddr.Width ?? null, PlayAddr.Height ?? null),
      ),
  );
  const variants = [
    ...qualities.toSorted((a, b) => (b.bitrate ?? -1) - (a.bitrate ?? -1)),
    ...(video.playAddr ? [variant(video.playAddr, 'video/mp4', null, width, height)] : []),
    ...(video.downloadAddr ? [variant(video.downloadAddr, 'video/mp4', null, width, height)] : []),
  ];
  return {
    kind: 'video',
    alt: null,
    width,
    height,
    durationMs: video.duration ? video.duration * 1000 : null,
    posterUrl: video.originCover || video.cover || null,
    variants: variants.filter(({ url }, index) => variants.findIndex((each) => each.url === url) === index),
    ...captionsOf(subtitlesOf(video)),
  };
}

/** What a machine translated is left out: it says nothing that the video says. */
function subtitlesOf({ subtitleInfos }: VideoAnswer) {
  return (subtitleInfos ?? [])
    .filter(({ Format, Source }) => Format === 'webvtt' && Source !== 'MT')
    .map(({ Url, LanguageCodeName, Source }) => ({
      url: Url,
      language: LanguageCodeName,
      automatic: Source === 'ASR',
    }));
}

function variant(
  url: string,
  mediaType: string,
  bitrate: number | null,
  width: number | null,
  height: number | null,
): MediaVariant {
  return { url, mediaType, bitrate, width, height };
}
