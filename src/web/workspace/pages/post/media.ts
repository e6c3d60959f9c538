import { html, type Markup } from '#card/html.ts';
import { localeOf } from '#card/locale.ts';
import { renderTracks } from '#card/tracks.ts';
import type { CaptureState } from '#catalogue/catalogue.ts';
import type { Artifact } from '#domain/capture.ts';
import { isPicture, mediaPath } from './file-paths.ts';
import { renderMediaViewChoice } from './media-view.ts';
import type { PostPage } from './post-page.ts';
import { roleNames } from './words.ts';

/** The pictures, videos and sounds, and how the post looked. */
export function renderMedia(page: PostPage, capture: CaptureState): Markup | null {
  const { post, mediaView, at } = page;
  const media = capture.artifacts.filter(({ role }) => role === 'media');
  const shots = capture.artifacts.filter(({ role }) => role === 'screenshot' || role === 'page-screenshot');
  const shown = [...media, ...shots].map((artifact) => renderMedium(page, capture, artifact)).filter(Boolean);
  return shown.length === 0
    ? null
    : html`<h3 id="media">Media and screenshots</h3>
${renderMediaViewChoice(post, mediaView, at)}
<div class="media-view gallery${mediaView === 'safe' && ' safe'}">${shown}</div>`;
}

function renderMedium(page: PostPage, capture: CaptureState, artifact: Artifact): Markup | null {
  const { post, at } = page;
  const path = at(mediaPath(post, capture, artifact));
  const { role, name, mediaType, width, height } = artifact;
  const size = width !== null && height !== null && html` width="${width}" height="${height}"`;
  const caption = html`<figcaption>${roleNames[role]}: <code>${name}</code></figcaption>`;
  if (isPicture(artifact)) {
    return html`<figure><a href="${path}"><img src="${path}" alt="${altOf(capture, artifact)}" loading="lazy" decoding="async"${size}></a>${caption}</figure>`;
  }
  if (mediaType.startsWith('video/')) {
    const poster = posterOf(capture, artifact);
    return html`<figure><video controls playsinline preload="${poster ? 'none' : 'metadata'}" src="${path}"${
      poster && html` poster="${at(mediaPath(post, capture, poster))}"`
    }${size} aria-label="${altOf(capture, artifact)}">${tracksOf(page, capture, artifact)}</video>${caption}</figure>`;
  }
  return mediaType.startsWith('audio/')
    ? html`<figure><audio controls preload="none" src="${path}" aria-label="${altOf(capture, artifact)}"></audio>${caption}</figure>`
    : null;
}

/** The author's own description; of a screenshot, where what it says is to be read. */
function altOf({ record }: CaptureState, { role, name }: Artifact): string {
  if (role !== 'media') {
    return 'How the post looked; its words are under Text';
  }
  const place = /^(?:media|poster)-(\d+)\./.exec(name)?.[1];
  const medium = place === undefined ? undefined : record?.media[Number(place) - 1];
  return (
    medium?.alt?.trim() || (name.startsWith('avatar.') ? 'The author’s picture' : 'Without a description')
  );
}

/** Of `media-2.mp4`, `captions-2.fr.vtt`. */
function tracksOf({ post, at }: PostPage, capture: CaptureState, { name }: Artifact): Markup[] {
  const [, quoted = '', place] = /^(quoted-)?media-(\d+)\./.exec(name) ?? [];
  const record = quoted === '' ? capture.record : capture.record?.quoted;
  const media = record && 'media' in record ? record.media : [];
  const captions = capture.artifacts.filter((artifact) =>
    artifact.name.startsWith(`${quoted}captions-${place}.`),
  );
  const sourceOf = (artifact: Artifact) => at(mediaPath(post, capture, artifact));
  return renderTracks(captions, media[Number(place) - 1] ?? {}, { sourceOf, locale: localeOf('en') });
}

function posterOf({ artifacts }: CaptureState, { name }: Artifact): Artifact | undefined {
  const stem = name.replace(/media-(\d+)\..*$/, 'poster-$1.');
  return artifacts.find((artifact) => artifact.name.startsWith(stem) && isPicture(artifact));
}
