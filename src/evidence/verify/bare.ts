import { bareOf, readBundle } from '#page-archive/read/bundle.ts';
import { type ByteSource, DamagedArchiveError } from '#page-archive/read/byte-source.ts';
import { type PackagedFile, parseDatapackage } from '#page-archive/read/datapackage.ts';
import type { ArchivedPayloads } from './archive.ts';
import { digestOf, type Files, hexOf, type NewHash, type Part, readPart, sha256Of } from './files.ts';
import type { ReadArtifact, ReadManifest } from './manifest.ts';
import type { Findings } from './report.ts';

const list = 'proof/datapackage.json';

/** From the manifest to every file of the archive that it names: through that archive's own `datapackage.json`. */
export async function checkBareFiles(
  manifest: ReadManifest,
  files: Files,
  findings: Findings,
  newHash: NewHash,
): Promise<void> {
  const { path: manifestPath } = manifest.part;
  const part = await readPart(files, list);
  const wacz = manifest.artifacts.find(({ role }) => role === 'wacz');
  const listed = part === null ? null : listedIn(part);
  if (part === null || wacz?.datapackageSha256 == null) {
    findings.absent('bare-files', null, 'the manifest names no page archive, or that archive is not told');
    return;
  }
  if ((await digestOf(part.bytes)) !== wacz.datapackageSha256 || listed === null) {
    findings.failAmong('bare-files', [list, manifestPath], list, 'is not the one that the manifest names');
    return;
  }
  const wrong = [];
  for (const { path, sha256 } of listed) {
    if ((await sha256Of(files, path, newHash)) !== sha256) {
      wrong.push(path);
    }
  }
  for (const path of wrong) {
    findings.fail('bare-files', path, 'is not the file that the manifest vouches for');
  }
  if (wrong.length === 0) {
    findings.pass('bare-files', list, `${listed.length} files, as the manifest has them`);
  }
}

function listedIn({ bytes }: Part): PackagedFile[] | null {
  try {
    return parseDatapackage(bytes).files;
  } catch (error) {
    if (error instanceof DamagedArchiveError) {
      return null;
    }
    throw error;
  }
}

/** The archive as it was before the proof was put in, to the byte. */
export async function checkBareArchive(
  { artifacts, part }: ReadManifest,
  source: ByteSource,
  findings: Findings,
  newHash: NewHash,
): Promise<void> {
  const wacz = artifacts.find(({ role }) => role === 'wacz');
  if (wacz === undefined) {
    findings.absent('bare-archive', null, 'the manifest names no page archive');
    return;
  }
  try {
    const hash = newHash();
    for await (const chunk of readBundle(await bareOf(source), source)) {
      hash.update(chunk);
    }
    if (hexOf(hash.digest()) === wacz.sha256) {
      findings.pass('bare-archive', null, `without its proof it is ${wacz.name}, sha256:${wacz.sha256}`);
      return;
    }
  } catch (error) {
    if (!(error instanceof DamagedArchiveError)) {
      throw error;
    }
  }
  if (findings.checks.some(({ result }) => result === 'fail')) {
    findings.absent('bare-archive', null, 'cannot be had again: something failed before');
  } else {
    findings.fail('bare-archive', part.path, `names another archive than this one without its proof`);
  }
}

/** Every other file that the manifest names, by its hash, among what the records hold. */
export function checkArtifacts(
  { artifacts }: ReadManifest,
  { sha256s, paths, whole }: ArchivedPayloads,
  findings: Findings,
): void {
  const found: ReadArtifact[] = [];
  for (const artifact of artifacts.filter(({ role }) => role !== 'wacz')) {
    if (sha256s.has(artifact.sha256)) {
      found.push(artifact);
    } else if (whole) {
      findings.absent(
        'artifacts',
        null,
        `${artifact.name} is not in this archive (sha256:${artifact.sha256})`,
      );
    } else {
      const [archive = null] = paths.filter((path) => findings.isDamaged(path));
      findings.fail('artifacts', archive, `${artifact.name} could not be read`);
    }
  }
  if (found.length > 0) {
    const names = found.map(({ name }) => name).join(', ');
    findings.pass('artifacts', null, `${names}: in the records, each by its hash`);
  }
}
