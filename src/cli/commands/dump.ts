import { chmod, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { assertWritable, downloadTo } from '../download-to.ts';
import { note } from '../terminal.ts';

interface Options {
  output: string;
  force?: boolean;
}

/** The catalogue to move or to keep; storage is copied by itself. */
export function addDump(program: Command): void {
  program
    .command('dump')
    .description('write the whole catalogue into one file, also while the service runs')
    .requiredOption('-o, --output <file>', 'where to, for example catalogue.jsonl.gz')
    .option('--force', 'replace the file if there is one')
    .action(async ({ output, force }: Options) => {
      const path = resolve(output);
      await assertWritable(path, force === true);
      const { openService } = await import('#local-service.ts');
      await using service = await openService('api');
      await downloadTo(path, service, '/v1/dump', undefined);
      await chmod(path, 0o600);
      note(`${output}: ${(await stat(path)).size} bytes`);
      note(
        'What is sealed in it opens with the SECRET_KEY of this archive alone (embedded: DATA_DIR/secret-key): keep that apart.',
      );
    });
}
