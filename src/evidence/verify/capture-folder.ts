import { type Files, type NewHash, readPart, sha256Of } from './files.ts';
import { checkManifest, type ReadManifest } from './manifest.ts';
import { checkProof } from './proof.ts';
import type { Findings, Report } from './report.ts';
import { type VerifyOptions, verifyWacz } from './verify-wacz.ts';

/** A capture's files in a folder: its manifest, what that names, archives of it, and `proof/` where it lies beside. */
export async function verifyCaptureFolder(
  files: Files,
  { findings, ...options }: VerifyOptions & { findings: Findings },
): Promise<Report> {
  const { subject, newHash, roots = '' } = options;
  for await (const path of files.paths('')) {
    const source = path.endsWith('.wacz') && !path.includes('/') ? await files.open(path) : null;
    if (source !== null) {
      findings.contained.push(await verifyWacz(source, { ...options, subject: path }));
    }
  }
  const told = await toldManifest(files, findings, roots);
  if (told !== null && !findings.isDamaged(told.part.path)) {
    await checkNamed(told, files, findings, newHash);
  }
  return findings.report(subject, 'capture');
}

/** The manifest that the folder's files can be held against, itself held against what vouches for it. */
async function toldManifest(files: Files, findings: Findings, roots: string): Promise<ReadManifest | null> {
  const beside = await readPart(files, 'manifest.json');
  const bundles = findings.contained.filter(({ capture }) => capture !== null);
  if (bundles.length === 0) {
    const inProof = await readPart(files, 'proof/manifest.json');
    const manifestPath = inProof === null ? 'manifest.json' : inProof.path;
    return await checkProof(files, findings, { roots, manifestPath });
  }
  const manifest = beside === null ? null : await checkManifest(beside, findings);
  const [bundle] = bundles.filter(({ ok }) => ok);
  if (bundle !== undefined) {
    findings.signedBy = bundle.signedBy;
    findings.timestamps.push(...bundle.timestamps);
  }
  if (manifest !== null && bundle !== undefined && manifest.sha256 !== bundle.capture?.manifestSha256) {
    findings.fail('manifest', 'manifest.json', `is not the one that ${bundle.subject} has in its proof`);
    return null;
  }
  return manifest;
}

async function checkNamed(
  { artifacts }: ReadManifest,
  files: Files,
  findings: Findings,
  newHash: NewHash,
): Promise<void> {
  const isInBundle = findings.contained.some(({ ok, checks }) =>
    checks.some(({ name, result }) => ok && name === 'bare-archive' && result === 'pass'),
  );
  for (const { name, role, sha256 } of artifacts) {
    const found = await sha256Of(files, name, newHash);
    if (found === null && role === 'wacz' && isInBundle) {
      findings.pass('artifacts', name, 'is the bundle without its proof');
    } else if (found === null) {
      findings.absent('artifacts', name, 'is not here as a file of its own');
    } else if (found === sha256) {
      findings.pass('artifacts', name, `sha256:${sha256}, as the manifest says`);
    } else {
      findings.fail('artifacts', name, `has the hash sha256:${found}, not the one that the manifest says`);
    }
  }
}
