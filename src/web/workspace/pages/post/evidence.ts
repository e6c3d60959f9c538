import { html, type Markup } from '#card/html.ts';
import type { CaptureState } from '#catalogue/catalogue.ts';
import { when } from '../../parts/time.ts';
import { artifactPath } from './file-paths.ts';
import type { PostPage } from './post-page.ts';

const replayWords: Record<string, string> = {
  replayable: 'it showed the post again',
  incomplete: 'it showed the post, not all of it',
  'not-replayable': 'it did not show the post again',
};

/** How anybody can check it: signature, log, time stamps, and the files that carry them. */
export function renderEvidence(page: PostPage, capture: CaptureState): Markup | null {
  const { at, reads, log, archive } = page;
  const { id, manifestSha256, attestations } = capture;
  if (manifestSha256 === null) {
    return null;
  }
  return html`<h3 id="evidence">Evidence</h3>
<div class="panel"><dl class="facts">
<dt>Manifest</dt><dd><code class="hash">${manifestSha256}</code><br><span class="quiet">Names every file by its hash, and is signed.</span></dd>
<dt>Public log</dt><dd>${
    log === null
      ? html`Not in it yet.`
      : html`Entry ${log.sequence}${
          log.signedSize === null
            ? html`; the head that has it is still to be signed`
            : html` of ${log.signedSize}, under a <a href="${at('/checkpoint')}">signed head</a>`
        }`
  }</dd>
${attestations.map(renderAttestation)}
</dl>
${
  reads &&
  html`<p class="actions no-print">${
    archive !== null &&
    html`<a class="button primary" href="${at(`/verify?capture=${id}`)}">Verify</a>
<a class="button" href="${archive.bundleUrl}">Bundle with proof (.wacz)</a>
<a class="button" href="${archive.waczUrl}">Page archive (.wacz)</a>
${archive.replayUrl !== null && html`<a class="button" href="${archive.replayUrl}" rel="noopener noreferrer">Replay in ReplayWeb.page</a>`}`
  }
<a class="button" href="${at(artifactPath(id, 'manifest.json'))}" download="manifest.json">Manifest</a></p>
${archive === null && html`<p class="quiet">No page archive is held of it; an export has its files with their proof.</p>`}
${archive?.replayUrl && html`<p class="quiet">ReplayWeb.page is a site of others; it reads the archive from here and plays it in your browser.</p>`}`
}
${!reads && html`<p class="quiet">The hashes can be compared with the log. The files behind them are handed out by whoever keeps this archive.</p>`}
</div>`;
}

function renderAttestation({
  kind,
  at,
  authority,
  replay,
}: CaptureState['attestations'][number]): Markup | null {
  switch (kind) {
    case 'log':
      return null;
    case 'timestamp':
      return html`<dt>Time stamp</dt><dd>${when(at)}, by ${authority}</dd>`;
    case 'replay':
      return html`<dt>Played again</dt><dd>${when(at)}, without a network: ${replayWords[replay ?? ''] ?? replay}</dd>`;
    default:
      return html`<dt><bdi>${kind}</bdi></dt><dd>${when(at)}</dd>`;
  }
}
