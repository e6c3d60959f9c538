import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../failures.ts';
import { ProgressBars } from '../progress-bars.ts';
import { note, printJson } from '../terminal.ts';

/** Works on the database itself: no service may run on it. */
export function addRestore(program: Command): void {
  program
    .command('restore')
    .description('put a dump into a new database: an embedded one, or that of DATABASE_URL')
    .argument('<file>', 'as dump wrote it')
    .option('--json', 'print one JSON document')
    .action(async (file: string, { json }: { json?: boolean }) => {
      const path = resolve(file);
      await access(path, constants.R_OK).catch((cause: NodeJS.ErrnoException) => {
        const reason = cause.code === 'ENOENT' ? 'there is no such file' : cause.code;
        throw new UsageError(`${file} cannot be read: ${reason}`, { cause });
      });
      const { restore } = await import('#local-restore.ts');
      using bars = new ProgressBars();
      const words = { check: 'checking the file', load: 'loading' };
      const facts = await restore(path, (step, fraction) =>
        bars.update(step, { label: words[step], fraction, words: `${Math.floor(fraction * 100)} %` }),
      );
      const rows = Object.values(facts.tables).reduce((sum, count) => sum + count, 0);
      if (json) {
        printJson({ ...facts, rows });
      } else {
        note(
          `Restored: ${rows} rows of ${Object.keys(facts.tables).length} tables, as ${facts.software} had them at ${facts.at}.`,
        );
        note('The next start adds what storage has besides.');
      }
    });
}
