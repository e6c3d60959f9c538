import { existsSync, readFileSync } from 'node:fs';

/** Real answers and pages, kept beside the repository and not in it. */
const root = new URL('../../../shared/recordings/', import.meta.url);

export const haveRecordings = existsSync(root);
if (!haveRecordings && process.env.CI === 'true') throw new Error(`no recordings at ${root.pathname}`);
if (!haveRecordings) console.warn(`skipped: no recordings at ${root.pathname}`);

export function recordedText(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

export function recordedBytes(path: string): Uint8Array {
  return readFileSync(new URL(path, root));
}

export function recordedJson(path: string): unknown {
  return JSON.parse(recordedText(path));
}
