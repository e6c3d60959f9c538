import type { AddedFile } from '#page-archive/read/bundle.ts';
import type { LogProof, Proof } from './proof.ts';
import type { AttestationDocument } from './statement.ts';

/** Nothing where the proof does not have it. */
type NamedContent = [name: string, content: Uint8Array | string | null | undefined];

/**
 * The files of `proof/` in a bundle, for `composeBundle`: what there is of them, always the same for the same proof. `datapackage` is the
 * bare archive's own `datapackage.json`, through which the manifest reaches every file of it; null where the capture has no page archive.
 */
export function bundleFiles(proof: Proof, datapackage: Uint8Array | null): AddedFile[] {
  const { manifest, signature, key, log, attestations } = proof;
  const files: NamedContent[] = [
    ['manifest.json', manifest],
    ['manifest.sig', signature && Buffer.from(signature.signature, 'base64')],
    ['key.pem', key?.publicKeyPem],
    ['datapackage.json', datapackage],
    ...(log === null ? [] : logFiles(log)),
    ...attestations.map(attestationFile),
  ];
  return files.flatMap(([name, content]) =>
    content === null || content === undefined ? [] : [{ path: `proof/${name}`, body: bytesOf(content) }],
  );
}

function logFiles({ checkpoint, inclusion, key, timestamps }: LogProof): NamedContent[] {
  return [
    ['checkpoint', checkpoint],
    ['inclusion.tlog-proof', inclusion],
    ['log-key.pem', key?.publicKeyPem],
    ...timestamps.flatMap(({ response, chainPem }, index): NamedContent[] => [
      [`timestamp-${index + 1}.tsr`, Buffer.from(response, 'base64')],
      [`timestamp-${index + 1}-chain.pem`, chainPem],
    ]),
  ];
}

/** Numbered within their kind, which are in the order of their hashes. */
function attestationFile(
  { kind, bytes }: AttestationDocument,
  index: number,
  all: AttestationDocument[],
): NamedContent {
  const number = all.slice(0, index + 1).filter((other) => other.kind === kind).length;
  return [`attestation-${kind}-${number}.json`, bytes];
}

function bytesOf(content: Uint8Array | string): Uint8Array<ArrayBuffer> {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}
