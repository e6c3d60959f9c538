import type { HeldMedium } from './held-media.ts';
import { html, type Markup } from './html.ts';
import { dimensions, renderLinkedPicture, renderPicture } from './picture.ts';
import { mediaSource } from './safe-url.ts';
import type { Setting } from './setting.ts';
import { renderTracks } from './tracks.ts';

/** One picture, sound or video as a figure; what is not held is said in its place. */
export function renderMedium(held: HeldMedium, setting: Setting): Markup {
  const { medium, main } = held;
  if (medium.kind === 'gif' && main?.mediaType.startsWith('image/')) {
    return renderAnimation(held, setting);
  }
  switch (medium.kind) {
    case 'photo':
      return renderPhoto(held, setting);
    case 'audio':
      return renderSound(held, setting);
    default:
      return renderVideo(held, setting);
  }
}

/** Whether there is anything of it to be seen or heard. */
export function isShown({ main, poster }: HeldMedium, setting: Setting): boolean {
  return sourceOf(main, setting) !== null || sourceOf(poster, setting) !== null;
}

export function descriptionOf({ medium }: HeldMedium): string | null {
  return medium.alt?.trim() || null;
}

function renderPhoto(held: HeldMedium, setting: Setting): Markup {
  const { media } = setting.locale.messages;
  const source = sourceOf(held.main, setting);
  const description = descriptionOf(held);
  return source
    ? html`<figure>${renderLinkedPicture(source, description ?? media.pictureUndescribed, sizeOf(held))}</figure>`
    : notHeld(media.pictureNotHeld, description);
}

/** Moves only once it is asked to: nothing else would stop a picture that moves by itself. */
function renderAnimation(held: HeldMedium, setting: Setting): Markup {
  const { media } = setting.locale.messages;
  const source = sourceOf(held.main, setting);
  return source
    ? html`<details class="veil"><summary>${media.animation}</summary>${renderPhoto(held, setting)}</details>`
    : notHeld(media.pictureNotHeld, descriptionOf(held));
}

function renderSound(held: HeldMedium, setting: Setting): Markup {
  const { media } = setting.locale.messages;
  const source = sourceOf(held.main, setting);
  const description = descriptionOf(held);
  return source
    ? html`<figure><audio controls preload="none" src="${source}" aria-label="${description ?? media.sound}"></audio></figure>`
    : notHeld(media.soundNotHeld, description);
}

function renderVideo(held: HeldMedium, setting: Setting): Markup {
  const { media } = setting.locale.messages;
  const source = sourceOf(held.main, setting);
  const poster = sourceOf(held.poster, setting);
  const description = descriptionOf(held);
  if (source) {
    const tracks = renderTracks(held.captions, held.medium, {
      sourceOf: (artifact) => sourceOf(artifact, setting),
      locale: setting.locale,
    });
    const attributes = [
      poster && html` poster="${poster}"`,
      dimensions(sizeOf(held)),
      held.medium.kind === 'gif' && html` loop muted`,
      // A framed card has no origin of its own, and captions are read from none but the same or an open one.
      tracks.length > 0 && html` crossorigin="anonymous"`,
    ];
    const label = description ?? media.videoUndescribed;
    return html`<figure><video controls playsinline preload="${poster ? 'none' : 'metadata'}" src="${source}"${attributes} aria-label="${label}">${tracks}</video></figure>`;
  }
  return poster
    ? html`<figure>${renderPicture(poster, description ?? media.stillOfVideo, sizeOf(held))}<figcaption>${media.stillOfVideo}</figcaption></figure>`
    : notHeld(media.videoNotHeld, description);
}

function notHeld(what: string, description: string | null): Markup {
  return html`<figure class="not-held"><figcaption>${what}${
    description && html`: <span dir="auto">${description}</span>`
  }</figcaption></figure>`;
}

function sourceOf(artifact: HeldMedium['main'], { mediaUrl }: Setting): string | null {
  return artifact ? mediaSource(mediaUrl(artifact.name)) : null;
}

function sizeOf({ medium, main, poster }: HeldMedium) {
  return {
    width: main?.width ?? medium.width ?? poster?.width ?? null,
    height: main?.height ?? medium.height ?? poster?.height ?? null,
  };
}
