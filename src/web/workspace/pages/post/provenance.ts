import { html, type Insertable, type Markup } from '#card/html.ts';
import { renderLink } from '#card/text.ts';
import type { CaptureState } from '#catalogue/catalogue.ts';
import type { CaptureRequest, Provenance } from '#domain/capture.ts';
import { when } from '../../parts/time.ts';
import { originNames } from '../../parts/words.ts';
import type { PostPage } from './post-page.ts';

/** What was done, with what, over which way. Who asked for it is told to those alone who read what the archive keeps. */
export function renderProvenance({ reads, at }: PostPage, { provenance }: CaptureState): Markup | null {
  if (provenance === null) {
    return null;
  }
  const { requestedBy = [] } = provenance;
  return html`<details class="panel"><summary id="provenance">How it was made</summary>
<dl class="facts">${factsOf(provenance, reads)
    .filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '')
    .map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${reads && requestedBy.length > 0 && html`<h3>Asked for by</h3><ul>${requestedBy.map((request) => renderRequest(request, at))}</ul>`}
</details>`;
}

function factsOf(provenance: Provenance, reads: boolean): [string, Insertable][] {
  const { tls, display, clock, environment, redirects = [], requestedUrl, finalUrl } = provenance;
  return [
    ['Asked for', renderLink(requestedUrl, requestedUrl)],
    ['Sent on by', redirects.length > 0 && redirects.join(' → ')],
    ['Answered', finalUrl !== null && finalUrl !== requestedUrl && renderLink(finalUrl, finalUrl)],
    ['HTTP status', provenance.httpStatus],
    ['Server', provenance.serverAddress],
    ['TLS', tls && `${tls.protocol ?? ''} ${tls.subject ?? ''}, issued by ${tls.issuer ?? 'nobody named'}`],
    [
      'Certificate',
      provenance.tlsCertificateSha256 && html`<code class="hash">${provenance.tlsCertificateSha256}</code>`,
    ],
    ['From', html`${when(provenance.startedAt)} to ${when(provenance.finishedAt)}`],
    ['Web archive', provenance.archiveUrl && renderLink(provenance.archiveUrl, provenance.archiveUrl)],
    ['Kept there', when(provenance.archivedAt)],
    ['Browser', provenance.browser],
    ['As', provenance.userAgent],
    [
      'Window',
      display &&
        `${display.width} × ${display.height} at ${display.deviceScaleFactor}, ${display.locale}, ${display.timezone}`,
    ],
    ['Fonts', provenance.fonts],
    ['Software', provenance.software],
    ['Way', provenance.egress.route === 'proxy' ? 'through a proxy' : 'direct'],
    ['Login', provenance.login === true && 'with an operator’s login'],
    ['Our address', reads && provenance.publicAddress],
    ['Clock', clock && clockWords(clock)],
    ['Machine', reads && environment && `${environment.os}, ${environment.runtime}`],
  ];
}

function clockWords({ synchronized, comparedWith }: NonNullable<Provenance['clock']>): string {
  const followed =
    synchronized === null
      ? 'whether it follows a time server is not known'
      : synchronized
        ? 'follows a time server'
        : 'follows no time server';
  return comparedWith === null
    ? followed
    : `${followed}; ${comparedWith.host} was ahead by ${comparedWith.offsetSeconds} s`;
}

function renderRequest(
  { submissionId, origin, by, at: time, note, externalId, collection }: CaptureRequest,
  at: (path: string) => string,
): Markup {
  return html`<li><a href="${at(`/submissions/${submissionId}`)}">${originNames[origin]}</a>, ${when(time)}${by && html`, key <code>${by}</code>`}${
    collection && html`, collection <bdi>${collection}</bdi>`
  }${externalId && html`, <bdi>${externalId}</bdi>`}${note && html`<br><q><bdi>${note}</bdi></q>`}</li>`;
}
