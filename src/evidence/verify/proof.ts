import { checkAttestation } from './attestation.ts';
import { type Files, type Part, readPart } from './files.ts';
import { checkCheckpoint, checkInclusion, checkStamp } from './log.ts';
import { checkManifest, checkSignature, type ReadManifest } from './manifest.ts';
import type { Findings } from './report.ts';

/** The manifest and all that stands round it in `proof/`, as a bundle has it. Null where there is no manifest. */
export async function checkProof(
  files: Files,
  findings: Findings,
  { roots, manifestPath = 'proof/manifest.json' }: { roots: string; manifestPath?: string },
): Promise<ReadManifest | null> {
  const read = (name: string) => readPart(files, `proof/${name}`);
  const part = await readPart(files, manifestPath);
  if (part === null) {
    for (const name of ['manifest', 'signature', 'log-inclusion', 'checkpoint', 'timestamp']) {
      findings.absent(name, null, 'no proof is here, as in every archive that is not a bundle');
    }
    return null;
  }
  const manifest = await checkManifest(part, findings);
  const [key, logKey, checkpoint] = await Promise.all([
    read('key.pem'),
    read('log-key.pem'),
    read('checkpoint'),
  ]);
  if (manifest !== null) {
    await checkSignature(manifest, { signature: await read('manifest.sig'), key }, findings);
    await checkInclusion(manifest, { proof: await read('inclusion.tlog-proof'), checkpoint }, findings);
  }
  await checkCheckpoint({ checkpoint, key: logKey }, findings);
  if (manifest !== null) {
    await checkStamps(files, { checkpoint, manifest, roots }, findings);
  }
  const keys = [key, logKey].filter((found) => found !== null);
  const manifestSha256 = findings.isDamaged(part.path) ? null : (manifest?.sha256 ?? null);
  for await (const path of files.paths('proof/attestation-')) {
    const attestation = await readPart(files, path);
    if (attestation !== null) {
      await checkAttestation(attestation, { manifestSha256, keys }, findings);
    }
  }
  return manifest;
}

async function checkStamps(
  files: Files,
  given: { checkpoint: Part | null; manifest: ReadManifest; roots: string },
  findings: Findings,
): Promise<void> {
  const { checkpoint } = given;
  let count = 0;
  for await (const path of files.paths('proof/timestamp-')) {
    const response = path.endsWith('.tsr') ? await readPart(files, path) : null;
    if (response !== null && checkpoint !== null) {
      count += 1;
      const chain = await readPart(files, path.replace(/\.tsr$/, '-chain.pem'));
      await checkStamp({ response, chain }, { ...given, checkpoint }, findings);
    }
  }
  if (count === 0) {
    findings.absent('timestamp', null, 'the checkpoint is not timestamped');
  }
}
