import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PAIRS = 11;
const program = fileURLToPath(new URL('../../bin/embed-archiver.mjs', import.meta.url));

/** `find` over an article as a person runs it, less what `node -e 0` takes right before it. */
export function describeProcesses(article: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const file = join(folder, 'article.html');
    writeFileSync(file, article);
    const find = () => millisecondsOf([program, 'find', '--base', 'https://news.example/a', file]);
    // The first run fills the cache of compiled code.
    find();
    const beyond: number[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const start = millisecondsOf(['-e', '0']);
      beyond.push(find() - start);
    }
    beyond.sort((a, b) => a - b);
    const [least = 0, median = 0] = [beyond[0], beyond[PAIRS >> 1]];
    return `find, 1 MB, a whole process beyond Node's own start: ${least.toFixed(0)} ms at least, ${median.toFixed(0)} ms in the middle of ${PAIRS}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function millisecondsOf(args: string[]): number {
  const begun = performance.now();
  execFileSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - begun;
}
