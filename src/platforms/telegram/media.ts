import { type HtmlDocument, type HtmlElement, hasClass } from '#domain/html.ts';
import type { MediaVariant, Medium } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { elementsWithin, firstOfClass, type Placed } from '../reading/elements.ts';

/** An album has ten at most. */
const MAX_MEDIA = 50;

/**
 * A message's own media in their order. What is "too big" for the page has no URL there: then no variant, and the picture
 * that stands for it. Emoji, avatars, link previews and the picture of a reply are no media of the message.
 */
export function readMedia(document: HtmlDocument, message: Placed): Medium[] {
  const media: Medium[] = [];
  for (const placed of elementsWithin(document, message.index + 1, message.element.end, () => true)) {
    const medium = mediumOf(document, placed);
    if (medium !== null) media.push(medium);
    if (media.length >= MAX_MEDIA) break;
  }
  return media;
}

function mediumOf(document: HtmlDocument, placed: Placed): Medium | null {
  const { element } = placed;
  const is = (name: string) => hasClass(element, name);
  if (is('tgme_widget_message_photo_wrap')) return picture(backgroundOf(element));
  if (is('tgme_widget_message_service_photo')) return picture(sourceWithin(document, placed, 'img'));
  if (is('tgme_widget_message_video_player'))
    return film(document, placed, 'tgme_widget_message_video_thumb');
  if (is('tgme_widget_message_roundvideo_player')) {
    return film(document, placed, 'tgme_widget_message_roundvideo_thumb');
  }
  if (is('tgme_widget_message_voice_player')) {
    return {
      ...medium('audio', sourceWithin(document, placed, 'audio')),
      durationMs: lengthIn(document, placed),
    };
  }
  if (is('tgme_widget_message_document_wrap')) {
    const icon = firstOfClass(document, placed, 'tgme_widget_message_document_icon');
    return icon !== null && hasClass(icon.element, 'audio') ? medium('audio', null) : null;
  }
  if (is('tgme_widget_message_sticker')) {
    return picture(parseHttpUrl(element.attributes['data-webp'] ?? '')?.href ?? backgroundOf(element));
  }
  if (is('tgme_widget_message_videosticker')) return medium('gif', sourceWithin(document, placed, 'video'));
  return null;
}

function film(document: HtmlDocument, player: Placed, thumbClass: string): Medium {
  const thumb = firstOfClass(document, player, thumbClass);
  const durationMs = lengthIn(document, player);
  const loops = elementsWithin(
    document,
    player.index,
    player.element.end,
    ({ name, attributes }) => name === 'video' && attributes.loop !== undefined,
  );
  const isRound = hasClass(player.element, 'tgme_widget_message_roundvideo_player');
  const isGif = !isRound && durationMs === null && loops.next().done !== true;
  return {
    ...medium(isGif ? 'gif' : 'video', sourceWithin(document, player, 'video')),
    durationMs,
    posterUrl: thumb === null ? null : backgroundOf(thumb.element),
  };
}

function picture(url: string | null): Medium | null {
  return url === null ? null : medium('photo', url);
}

function medium(kind: Medium['kind'], url: string | null): Medium {
  const mediaType = kind === 'video' || kind === 'gif' ? 'video/mp4' : null;
  const variants: MediaVariant[] =
    url === null ? [] : [{ url, mediaType, bitrate: null, width: null, height: null }];
  return { kind, alt: null, width: null, height: null, durationMs: null, posterUrl: null, variants };
}

function backgroundOf(element: HtmlElement): string | null {
  const url = /background-image:\s*url\(\s*['"]?([^'")]+)/i.exec(element.attributes.style ?? '')?.[1];
  return parseHttpUrl(url ?? '', 'https://t.me/')?.href ?? null;
}

function sourceWithin(document: HtmlDocument, placed: Placed, name: string): string | null {
  const found = elementsWithin(document, placed.index, placed.element.end, (each) => each.name === name);
  for (const { element } of found) return parseHttpUrl(element.attributes.src ?? '')?.href ?? null;
  return null;
}

/** `0:27`, `1:02:03`. */
function lengthIn(document: HtmlDocument, placed: Placed): number | null {
  const times = elementsWithin(
    document,
    placed.index,
    placed.element.end,
    (each) => each.name === 'time' && each.attributes.datetime === undefined,
  );
  for (const { index } of times) {
    const text = document.nodes[index + 1];
    const parts = text?.kind === 'text' ? /^\s*(?:(\d+):)?(\d+):(\d\d)\s*$/.exec(text.text) : null;
    if (parts === null) continue;
    return (Number(parts[1] ?? 0) * 3600 + Number(parts[2]) * 60 + Number(parts[3])) * 1000;
  }
  return null;
}
