import { html, type Markup } from '#card/html.ts';
import type { CaptureState } from '#catalogue/catalogue.ts';
import type { Artifact } from '#domain/capture.ts';
import { countOf, fileSize } from '../../parts/words.ts';
import { isPicture, mediaPath } from '../post/file-paths.ts';
import type { Pair } from './pair.ts';

/** The files of the post's media, told apart by their hashes. */
export function renderMediaSets({ post, before, after, mediaView, at }: Pair): Markup | null {
  const [old, now] = [mediaOf(before), mediaOf(after)];
  if (old.length === 0 && now.length === 0) {
    return null;
  }
  const hashesOf = (media: Artifact[]) => new Set(media.map(({ sha256 }) => sha256));
  const [oldHashes, nowHashes] = [hashesOf(old), hashesOf(now)];
  const list = (title: string, capture: CaptureState, media: Artifact[]) =>
    media.length > 0 &&
    html`<h3>${title}</h3><ul class="files">${media.map((artifact) => {
      const path = at(mediaPath(post, capture, artifact));
      const picture =
        isPicture(artifact) && html`<img src="${path}" alt="" loading="lazy" width="72" height="72">`;
      return html`<li>${picture}<span><a href="${path}">${artifact.name}</a><br><span class="quiet">${artifact.mediaType}, ${fileSize(artifact.bytes)}</span></span></li>`;
    })}</ul>`;
  const kept = now.filter(({ sha256 }) => oldHashes.has(sha256));
  const gone = old.filter(({ sha256 }) => !nowHashes.has(sha256));
  const added = now.filter(({ sha256 }) => !oldHashes.has(sha256));
  return html`<section><h2 id="media">Media files</h2>
<p>${
    gone.length + added.length === 0
      ? 'The same in both, byte for byte.'
      : html`${countOf(kept.length, 'file')} byte for byte the same, ${gone.length} only in the older, ${added.length} only in the newer. Platforms encode one picture anew now and then: other bytes may show the same.`
  }</p>
<div class="media-view${mediaView === 'safe' && ' safe'}">${list('Only in the older', before, gone)}${list('Only in the newer', after, added)}${list('In both', after, kept)}</div></section>`;
}

function mediaOf({ artifacts }: CaptureState): Artifact[] {
  return artifacts.filter(({ role }) => role === 'media');
}
