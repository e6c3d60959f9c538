import { checkList } from './bag-list.ts';
import { verifyCaptureFolder } from './capture-folder.ts';
import { type Files, filesBelow, type Part, readPart } from './files.ts';
import { Findings, type Report } from './report.ts';
import { type VerifyOptions, verifyWacz } from './verify-wacz.ts';

const tagList = 'tagmanifest-sha256.txt';
const payloadList = 'manifest-sha256.txt';

/** Whether these are the files of a bag (BagIt, RFC 8493), be it a damaged one. */
export function isBag(paths: readonly string[]): boolean {
  return ['bagit.txt', tagList, payloadList].filter((path) => paths.includes(path)).length >= 2;
}

/** A bag: its lists, every file in them and no other; then each archive and each capture in it. */
export async function verifyBag(
  files: Files,
  { findings, ...options }: VerifyOptions & { findings: Findings },
): Promise<Report> {
  const { newHash, subject } = options;
  const paths = await Array.fromAsync(files.paths(''));
  const payload = paths.filter((path) => path.startsWith('data/'));
  const tags = paths.filter((path) => !path.startsWith('data/') && path !== tagList);
  const tagged = await checkList({ name: 'tag-file', path: tagList, scope: tags }, files, findings, newHash);
  if (tagged === null) {
    findings.absent('tag-file', tagList, 'is not there');
  }
  checkDeclaration(await readPart(files, 'bagit.txt'), findings);
  const list = { name: 'payload', path: payloadList, scope: payload };
  if ((await checkList(list, files, findings, newHash)) === null) {
    findings.fail('payload', payloadList, 'is not there');
  }
  await checkOxum(files, payload, findings);
  await verifyContained(files, payload, { ...options, findings });
  return findings.report(subject, 'bag');
}

function checkDeclaration(part: Part | null, findings: Findings): void {
  const text = part && new TextDecoder().decode(part.bytes);
  if (text !== null && /^BagIt-Version: \d+\.\d+\r?\nTag-File-Character-Encoding: UTF-8\r?\n?$/.test(text)) {
    findings.pass('bagit', 'bagit.txt', text.split(/\r?\n/)[0] ?? '');
  } else {
    findings.fail('bagit', 'bagit.txt', part === null ? 'is not there' : 'does not declare a bag');
  }
}

/** `Payload-Oxum`: so many bytes in so many files. */
async function checkOxum(files: Files, payload: string[], findings: Findings): Promise<void> {
  const part = await readPart(files, 'bag-info.txt');
  const text = part === null ? '' : new TextDecoder().decode(part.bytes);
  const [, bytes, count] = /^Payload-Oxum: (\d+)\.(\d+)\r?$/m.exec(text) ?? [];
  if (bytes === undefined || count === undefined) {
    findings.absent('payload-size', 'bag-info.txt', 'states no size of the payload');
    return;
  }
  const sizes = await Promise.all(payload.map(async (path) => (await files.open(path))?.size ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total === Number(bytes) && payload.length === Number(count)) {
    findings.pass('payload-size', 'bag-info.txt', `${bytes} bytes in ${count} files`);
  } else {
    const detail = `${total} bytes in ${payload.length} files are here, not ${bytes} in ${count}`;
    findings.failAmong('payload-size', ['bag-info.txt', ...payload], 'bag-info.txt', detail);
  }
}

async function verifyContained(
  files: Files,
  payload: string[],
  { findings, ...options }: VerifyOptions & { findings: Findings },
): Promise<void> {
  const folders = new Set(
    payload.flatMap((path) => /^(data\/captures\/[^/]+\/)(?:proof\/)?manifest\.json$/.exec(path)?.[1] ?? []),
  );
  for (const folder of folders) {
    const damaged = findings.damaged.flatMap((path) =>
      path.startsWith(folder) ? [path.slice(folder.length)] : [],
    );
    findings.contained.push(
      await verifyCaptureFolder(filesBelow(files, folder), {
        ...{ ...options, subject: folder, findings: new Findings(damaged) },
      }),
    );
  }
  const inFolders = (path: string) => [...folders].some((folder) => path.startsWith(folder));
  for (const path of payload.filter((file) => file.endsWith('.wacz') && !inFolders(file))) {
    const source = await files.open(path);
    if (source !== null) {
      findings.contained.push(await verifyWacz(source, { ...options, subject: path }));
    }
  }
}
