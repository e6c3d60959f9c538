import { standardWidthPx } from '#card/card-height.ts';
import { html } from '#card/html.ts';
import { titleOf } from '#card/render-card.ts';
import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';
import type { Artifact } from '#domain/capture.ts';

import { framedCard } from './card-frame.ts';
import { cardOfPost } from './card-of-post.ts';

/** An oEmbed answer of type `rich` (https://oembed.com). */
export interface OembedDocument {
  version: '1.0';
  type: 'rich';
  title: string;
  author_name?: string;
  author_url?: string;
  provider_name: string;
  provider_url: string;
  /** Seconds. */
  cache_age: number;
  thumbnail_url?: string;
  thumbnail_width?: number;
  thumbnail_height?: number;
  html: string;
  width: number;
  height: number;
}

/** The most that the asker has room for, in CSS pixels. */
export interface Room {
  maxWidth: number | undefined;
  maxHeight: number | undefined;
}

/** What stands between a post's change and the articles that show it. */
const cacheSeconds = 3600;

/** `baseUrl` is the service's, with the path below which it lives and no slash at its end. */
export function oembedOf(
  post: PostSummary,
  capture: CaptureState | null,
  baseUrl: string,
  room: Room,
): OembedDocument {
  const pathPrefix = new URL(baseUrl).pathname.replace(/\/$/, '');
  const view = cardOfPost(post, capture, pathPrefix);
  const card = framedCard(post, capture, pathPrefix, Math.min(standardWidthPx, room.maxWidth ?? Infinity));
  const height = Math.min(card.height, room.maxHeight ?? Infinity);
  const title = titleOf(view);
  const source = new URL(`${card.path}?format=frame`, baseUrl).href;
  const picture = capture && thumbnailOf(capture, room);
  const pictureUrl = picture && view.mediaUrl(picture.name);
  return {
    ...{ version: '1.0', type: 'rich', title },
    ...(post.author?.name && { author_name: post.author.name }),
    ...(post.author?.url && { author_url: post.author.url }),
    ...{ provider_name: 'embed-archiver', provider_url: baseUrl, cache_age: cacheSeconds },
    ...(picture &&
      pictureUrl && {
        thumbnail_url: new URL(pictureUrl, baseUrl).href,
        thumbnail_width: picture.width,
        thumbnail_height: picture.height,
      }),
    html: html`<iframe src="${source}" width="${card.width}" height="${height}" title="${title}" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" allow="fullscreen" referrerpolicy="no-referrer" loading="lazy" style="border:0;max-width:100%"></iframe>`.toString(),
    ...{ width: card.width, height },
  };
}

/** Where the oEmbed document of a post's card is. */
export function oembedUrlOf(postId: string, baseUrl: string): string {
  const card = `${baseUrl}/embed/${encodeURIComponent(postId)}`;
  return `${baseUrl}/oembed?url=${encodeURIComponent(card)}&format=json`;
}

/** A picture of known size that fits; none of what its author or platform called sensitive. */
function thumbnailOf(
  { artifacts, record }: CaptureState,
  { maxWidth = Infinity, maxHeight = Infinity }: Room,
) {
  if (record?.labels.includes('sensitive')) {
    return null;
  }
  const fitting = artifacts.flatMap(({ name, role, mediaType, width, height }) =>
    mediaType.startsWith('image/') && width && height && width <= maxWidth && height <= maxHeight
      ? [{ name, role, width, height }]
      : [],
  );
  const kinds: ((artifact: Pick<Artifact, 'name' | 'role'>) => boolean)[] = [
    ({ role }) => role === 'thumbnail',
    ({ role, name }) => role === 'media' && /^(?:media|poster)-/.test(name),
    ({ role }) => role === 'screenshot',
  ];
  return kinds.map((isOfKind) => fitting.find(isOfKind)).find((found) => found !== undefined) ?? null;
}
