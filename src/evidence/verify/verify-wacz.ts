import type { ByteSource } from '#page-archive/read/byte-source.ts';
import { checkArchive } from './archive.ts';
import { checkArtifacts, checkBareArchive, checkBareFiles } from './bare.ts';
import type { Files, NewHash } from './files.ts';
import { checkPackage } from './package.ts';
import { checkProof } from './proof.ts';
import { Findings, type Report } from './report.ts';
import { openZipFiles } from './zip-files.ts';

export interface VerifyOptions {
  /** What the report calls it. */
  subject: string;
  newHash: NewHash;
  /** PEM of the roots that the reader trusts for timestamps. Default none. */
  roots?: string;
  /** The proof is checked elsewhere; here the archive alone. */
  withoutProof?: boolean;
}

/** Checks a WACZ, bare or with its proof. Runs in browsers too; reads nothing but the archive. */
export async function verifyWacz(source: ByteSource, options: VerifyOptions): Promise<Report> {
  const findings = new Findings();
  const files = await openZipFiles(source, findings, options.newHash);
  return files === null
    ? findings.report(options.subject, 'unknown')
    : await verifyWaczFiles(files, { ...options, findings, source });
}

/** `source` is null where the archive was unpacked: then nothing can be said of it as a file. */
export async function verifyWaczFiles(
  files: Files,
  {
    subject,
    newHash,
    roots = '',
    withoutProof = false,
    findings,
    source,
  }: VerifyOptions & { findings: Findings; source: ByteSource | null },
): Promise<Report> {
  await checkPackage(files, findings, newHash);
  const payloads = await checkArchive(files, findings, newHash);
  const manifest = withoutProof ? null : await checkProof(files, findings, { roots });
  if (manifest !== null) {
    await checkBareFiles(manifest, files, findings, newHash);
    checkArtifacts(manifest, payloads, findings);
    if (source !== null) {
      await checkBareArchive(manifest, source, findings, newHash);
    }
  }
  return findings.report(subject, 'wacz');
}
