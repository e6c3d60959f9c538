import {
  type ByteSource,
  collected,
  DamagedArchiveError,
  readBytes,
  within,
} from '#page-archive/read/byte-source.ts';
import { ZipArchive, type ZipEntry } from '#page-archive/read/zip-archive.ts';
import { layoutDamage } from '#page-archive/read/zip-check.ts';
import { type FileSource, type Files, hexOf, type NewHash } from './files.ts';
import { type Findings, problemOf } from './report.ts';
import { contentOf, type Measured, type Member, measure, walkMembers, wrongMembers } from './zip-members.ts';

const directory = 'zip directory';
const check = 'zip';
const maxUnpackedBytes = 512 * 1024 * 1024;

/**
 * The files of a ZIP, each read once and held against its CRC. A ZIP says everything twice, before each file and in its directory: where
 * the two differ, the content tells which of them was hit. Null where neither can be read.
 */
export async function openZipFiles(
  source: ByteSource,
  findings: Findings,
  newHash: NewHash,
): Promise<Files | null> {
  const members = await soundMembers(source, findings);
  if (members === null) {
    return null;
  }
  const files = new Map<string, { member: Member; measured: Measured }>();
  for (const member of members.filter(({ path }) => !path.endsWith('/'))) {
    const measured = await measure(source, member, newHash);
    if (measured.problem !== null) {
      findings.fail(check, member.path, measured.problem);
    }
    files.set(member.path, { member, measured });
  }
  if (!findings.checks.some(({ result }) => result === 'fail')) {
    findings.pass(check, null, `${files.size} files, each with its CRC`);
  }
  return {
    async *paths(prefix) {
      yield* [...files.keys()].filter((path) => path.startsWith(prefix)).sort();
    },
    async open(path) {
      const found = files.get(path);
      return found === undefined ? null : await fileOf(source, found.member, found.measured);
    },
  };
}

async function fileOf(source: ByteSource, member: Member, { sha256 }: Measured): Promise<FileSource> {
  const { start, end, method, path } = member;
  if (method === 0) {
    return Object.assign(within(source, start, end), { sha256 });
  }
  const content = await collected(contentOf(source, member), maxUnpackedBytes, path);
  return Object.assign(new Blob([content]), { sha256 });
}

async function soundMembers(source: ByteSource, findings: Findings): Promise<Member[] | null> {
  const opened = await openDirectory(source);
  const walked = opened.damage.length === 0 ? null : await walkMembers(source);
  if (opened.members === null) {
    findings.fail(check, directory, opened.problem);
    return walked;
  }
  const wrong = walked && (await wrongMembers(source, opened.members, walked));
  if (wrong !== null && wrong.second < wrong.first) {
    findings.fail(check, directory, 'does not say what the files are');
    return walked;
  }
  if (opened.isForeign) {
    findings.absent(check, null, 'laid out by other software: what lies between its files is not looked at');
  }
  for (const path of opened.damage) {
    findings.fail(check, path, 'bytes beside the content are not what they should be');
  }
  return opened.members;
}

interface Opened {
  members: Member[] | null;
  /** Files, or the directory, whose bytes beside the content are not those of our layout. */
  damage: string[];
  isForeign: boolean;
  problem: string;
}

async function openDirectory(source: ByteSource): Promise<Opened> {
  try {
    const zip = await ZipArchive.open(source);
    const members = await Promise.all(zip.entries.map((entry) => placed(zip, entry)));
    const damage = await layoutDamage(zip);
    // Not of our making, then: others lay out a ZIP in other ways.
    const isForeign = damage.length >= members.length;
    return { members, damage: isForeign ? [] : damage, isForeign, problem: '' };
  } catch (error) {
    if (error instanceof DamagedArchiveError) {
      return { members: null, damage: [directory], isForeign: false, problem: problemOf(error) };
    }
    throw error;
  }
}

/** Where the content lies; by what follows it, where the header before it is hit. */
async function placed(zip: ZipArchive, entry: ZipEntry): Promise<Member> {
  try {
    return { ...entry, ...(await zip.place(entry)), isPlaced: true };
  } catch (error) {
    if (error instanceof DamagedArchiveError) {
      const signature = await readBytes(zip.source, entry.offset, entry.offset + 4);
      const isPlaced = hexOf(signature) === '504b0304';
      return { ...entry, start: entry.limit - entry.compressedBytes, end: entry.limit, isPlaced };
    }
    throw error;
  }
}
