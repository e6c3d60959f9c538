import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The fonts a screenshot was drawn with, for provenance: `57 fonts, sha256:…` over the sorted list of fontconfig. */
export async function describeFonts(): Promise<string> {
  let listed: string;
  try {
    const format = '%{file|basename}\t%{family}\t%{style}\t%{fontversion}\n';
    listed = (await run('fc-list', ['--format', format], { maxBuffer: 64_000_000 })).stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return 'unknown: fc-list (fontconfig) is not installed';
    }
    throw error;
  }
  const fonts = listed.split('\n').filter(Boolean).sort();
  const digest = createHash('sha256').update(fonts.join('\n')).digest('hex');
  return `${fonts.length} fonts, sha256:${digest}`;
}
