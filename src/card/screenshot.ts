import { html, type Markup } from './html.ts';
import { renderLinkedPicture } from './picture.ts';
import { mediaSource } from './safe-url.ts';
import type { Setting } from './setting.ts';

/** The picture of the post or page as it looked; `alt` says in words what it shows. */
export function renderScreenshot({ capture, mediaUrl }: Setting, alt: string): Markup | null {
  const artifact =
    capture.artifacts.find(({ role }) => role === 'screenshot') ??
    capture.artifacts.find(({ role }) => role === 'page-screenshot');
  const source = artifact ? mediaSource(mediaUrl(artifact.name)) : null;
  return artifact && source
    ? html`<figure class="screenshot">${renderLinkedPicture(source, alt, artifact)}</figure>`
    : null;
}
