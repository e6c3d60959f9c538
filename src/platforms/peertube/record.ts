import type { MediaVariant, PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { timeOf } from '../reading/stated-time.ts';
import { linksInText } from '../reading/text-links.ts';
import type { FileAnswer, VideoAnswer } from './schemas.ts';

const UNLISTED = 2;
const PUBLISHED = 1;
const WAITS_FOR_LIVE = 4;

/** A record from the server's own answer; relative paths are of `host`. */
export function recordOfVideo(target: Target, video: VideoAnswer, host: string): PostRecord {
  const text = (video.description ?? '').replaceAll('\r\n', '\n');
  return {
    ...emptyRecord(target, 'peertube'),
    author: authorOf(video.account, host),
    title: video.name,
    text,
    textTruncated: isCut(video),
    links: linksInText(text),
    language: video.language?.id ?? null,
    publishedAt: timeOf(video.publishedAt),
    media: [mediumOf(video, host)],
    counts: {
      likes: video.likes ?? null,
      reposts: null,
      replies: video.comments ?? null,
      quotes: null,
      views: video.views ?? null,
    },
    labels: labelsOf(video),
  };
}

/** Old servers cut a description to so many characters, dots included. */
const MAX_CUT_CHARACTERS = 250;
const MIN_CUT_CHARACTERS = 200;

function isCut({ description, truncatedDescription, descriptionPath }: VideoAnswer): boolean {
  if (!description || truncatedDescription !== undefined || !descriptionPath) return false;
  const { length } = description;
  return description.endsWith('...') && length >= MIN_CUT_CHARACTERS && length <= MAX_CUT_CHARACTERS;
}

function authorOf(account: VideoAnswer['account'], host: string): PostRecord['author'] {
  const avatars = (account.avatars ?? []).toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0));
  const avatar = avatars[0]?.fileUrl ?? avatars[0]?.path ?? null;
  return {
    name: account.displayName ?? account.name,
    handle: `${account.name}@${account.host}`,
    url: account.url ?? null,
    id: account.id === null || account.id === undefined ? null : String(account.id),
    avatarUrl: avatar === null ? null : urlOn(host, avatar),
  };
}

function mediumOf(video: VideoAnswer, host: string): PostRecord['media'][number] {
  const variants = variantsOf(video);
  return {
    kind: 'video',
    alt: null,
    width: variants[0]?.width ?? null,
    height: variants[0]?.height ?? null,
    durationMs: video.duration ? video.duration * 1000 : null,
    posterUrl: video.previewPath ? urlOn(host, video.previewPath) : null,
    variants,
  };
}

/** Whole files, those of the web player before the fragmented ones of HLS at the same size; then the playlists. */
function variantsOf({ files, streamingPlaylists }: VideoAnswer): MediaVariant[] {
  const fragmented = (streamingPlaylists ?? []).flatMap((playlist) => playlist.files ?? []);
  const whole = [...(files ?? []), ...fragmented].flatMap(variantOf);
  const playlists = (streamingPlaylists ?? []).map(
    ({ playlistUrl: url }): MediaVariant => ({
      url,
      mediaType: 'application/vnd.apple.mpegurl',
      bitrate: null,
      width: null,
      height: null,
    }),
  );
  return [...whole.toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0)), ...playlists];
}

/** Since 7.0, HLS may keep sound and picture in files of their own: neither alone is the video. */
function variantOf(file: FileAnswer): MediaVariant[] {
  if (!file.fileUrl || file.hasAudio === false || file.hasVideo === false) return [];
  const height = file.height ?? file.resolution?.id ?? null;
  return [
    { url: file.fileUrl, mediaType: typeOf(file.fileUrl), bitrate: null, width: file.width ?? null, height },
  ];
}

function typeOf(url: string): string | null {
  const extension = /\.(\w+)$/.exec(URL.parse(url)?.pathname ?? '')?.[1]?.toLowerCase() ?? '';
  const types: Record<string, string> = { mp4: 'video/mp4', webm: 'video/webm', ogv: 'video/ogg' };
  return types[extension] ?? null;
}

function labelsOf({ nsfw, isLive, state, privacy }: VideoAnswer): string[] {
  return [
    ...(nsfw ? ['sensitive'] : []),
    ...(isLive && state?.id === WAITS_FOR_LIVE ? ['scheduled'] : []),
    ...(isLive && state?.id === PUBLISHED ? ['live'] : []),
    ...(privacy?.id === UNLISTED ? ['unlisted'] : []),
  ];
}

function urlOn(host: string, path: string): string | null {
  return parseHttpUrl(path, `https://${host}/`)?.href ?? null;
}
