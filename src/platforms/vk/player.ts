import type { HtmlDocument } from '#domain/html.ts';
import type { MediaVariant, Medium, PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { embeddedJson } from '../reading/embedded-json.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { type PlayerAnswer, playerSchema } from './schemas.ts';
import type { Reading } from './source.ts';

/** The video of VK's player, from the parameters that its script is given. */
export function readPlayer(target: Target): (document: HtmlDocument, html: string) => Reading {
  return (_document, html) => {
    const json = embeddedJson(html, /\bplayerParams["']?\s{0,5}[=:]\s{0,5}(?=\{)/);
    if (json === undefined) return { kind: 'none' };
    const player = playerSchema.safeParse(json);
    if (!player.success) return { kind: 'unreadable', path: `playerParams.${pathOf(player.error)}` };
    const [video] = player.data.params;
    if (video === undefined) return { kind: 'none' };
    const named = `vk:video${video.oid}_${video.vid}`;
    if (named !== target.postId)
      return { kind: 'unreadable', path: `playerParams.vid: the answer is about ${named}` };
    return { kind: 'record', record: recordOf(target, video) };
  };
}

function recordOf(target: Target, video: PlayerAnswer): PostRecord {
  const author = video.author_id ?? video.oid;
  return {
    ...emptyRecord(target, 'vk'),
    author: {
      name: video.md_author,
      handle: null,
      url: `https://vk.com/${author < 0 ? 'club' : 'id'}${Math.abs(author)}`,
      id: String(author),
      avatarUrl: null,
    },
    title: video.md_title,
    publishedAt: video.date ? new Date(video.date * 1000).toISOString() : null,
    media: [mediumOf(video)],
  };
}

/** By height, the best first, and the playlist last. */
function mediumOf(video: PlayerAnswer): Medium {
  const files = Object.entries(video).flatMap(([key, value]): MediaVariant[] => {
    const height = /^url(\d{3,4})$/.exec(key)?.[1];
    const url = typeof value === 'string' ? parseHttpUrl(value) : null;
    if (height === undefined || url === null) return [];
    return [{ url: url.href, mediaType: 'video/mp4', bitrate: null, width: null, height: Number(height) }];
  });
  const playlist = parseHttpUrl(video.hls ?? '');
  const hls = { mediaType: 'application/x-mpegURL', bitrate: null, width: null, height: null };
  return {
    kind: 'video',
    alt: null,
    width: null,
    height: null,
    durationMs: video.duration ? video.duration * 1000 : null,
    posterUrl: parseHttpUrl(video.jpg ?? '')?.href ?? null,
    variants: [
      ...files.toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0)),
      ...(playlist === null ? [] : [{ url: playlist.href, ...hls }]),
    ],
  };
}
