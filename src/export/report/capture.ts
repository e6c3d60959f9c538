import { html, type Markup } from '#card/html.ts';
import type { Artifact, CaptureRequest } from '#domain/capture.ts';
import type { CaptureCustody } from '../custody.ts';
import { address, code, factList, moment, quoted, size, table } from './parts.ts';
import { anchorOf } from './post.ts';
import { renderProof } from './proof.ts';
import { renderProvenance } from './provenance.ts';
import {
  artifactSourceWords,
  originWords,
  outcomeWords,
  sourceWords,
  stateWords,
  verdictWords,
} from './words.ts';

export interface Picture {
  dataUrl: string;
  of: Artifact;
}

export interface CaptureView {
  custody: CaptureCustody;
  picture: Picture | null;
  /** Hashes of objects whose bytes were purged. */
  purged: ReadonlySet<string>;
  callerName: (id: string | null) => Promise<string>;
}

/** One capture: who asked, what was seen and kept, how, and what proves it. */
export async function renderCapture({ custody, picture, purged, callerName }: CaptureView): Promise<Markup> {
  const { manifest, requests, proof } = custody;
  const { captureId, absence, artifacts } = manifest;
  return html`<article class="capture" id="${anchorOf(captureId)}">
<h3>Capture of ${moment(manifest.takenAt)}</h3>
<div class="seen">${picture && renderPicture(picture)}
${factList([
  ['Capture', code(captureId)],
  ['Outcome', html`${outcomeWords[manifest.outcome]}${absence && html` (${stateWords[absence]})`}`],
  ['Taken from', sourceWords[manifest.source]],
  ['Begun', moment(manifest.provenance.startedAt)],
  ['Ended', moment(manifest.finishedAt)],
  ['Makes up for', code(manifest.recovers)],
])}
${
  manifest.missing.length > 0 &&
  html`<h4>Not held</h4><ul class="plain">${manifest.missing.map(({ role, reason }) => html`<li>${role}: ${quoted(reason)}</li>`)}</ul>`
}
</div>
${table({ caption: 'Who asked', columns: ['When', 'How', 'Who, and why'], className: 'events' }, await requestRows(requests, callerName))}
${requests.length === 0 && html`<h4>Who asked</h4><p>Nobody: a look of the archive’s own found that the post had changed.</p>`}
${renderProvenance(manifest)}
${table({ caption: 'What the sources said', columns: ['When', 'Source', 'What it said'], className: 'events' }, signalRows(manifest.signals))}
${table(
  {
    caption: 'What was kept',
    columns: ['File', 'What it is', 'SHA-256, and where it was'],
    className: 'files',
  },
  artifacts.map((artifact) => fileRow(artifact, purged)),
)}
${renderProof(manifest, proof)}
</article>
`;
}

/** All that is left to say of it. */
export function renderPurgedCapture(captureId: string): Markup {
  return html`<article class="capture" id="${anchorOf(captureId)}">
<h3>A capture that was purged</h3>
<p>Its manifest and its files were deleted; the signed statement above says by whom, when and why, and names their hashes.</p>
${factList([['Capture', code(captureId)]])}
</article>
`;
}

function renderPicture({ dataUrl, of }: Picture): Markup {
  const alt = `What was seen (${of.name}); the words are in the capture’s text`;
  const madeFrom = of.role === 'thumbnail' && of.verdict.detail;
  return html`<figure><img src="${dataUrl}" alt="${alt}"><figcaption>${code(of.name)} ${verdictWords[of.verdict.shows]}. ${madeFrom}</figcaption></figure>`;
}

async function requestRows(requests: CaptureRequest[], callerName: CaptureView['callerName']) {
  return Promise.all(
    requests.map(async ({ at, origin, by, note, externalId, collection, submissionId }) => [
      moment(at),
      originWords[origin],
      html`<p>${await callerName(by)}</p>${note && html`<p>${quoted(note)}</p>`}${externalId && html`<p>Reference: ${quoted(externalId)}</p>`}${
        collection && html`<p>Collection: ${quoted(collection)}</p>`
      }<p class="quiet">Submission ${code(submissionId)}</p>`,
    ]),
  );
}

function signalRows(signals: CaptureCustody['manifest']['signals']) {
  return signals.map(({ at, source, url, httpStatus, says, detail }) => [
    moment(at),
    source,
    html`<p>${says}${httpStatus !== null && ` (HTTP ${httpStatus})`}${detail && html`: ${quoted(detail)}`}</p><p class="quiet">${address(url)}</p>`,
  ]);
}

function fileRow(artifact: Artifact, purged: ReadonlySet<string>) {
  const { name, role, bytes, source, verdict, sha256, sourceUrl, takenAt, width, height } = artifact;
  const pixels = width !== null && height !== null && `, ${width} × ${height}`;
  const isPurged = purged.has(sha256);
  return [
    html`<p>${code(name)}</p><p class="quiet">${role}, ${size(bytes)}${pixels}</p>`,
    html`<p>${artifactSourceWords[source]}; ${verdictWords[verdict.shows]}${verdict.detail && html`: ${quoted(verdict.detail)}`}</p>${
      isPurged && html`<p>Purged: its bytes are not held any more.</p>`
    }<p class="quiet">${moment(takenAt)}</p>`,
    html`<p>${code(sha256)}</p>${sourceUrl && html`<p class="quiet">${address(sourceUrl)}</p>`}`,
  ];
}
