import { DamagedArchiveError } from './byte-source.ts';

export interface PackagedFile {
  path: string;
  /** Lowercase hex. */
  sha256: string;
  bytes: number;
}

export interface Described {
  /** Lower case letters, digits, `-`, `.` and `_`. */
  name: string;
  title: string;
  description: string;
  software: string;
  /** RFC 3339. */
  created: string;
  mainPageUrl: string | null;
  mainPageDate: string | null;
}

/** `datapackage.json` of WACZ 1.1.1: every other file with its hash. */
export function datapackageText(described: Described, files: PackagedFile[]): string {
  const { name, title, description, software, created, mainPageUrl, mainPageDate } = described;
  const datapackage = {
    profile: 'data-package',
    wacz_version: '1.1.1',
    name,
    title,
    description,
    created,
    modified: created,
    software,
    ...(mainPageUrl !== null && { mainPageUrl }),
    ...(mainPageDate !== null && { mainPageDate }),
    resources: resources(files),
  };
  return asText(datapackage);
}

export function resources(files: PackagedFile[]): object[] {
  return files.map(({ path, sha256, bytes }) => ({
    name: path.slice(path.lastIndexOf('/') + 1).toLowerCase(),
    path,
    hash: `sha256:${sha256}`,
    bytes,
  }));
}

/** `datapackage-digest.json`. */
export function digestText(datapackageSha256: string): string {
  return asText({ path: 'datapackage.json', hash: `sha256:${datapackageSha256}` });
}

export function asText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** What was read of a `datapackage.json`. */
export interface Datapackage {
  /** Everything but `resources`, as it stands there. */
  fields: Record<string, unknown>;
  files: PackagedFile[];
}

export function parseDatapackage(bytes: Uint8Array): Datapackage {
  const damaged = (problem: string) => new DamagedArchiveError('datapackage.json', problem);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw damaged('is no JSON');
  }
  if (typeof json !== 'object' || json === null || !('resources' in json) || !Array.isArray(json.resources)) {
    throw damaged('lists no files');
  }
  const { resources: listed, ...fields } = json;
  return {
    fields,
    files: listed.map((file: Record<string, unknown> | null): PackagedFile => {
      const { path, hash, bytes: size } = file ?? {};
      const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(`${hash}`) ?? [];
      if (typeof path !== 'string' || sha256 === undefined || typeof size !== 'number') {
        throw damaged(`lists a file without path, SHA-256 or size: ${JSON.stringify(file)}`);
      }
      return { path, sha256, bytes: size };
    }),
  };
}
