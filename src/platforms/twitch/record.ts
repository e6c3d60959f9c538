import type { MediaVariant, PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { timeOf } from '../reading/stated-time.ts';
import { linksInText } from '../reading/text-links.ts';
import type { ClipAnswer, UserAnswer, VodAnswer } from './schemas.ts';

export function recordOfClip(target: Target, clip: ClipAnswer): PostRecord {
  const variants = variantsOf(clip);
  return {
    ...emptyRecord(target, 'twitch'),
    author: authorOf(clip.broadcaster),
    title: clip.title,
    language: languageOf(clip.language),
    publishedAt: timeOf(clip.createdAt),
    media: [
      {
        kind: 'video',
        alt: null,
        width: null,
        height: variants[0]?.height ?? null,
        durationMs: milliseconds(clip.durationSeconds),
        posterUrl: clip.thumbnailURL ?? null,
        variants,
      },
    ],
    counts: countsOf(clip.viewCount),
  };
}

/** A recording: its playlist takes a token of its own, so no file is named. */
export function recordOfVod(target: Target, vod: VodAnswer): PostRecord {
  const text = vod.description ?? '';
  return {
    ...emptyRecord(target, 'twitch'),
    author: authorOf(vod.owner),
    title: vod.title ?? null,
    text,
    links: linksInText(text),
    language: languageOf(vod.language),
    publishedAt: timeOf(vod.publishedAt),
    media: [
      {
        kind: 'video',
        alt: null,
        width: null,
        height: null,
        durationMs: milliseconds(vod.lengthSeconds),
        posterUrl: vod.previewThumbnailURL ?? null,
        variants: [],
      },
    ],
    counts: countsOf(vod.viewCount),
    labels: vod.status === 'RECORDING' ? ['live'] : [],
  };
}

function authorOf(user: UserAnswer | null | undefined): PostRecord['author'] {
  const login = user?.login ?? null;
  return {
    name: user?.displayName ?? null,
    handle: login,
    url: login === null ? null : `https://www.twitch.tv/${login}`,
    id: user?.id ?? null,
    avatarUrl: user?.profileImageURL ?? null,
  };
}

/** The best first. A file is given only to whoever shows the token that came with it. */
function variantsOf({ videoQualities, playbackAccessToken: token }: ClipAnswer): MediaVariant[] {
  const variants = (videoQualities ?? []).flatMap(({ quality, sourceURL }): MediaVariant[] => {
    const url = parseHttpUrl(sourceURL);
    if (url === null) return [];
    if (token) {
      url.searchParams.set('sig', token.signature);
      url.searchParams.set('token', token.value);
    }
    const height = /^\d+$/.test(quality ?? '') ? Number(quality) : null;
    return [{ url: url.href, mediaType: 'video/mp4', bitrate: null, width: null, height }];
  });
  return variants.toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0));
}

function countsOf(views: number | null | undefined): PostRecord['counts'] {
  return { likes: null, reposts: null, replies: null, quotes: null, views: views ?? null };
}

function languageOf(stated: string | null | undefined): string | null {
  return stated ? stated.toLowerCase().replace('_', '-') : null;
}

function milliseconds(seconds: number | null | undefined): number | null {
  return seconds ? seconds * 1000 : null;
}
