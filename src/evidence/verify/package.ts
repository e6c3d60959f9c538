import { DamagedArchiveError } from '#page-archive/read/byte-source.ts';
import { type Datapackage, type PackagedFile, parseDatapackage } from '#page-archive/read/datapackage.ts';
import {
  digestOf,
  type Files,
  isOneCharacterOff,
  type NewHash,
  type Part,
  readPart,
  sha256Of,
} from './files.ts';
import { type Findings, problemOf } from './report.ts';

const list = 'datapackage.json';
const digest = 'datapackage-digest.json';

/** Every file of a WACZ against its `datapackage.json`, that against its digest; and no file that it does not list. */
export async function checkPackage(files: Files, findings: Findings, newHash: NewHash): Promise<void> {
  const part = await readPart(files, list);
  if (part === null) {
    findings.fail('datapackage', list, 'is not there: this is no WACZ');
    return;
  }
  await checkDigest(part, await readPart(files, digest), findings);
  const datapackage = parsed(part, findings);
  if (datapackage === null) {
    return;
  }
  for (const file of datapackage.files) {
    await checkListed(file, files, findings, newHash);
  }
  const listed = new Set([list, digest, ...datapackage.files.map(({ path }) => path)]);
  for await (const path of files.paths('')) {
    if (!listed.has(path)) {
      blameUnlessDamaged(findings, 'unlisted', path, 'is not in datapackage.json');
    }
  }
}

async function checkDigest(datapackage: Part, part: Part | null, findings: Findings): Promise<void> {
  if (part === null) {
    findings.absent('datapackage', digest, 'is not there');
    return;
  }
  const sha256 = await digestOf(datapackage.bytes);
  const recorded = recordedDigest(part);
  if (recorded === `sha256:${sha256}`) {
    findings.pass('datapackage', list, 'has the hash that its digest states');
    return;
  }
  const isDigestHit = recorded === null || isOneCharacterOff(recorded, `sha256:${sha256}`);
  findings.failAmong('datapackage', [list, digest], isDigestHit ? digest : list, 'do not fit each other');
}

/** Null for what is no digest. */
function recordedDigest({ bytes }: Part): string | null {
  try {
    const { path, hash } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return path === list && typeof hash === 'string' ? hash : null;
  } catch {
    // Said by the check, as a digest that does not fit.
    return null;
  }
}

function parsed({ bytes }: Part, findings: Findings): Datapackage | null {
  try {
    return parseDatapackage(bytes);
  } catch (error) {
    if (!(error instanceof DamagedArchiveError)) {
      throw error;
    }
    findings.fail('datapackage', list, problemOf(error));
    return null;
  }
}

async function checkListed(
  file: PackagedFile,
  files: Files,
  findings: Findings,
  newHash: NewHash,
): Promise<void> {
  const sha256 = await sha256Of(files, file.path, newHash);
  if (sha256 === null) {
    blameUnlessDamaged(findings, 'file', file.path, 'is listed and not there');
  } else if (sha256 === file.sha256 && (await files.open(file.path))?.size === file.bytes) {
    findings.pass('file', file.path, `sha256:${sha256}`);
  } else {
    blameUnlessDamaged(findings, 'file', file.path, `has the hash sha256:${sha256}, not the one listed`);
  }
}

/** What a damaged list says against a file does not count. */
function blameUnlessDamaged(findings: Findings, name: string, path: string, detail: string): void {
  if (findings.isDamaged(list)) {
    findings.absent(name, path, `${detail}; but datapackage.json is damaged, so that says nothing`);
  } else {
    findings.fail(name, path, detail);
  }
}
