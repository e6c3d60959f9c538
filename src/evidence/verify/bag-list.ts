import { type Files, isOneCharacterOff, type NewHash, type Part, readPart, sha256Of } from './files.ts';
import type { Findings } from './report.ts';

export interface ListCheck {
  /** Of a check of one file: `tag-file`, `payload`. */
  name: string;
  /** `manifest-sha256.txt` and the like. */
  path: string;
  /** What it must list, all of it. */
  scope: string[];
}

/**
 * The files of a bag against one of its lists. Nothing vouches for the outermost list, so where it and a file do not fit by a
 * single character, the list itself was hit. Null where there is no list.
 */
export async function checkList(
  { name, path, scope }: ListCheck,
  files: Files,
  findings: Findings,
  newHash: NewHash,
): Promise<string[] | null> {
  const part = await readPart(files, path);
  if (part === null) {
    return null;
  }
  const lines = parseList(part);
  if (lines === null) {
    findings.fail(name, path, 'has a line that is no hash with a path');
    return [];
  }
  const blame = (file: string, detail: string) => {
    if (findings.isDamaged(path)) {
      findings.absent(name, file, `${detail}; but ${path} is damaged, so that says nothing`);
    } else {
      findings.fail(name, file, detail);
    }
  };
  const unlisted = scope.filter((file) => !lines.some((line) => line.path === file));
  for (const { sha256: recorded, path: file } of lines) {
    const sha256 = await sha256Of(files, file, newHash);
    const isMisspelt = sha256 === null && unlisted.some((other) => isMisspelling(file, other));
    if (sha256 === recorded) {
      findings.pass(name, file, `sha256:${sha256}`);
    } else if (isMisspelt || (sha256 !== null && isOneCharacterOff(recorded, sha256))) {
      findings.failAmong(name, [path, file], path, `a character of the line of ${file} is wrong`);
    } else {
      blame(
        file,
        sha256 === null ? 'is listed and not there' : `has the hash sha256:${sha256}, not the one listed`,
      );
    }
  }
  for (const file of unlisted.filter((other) => !lines.some((line) => isMisspelling(line.path, other)))) {
    blame(file, `is not in ${path}`);
  }
  return lines.map((line) => line.path);
}

/** As sha256sum writes them; null where a line is none. */
function parseList({ bytes }: Part): { sha256: string; path: string }[] | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Bytes that are no text are no list; the caller says so.
    return null;
  }
  const lines = text.split(/\r?\n/);
  if (lines.pop() !== '') {
    return null;
  }
  const parsed = lines.map((line) => /^([0-9a-f]{64}|[0-9A-F]{64})[ \t]+\*?(\P{Cc}+)$/u.exec(line));
  const isSound = parsed.every((line) => line !== null && !/[0-9a-f]{64}[ \t]/i.test(line[2] ?? ''));
  return isSound
    ? parsed.map((line) => ({ sha256: (line?.[1] ?? '').toLowerCase(), path: decodePath(line?.[2] ?? '') }))
    : null;
}

/** Line ends, and the sign itself, are written as `%0A`, `%0D`, `%25` (RFC 8493, section 2.1.3). */
function decodePath(path: string): string {
  return path.replace(/%(?:0A|0D|25)/gi, decodeURIComponent);
}

/** A path that differs in one character, or has one too many before it. */
function isMisspelling(listed: string, path: string): boolean {
  return isOneCharacterOff(listed, path) || listed.slice(1) === path;
}
