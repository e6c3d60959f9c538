import { z } from 'zod';
import { standardWidthPx } from '#card/card-height.ts';
import type { CardView } from '#card/view.ts';
import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';
import type { Artifact } from '#domain/capture.ts';
import { type FrameSize, framedCard } from './card-frame.ts';
import { cardOfPost } from './card-of-post.ts';
import type { AddressedPicture } from './card-picture.ts';
import { type FrameLook, renderFrame } from './frame.ts';

/** An oEmbed answer of type `rich` (https://oembed.com). */
export const oembedSchema = z
  .object({
    version: z.literal('1.0'),
    type: z.literal('rich'),
    title: z.string(),
    author_name: z.string().optional(),
    author_url: z.string().optional(),
    provider_name: z.string(),
    provider_url: z.string(),
    cache_age: z.number().int().describe('Seconds'),
    thumbnail_url: z.string().optional(),
    thumbnail_width: z.number().int().optional(),
    thumbnail_height: z.number().int().optional(),
    html: z.string(),
    width: z.number().int(),
    height: z.number().int(),
  })
  .meta({ id: 'Oembed' });
export type OembedDocument = z.infer<typeof oembedSchema>;

/** The most that the asker has room for, in CSS pixels. */
export interface Room {
  maxWidth: number | undefined;
  maxHeight: number | undefined;
}

/** What stands between a post's change and the articles that show it. */
const cacheSeconds = 3600;

/** How a card is put into an article. */
export interface OembedWish {
  /** The service's, with the path below which it lives and no slash at its end. */
  baseUrl: string;
  room: Room;
  look: FrameLook;
  /** Of the card, where it is made. */
  picture: AddressedPicture | null;
}

export function oembedOf(
  post: PostSummary,
  capture: CaptureState | null,
  { baseUrl, room, look, picture }: OembedWish,
): OembedDocument {
  const pathPrefix = new URL(baseUrl).pathname.replace(/\/$/, '');
  const width = Math.min(standardWidthPx, room.maxWidth ?? Infinity);
  const card = framedCard(post, capture, pathPrefix, width, look);
  const { title } = card;
  const size = { width, height: Math.min(card.height, room.maxHeight ?? Infinity) };
  const view = cardOfPost(post, capture, pathPrefix);
  const thumbnail = [picture, capture && mediaThumbnail(capture, view, baseUrl, room)].find(
    (each) => each && fits(each, room),
  );
  return {
    ...{ version: '1.0', type: 'rich', title },
    ...(post.author?.name && { author_name: post.author.name }),
    ...(post.author?.url && { author_url: post.author.url }),
    ...{ provider_name: 'embed-archiver', provider_url: baseUrl, cache_age: cacheSeconds },
    ...(thumbnail && {
      thumbnail_url: thumbnail.url,
      thumbnail_width: thumbnail.width,
      thumbnail_height: thumbnail.height,
    }),
    html: renderFrame(new URL(card.path, baseUrl).href, title, size, look).toString(),
    ...size,
  };
}

/** Where the oEmbed document of a post's card is; the card may be asked for in a language. */
export function oembedUrlOf(cardUrl: string, baseUrl: string): string {
  return `${baseUrl}/oembed?url=${encodeURIComponent(cardUrl)}&format=json`;
}

function fits({ width, height }: FrameSize, { maxWidth = Infinity, maxHeight = Infinity }: Room): boolean {
  return width <= maxWidth && height <= maxHeight;
}

/** A picture of known size that fits; none of what its author or platform called sensitive. */
function mediaThumbnail(
  { artifacts, record }: CaptureState,
  { mediaUrl }: CardView,
  baseUrl: string,
  room: Room,
): Pick<AddressedPicture, 'url' | 'width' | 'height'> | null {
  if (record?.labels.includes('sensitive')) {
    return null;
  }
  const fitting = artifacts.flatMap(({ name, role, mediaType, width, height }) => {
    const path = mediaUrl(name);
    const size = mediaType.startsWith('image/') && width && height ? { width, height } : null;
    return path && size && fits(size, room)
      ? [{ name, role, url: new URL(path, baseUrl).href, ...size }]
      : [];
  });
  const kinds: ((artifact: Pick<Artifact, 'name' | 'role'>) => boolean)[] = [
    ({ role }) => role === 'thumbnail',
    ({ role, name }) => role === 'media' && /^(?:media|poster)-/.test(name),
    ({ role }) => role === 'screenshot',
  ];
  return kinds.map((isOfKind) => fitting.find(isOfKind)).find((found) => found !== undefined) ?? null;
}
