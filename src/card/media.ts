import type { PostRecord, QuotedRecord } from '#domain/record.ts';
import { findAvatar, type HeldMedium, type NamePrefix, pairMedia } from './held-media.ts';
import { html, type Markup } from './html.ts';
import { mediaSource } from './safe-url.ts';
import type { CardCapture, CardView } from './view.ts';

type MediaUrl = CardView['mediaUrl'];

/** The pictures and videos of a record, from the capture's own artifacts only. */
export function renderMedia(
  record: PostRecord | QuotedRecord,
  capture: CardCapture,
  mediaUrl: MediaUrl,
  prefix: NamePrefix = '',
): Markup | null {
  if (record.media.length === 0) {
    return null;
  }
  const figures = pairMedia(record, capture, prefix).map((held) => renderMedium(held, mediaUrl));
  const grid = html`<div class="media${record.media.length > 1 && ' several'}">${figures}</div>`;
  return record.labels.includes('sensitive')
    ? html`<details class="veil"><summary>Sensitive media: show</summary>${grid}</details>`
    : grid;
}

export function renderAvatar(
  record: PostRecord | QuotedRecord,
  capture: CardCapture,
  mediaUrl: MediaUrl,
  prefix: NamePrefix = '',
): Markup {
  const artifact = findAvatar(record, capture, prefix);
  const source = artifact ? mediaSource(mediaUrl(artifact.name)) : null;
  return source
    ? html`<img class="avatar" src="${source}" alt="" width="48" height="48" decoding="async">`
    : html`<span class="avatar" aria-hidden="true">${initialOf(record)}</span>`;
}

/** The picture of the post or page as it looked; `alt` says in words what it shows. */
export function renderScreenshot(capture: CardCapture, alt: string, mediaUrl: MediaUrl): Markup | null {
  const artifact =
    capture.artifacts.find(({ role }) => role === 'screenshot') ??
    capture.artifacts.find(({ role }) => role === 'page-screenshot');
  const source = artifact ? mediaSource(mediaUrl(artifact.name)) : null;
  return artifact && source
    ? html`<figure class="screenshot">${picture(source, alt, artifact.width, artifact.height)}</figure>`
    : null;
}

function renderMedium({ medium, main, poster }: HeldMedium, mediaUrl: MediaUrl): Markup {
  const source = main ? mediaSource(mediaUrl(main.name)) : null;
  const posterSource = poster ? mediaSource(mediaUrl(poster.name)) : null;
  const width = main?.width ?? medium.width ?? poster?.width ?? null;
  const height = main?.height ?? medium.height ?? poster?.height ?? null;
  const describedAs = medium.alt?.trim() || null;

  if (medium.kind === 'photo' || main?.mediaType.startsWith('image/')) {
    return source
      ? html`<figure>${picture(source, describedAs ?? 'Picture without a description', width, height)}</figure>`
      : notHeld('Picture', describedAs);
  }
  if (medium.kind === 'audio') {
    return source
      ? html`<figure><audio controls preload="none" src="${source}" aria-label="${describedAs ?? 'Sound'}"></audio></figure>`
      : notHeld('Sound', describedAs);
  }
  if (source) {
    const attributes = html`${posterSource && html` poster="${posterSource}"`}${dimensions(width, height)}${
      medium.kind === 'gif' && html` loop muted`
    }`;
    const preload = posterSource ? 'none' : 'metadata';
    const label = describedAs ?? 'Video without a description';
    return html`<figure><video controls playsinline preload="${preload}" src="${source}"${attributes} aria-label="${label}"></video></figure>`;
  }
  return posterSource
    ? html`<figure>${picture(posterSource, describedAs ?? 'Still picture of the video', width, height)}<figcaption>Still picture of a video</figcaption></figure>`
    : notHeld('Video', describedAs);
}

function notHeld(what: string, describedAs: string | null): Markup {
  return html`<figure class="not-held"><figcaption>${what} not held here${
    describedAs && html`: <span dir="auto">${describedAs}</span>`
  }</figcaption></figure>`;
}

function picture(source: string, alt: string, width: number | null, height: number | null): Markup {
  // Bytes that came along need no fetching, and a picture of the card must show them all.
  const lazy = !source.startsWith('data:') && html` loading="lazy"`;
  return html`<img src="${source}" alt="${alt}"${dimensions(width, height)}${lazy} decoding="async">`;
}

/** Both or neither, so that the browser reserves the room before the bytes are there. */
function dimensions(width: number | null, height: number | null): Markup | null {
  return width && height ? html` width="${Math.round(width)}" height="${Math.round(height)}"` : null;
}

function initialOf(record: PostRecord | QuotedRecord): string {
  const [initial = '?'] = (record.author.name ?? record.author.handle ?? record.platform).trim();
  return initial.toUpperCase();
}
