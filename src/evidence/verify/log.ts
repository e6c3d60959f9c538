import { parseCheckpoint } from '../log/checkpoint.ts';
import { leafHash, rootByInclusion, sameBytes } from '../log/merkle.ts';
import { checkNote, MalformedNoteError } from '../log/note.ts';
import { parseTlogProof } from '../log/tlog-proof.ts';
import { readCertificates } from '../timestamp/certificates.ts';
import { checkTimestamp, WrongTimestampError } from '../timestamp/check-timestamp.ts';
import type { Part } from './files.ts';
import { noEd25519, type ReadManifest, rawKeyOf } from './manifest.ts';
import type { Findings } from './report.ts';

/** The proof leads from the manifest's hash to the checkpoint's root. */
export async function checkInclusion(
  manifest: ReadManifest,
  { proof, checkpoint }: { proof: Part | null; checkpoint: Part | null },
  findings: Findings,
): Promise<void> {
  if (proof === null || checkpoint === null) {
    findings.absent('log-inclusion', null, 'no proof that the manifest is in a log');
    return;
  }
  const involved = [manifest.part.path, proof.path, checkpoint.path];
  try {
    const read = parseTlogProof(decoded(proof));
    const leaf = await leafHash(new TextEncoder().encode(`manifest ${manifest.sha256}`));
    const { size, root, origin } = read.checkpoint;
    const computed = await rootByInclusion({ index: read.index, size, leaf }, read.hashes);
    if (computed === null || !sameBytes(computed, root)) {
      const detail = 'the proof does not lead from the manifest to the checkpoint';
      findings.failAmong('log-inclusion', involved, proof.path, detail);
    } else if (read.checkpointNote !== decoded(checkpoint)) {
      findings.failAmong('log-inclusion', involved, proof.path, 'the proof is for another checkpoint');
    } else {
      findings.pass('log-inclusion', proof.path, `entry ${read.index} of ${size} in the log ${origin}`);
    }
  } catch (error) {
    failFor(error, MalformedNoteError, (detail) => findings.fail('log-inclusion', proof.path, detail));
  }
}

/** The log's own signature under its head. */
export async function checkCheckpoint(
  { checkpoint, key }: { checkpoint: Part | null; key: Part | null },
  findings: Findings,
): Promise<void> {
  if (checkpoint === null || key === null) {
    findings.absent(
      'checkpoint',
      null,
      checkpoint === null ? 'no checkpoint' : 'the key of the log is not here',
    );
    return;
  }
  const publicKey = rawKeyOf(key.bytes);
  if (publicKey === null) {
    findings.fail('checkpoint', key.path, 'is no public key of Ed25519');
    return;
  }
  try {
    const read = parseCheckpoint(decoded(checkpoint));
    const result = await checkNote(read.note, read.checkpoint.origin, publicKey);
    if (result === 'pass') {
      findings.pass('checkpoint', checkpoint.path, `signed for ${read.checkpoint.origin}`);
    } else {
      const involved = [checkpoint.path, key.path];
      findings.failAmong('checkpoint', involved, checkpoint.path, 'is not signed with the key of the log');
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') {
      findings.absent('checkpoint', checkpoint.path, noEd25519);
      return;
    }
    failFor(error, MalformedNoteError, (detail) => findings.fail('checkpoint', checkpoint.path, detail));
  }
}

/** Clocks differ; a stamp may seem this much older than what it stamps. */
const clockToleranceMs = 5 * 60_000;

export interface StampParts {
  response: Part;
  /** PEM, as far as the chain was known when it was stamped. */
  chain: Part | null;
}

/** An RFC 3161 response over the checkpoint's bytes. `roots` is PEM of those that the reader trusts. */
export async function checkStamp(
  { response, chain }: StampParts,
  { checkpoint, manifest, roots }: { checkpoint: Part; manifest: ReadManifest; roots: string },
  findings: Findings,
): Promise<void> {
  const involved = [response.path, checkpoint.path, ...(chain === null ? [] : [chain.path])];
  const trusted = readCertificates(roots);
  const kept = readCertificates(chain === null ? '' : decoded(chain)).slice(-1);
  try {
    const stamp = await checkTimestamp(response.bytes, {
      ...{ data: checkpoint.bytes, nonce: null },
      anchors: [...trusted, ...kept],
    });
    if (stamp.at.getTime() + clockToleranceMs < Date.parse(manifest.finishedAt)) {
      const detail = `says ${stamp.at.toISOString()}, before the capture was finished`;
      findings.failAmong('timestamp', [...involved, manifest.part.path], response.path, detail);
      return;
    }
    const isTrusted = trusted.length > 0 && (await isAmong(response, checkpoint, trusted));
    const root = `root ${stamp.root.subject}${isTrusted ? ', trusted' : ', not among the roots given here'}`;
    findings.timestamps.push({ at: stamp.at.toISOString(), authority: stamp.signer });
    findings.pass('timestamp', response.path, `${stamp.at.toISOString()} by ${stamp.signer}; ${root}`);
  } catch (error) {
    failFor(error, WrongTimestampError, (detail) =>
      findings.failAmong('timestamp', involved, response.path, detail),
    );
  }
}

async function isAmong(
  response: Part,
  checkpoint: Part,
  trusted: ReturnType<typeof readCertificates>,
): Promise<boolean> {
  const { root } = await checkTimestamp(response.bytes, {
    ...{ data: checkpoint.bytes, nonce: null },
    anchors: trusted,
  });
  return root.trusted;
}

function failFor(
  error: unknown,
  expected: new (...args: never[]) => Error,
  fail: (detail: string) => void,
): void {
  if (!(error instanceof expected)) {
    throw error;
  }
  fail(error.message);
}

function decoded({ bytes }: Part): string {
  return new TextDecoder().decode(bytes);
}
