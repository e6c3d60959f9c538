import { html, type Insertable, type Markup } from '#card/html.ts';
import type { Manifest } from '#domain/capture.ts';
import type { LogProof, Proof } from '#evidence/proof.ts';
import { code, moment, quoted, table } from './parts.ts';

/** What proves a capture, and what of that is not there. */
export function renderProof({ finishedAt, previousManifest }: Manifest, proof: Proof): Markup | null {
  const { manifestSha256, signature, log, attestations } = proof;
  const rows: Insertable[][] = [
    ['Manifest', moment(finishedAt), html`SHA-256 ${code(manifestSha256)}`],
    [
      'Signature',
      null,
      signature
        ? html`Ed25519, key ${code(signature.keyId)}`
        : 'none: it is older than the signing of manifests',
    ],
    ['Manifest before it', null, previousManifest ? code(previousManifest) : 'none: it is the post’s first'],
    ...(log === null ? [['Log', null, 'not in the published log yet']] : logRows(log)),
    ...attestations.map(({ bytes }) => attestationRow(bytes)),
  ];
  return table(
    { caption: 'What proves it', columns: ['Proof', 'When', 'What it says'], className: 'proofs' },
    rows,
  );
}

function logRows({ origin, index, checkpoint, timestamps }: LogProof): Insertable[][] {
  const [, size = '', root = ''] = new TextDecoder().decode(checkpoint).split('\n');
  return [
    [
      'Log',
      null,
      html`Entry ${index} of ${code(origin)}; among the ${size} of the checkpoint with the root ${code(root)}`,
    ],
    ...(timestamps.length === 0
      ? [['Timestamp', null, 'none yet']]
      : timestamps.map((stamp) => [
          'Timestamp',
          moment(stamp.at),
          html`<p>${stamp.authority}</p><p class="quiet">${stamp.signer}; chain to ${stamp.root.subject}${!stamp.root.trusted && ', which is not among the known roots'}</p>`,
        ])),
  ];
}

function attestationRow(bytes: Uint8Array): Insertable[] {
  const { kind, at, replay, detail } = attestationOf(bytes);
  return [
    kind === 'replay' ? 'Played again' : kind,
    moment(at),
    html`${replay && html`with no network: ${replay}`}${detail && html` (${quoted(detail)})`}`,
  ];
}

function attestationOf(bytes: Uint8Array): Record<'kind' | 'at' | 'replay' | 'detail', string | null> {
  let said: unknown = null;
  try {
    said = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // `verify` says that it is damaged.
  }
  const text = (name: string) => {
    const value: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, name) : null;
    return typeof value === 'string' ? value : null;
  };
  return {
    kind: text('kind') ?? 'Attestation',
    at: text('at'),
    replay: text('replay'),
    detail: text('detail'),
  };
}
