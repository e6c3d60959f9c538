import type { ByteSource } from '#page-archive/read/byte-source.ts';
import { isBag, verifyBag } from './bag.ts';
import { verifyCaptureFolder } from './capture-folder.ts';
import { type Files, filesBelow } from './files.ts';
import { Findings, type Report } from './report.ts';
import { type VerifyOptions, verifyWaczFiles } from './verify-wacz.ts';
import { openZipFiles } from './zip-files.ts';

/** Checks one file: a WACZ, or a bag in a ZIP. Runs in browsers too; reads nothing but the file. */
export async function verifyFile(source: ByteSource, options: VerifyOptions): Promise<Report> {
  const findings = new Findings();
  const files = await openZipFiles(source, findings, options.newHash);
  if (files === null) {
    return findings.report(options.subject, 'unknown');
  }
  const { inner, prefix } = await withoutTopFolder(files);
  const below = findings.below(prefix);
  const report = await verifyTree(inner, { ...options, findings: below, source });
  return report ?? unknown(below, options.subject);
}

/** By what lies at the root; null for what is none of ours. `source` is the file that all of it came from. */
export async function verifyTree(
  files: Files,
  options: VerifyOptions & { findings: Findings; source: ByteSource | null },
): Promise<Report | null> {
  const paths = await Array.fromAsync(files.paths(''));
  if (isBag(paths)) {
    return await verifyBag(files, options);
  }
  if (paths.includes('datapackage.json')) {
    return await verifyWaczFiles(files, options);
  }
  const isCapture = ['manifest.json', 'proof/manifest.json'].some((path) => paths.includes(path));
  return isCapture ? await verifyCaptureFolder(files, options) : null;
}

/** A bag may lie in one folder at the top (RFC 8493, section 4.3). */
async function withoutTopFolder(files: Files): Promise<{ inner: Files; prefix: string }> {
  const paths = await Array.fromAsync(files.paths(''));
  const [, prefix = ''] = /^([^/]+\/)/.exec(paths[0] ?? '') ?? [];
  const isWithin = prefix !== '' && paths.every((path) => path.startsWith(prefix));
  return isWithin ? { inner: filesBelow(files, prefix), prefix } : { inner: files, prefix: '' };
}

function unknown(findings: Findings, subject: string): Report {
  findings.fail('kind', null, 'is a ZIP, but no page archive (WACZ) and no bag');
  return findings.report(subject, 'unknown');
}
