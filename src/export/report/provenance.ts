import { html, type Markup } from '#card/html.ts';
import type { Manifest, Provenance } from '#domain/capture.ts';
import { address, code, factList, list, moment, quoted, table } from './parts.ts';

/** How it was done, with what, and over which way. */
export function renderProvenance({ provenance, canonicalUrl }: Manifest): Markup {
  const { environment, display, redirects = [], refused = [], connections = [] } = provenance;
  return html`<h4>How it was done</h4>
${factList([
  ['Asked for', address(provenance.requestedUrl)],
  ['Sent on by', redirects.length > 0 && list(redirects.map(address))],
  ['Ended at', provenance.finalUrl !== canonicalUrl && address(provenance.finalUrl)],
  ['Answer', provenance.httpStatus !== null && `HTTP ${provenance.httpStatus}`],
  [
    'Web archive',
    provenance.archiveUrl &&
      html`${address(provenance.archiveUrl)}, kept there ${moment(provenance.archivedAt)}`,
  ],
  [
    'Software',
    html`${provenance.software}${environment?.revision && html`, revision ${code(environment.revision)}`}`,
  ],
  ['Browser', browserOf(provenance)],
  ['Calls itself', quoted(provenance.userAgent)],
  [
    'Shown as',
    display &&
      `${display.width} × ${display.height} at ${display.deviceScaleFactor} pixel per point, ${display.locale}, time zone ${display.timezone}`,
  ],
  ['Fonts', provenance.fonts],
  ['Programs', environment?.programs.join(', ')],
  ['Machine', environment && `${environment.os}; ${environment.runtime}`],
  ['Settings', environment && html`SHA-256 ${code(environment.configSha256)}`],
  ['Login', provenance.login === true && 'An operator’s login was used for the platform; whose is not told'],
  ['Clock', clockOf(provenance.clock)],
  ['Way out', wayOf(provenance)],
  ['Server', code(provenance.serverAddress)],
  ['Certificate', tlsOf(provenance)],
  ['Refused', refused.length > 0 && list(refused.map(({ host, reason }) => html`${code(host)} (${reason})`))],
])}
${table(
  { caption: 'Hosts that were spoken with', columns: ['Host', 'Addresses'] },
  connections.map(({ host, addresses }) => [
    code(host),
    addresses.length === 0
      ? html`<span class="quiet">known to the proxy alone</span>`
      : list(addresses.map(code)),
  ]),
)}`;
}

function browserOf({ browser, sandboxed }: Provenance): string {
  if (browser === null) {
    return 'None took part';
  }
  return sandboxed === null ? browser : `${browser}, ${sandboxed ? 'in its sandbox' : 'without a sandbox'}`;
}

function clockOf(clock: Provenance['clock']): Markup | null {
  if (clock === undefined) {
    return null;
  }
  const { synchronized, comparedWith } = clock;
  const following =
    synchronized === true ? 'which follows a time server' : 'not known to follow a time server';
  const ahead = (seconds: number) =>
    seconds === 0 ? 'agreed with it' : `was ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} it`;
  return html`The system’s, ${following}${
    comparedWith &&
    html`; the clock of ${code(comparedWith.host)} ${ahead(comparedWith.offsetSeconds)}, to a second`
  }`;
}

function wayOf({ egress, publicAddress }: Provenance): Markup {
  const way = egress.route === 'direct' ? 'Direct' : 'Through the proxy of the configuration';
  return html`${way}; our own address to the outside ${publicAddress ? code(publicAddress) : 'is not known'}${
    egress.extraCaSha256 &&
    html`; a certificate authority of the configuration was trusted besides: SHA-256 ${code(egress.extraCaSha256)}`
  }`;
}

function tlsOf({ tls, tlsCertificateSha256 }: Provenance): Markup | null {
  if (!tls) {
    return tlsCertificateSha256 === null ? null : html`SHA-256 ${code(tlsCertificateSha256)}`;
  }
  const { subject, issuer, protocol, validFrom, validTo, chainSha256 } = tls;
  return html`<p>${subject}, issued by ${issuer}, ${protocol}; valid ${moment(validFrom)} to ${moment(validTo)}</p>${chainSha256.map(
    (sha256, index) => html`<p>${index === 0 ? 'SHA-256' : 'signed by'} ${code(sha256)}</p>`,
  )}`;
}
