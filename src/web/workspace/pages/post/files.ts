import { html, type Markup } from '#card/html.ts';
import { linkTarget } from '#card/safe-url.ts';
import type { CaptureState } from '#catalogue/catalogue.ts';
import type { Artifact } from '#domain/capture.ts';
import { countOf, fileSize } from '../../parts/words.ts';
import { downloadPath } from './file-paths.ts';
import type { PostPage } from './post-page.ts';
import { roleNames, verdictNames } from './words.ts';

/** Every file with its size and hash, to take along for those who may. */
export function renderFiles(page: PostPage, capture: CaptureState): Markup | null {
  const { artifacts } = capture;
  if (artifacts.length === 0) {
    return null;
  }
  const total = artifacts.reduce((sum, { bytes }) => sum + bytes, 0);
  return html`<h3 id="files">Files</h3>
<div class="scroll" tabindex="0" role="region" aria-labelledby="files"><table class="files-table">
<caption>${countOf(artifacts.length, 'file')}, ${fileSize(total)}. A file is known by its SHA-256, whatever its name.</caption>
<thead><tr><th scope="col">File</th><th scope="col">Is</th><th scope="col" class="number">Size</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${artifacts.map((artifact) => renderFile(page, capture, artifact))}</tbody></table></div>
${!page.reads && html`<p class="quiet no-print">Whoever is signed in can download the files.</p>`}`;
}

function renderFile({ post, reads, at }: PostPage, capture: CaptureState, artifact: Artifact): Markup {
  const { name, role, bytes, sha256, verdict, sourceUrl, width, height } = artifact;
  const path = downloadPath(post, capture, artifact, reads);
  const source = linkTarget(sourceUrl);
  return html`<tr><th scope="row">${path === null ? html`<code>${name}</code>` : html`<a href="${at(path)}" download="${name}"><code>${name}</code></a>`}</th>
<td>${roleNames[role]}${width !== null && height !== null && html`, ${width} × ${height}`}${
    verdict.shows !== 'unchecked' &&
    html`<br><span class="quiet">${verdictNames[verdict.shows]}${verdict.detail && html`: <bdi>${verdict.detail}</bdi>`}</span>`
  }${source && html`<br><a class="quiet" href="${source}" rel="noopener noreferrer nofollow ugc">where it was</a>`}</td>
<td class="number nowrap">${fileSize(bytes)}</td><td><code class="hash">${sha256}</code></td></tr>`;
}
