import { stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { Command } from 'commander';
import { assertWritable, downloadTo } from '../download-to.ts';
import { UsageError } from '../failures.ts';
import { note } from '../terminal.ts';

interface Options {
  output: string;
  tag?: string;
  collection?: string;
  force?: boolean;
}

/** Evidence to hand on: a page archive with its proof, or a bag of many captures with a report of their custody. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('write captures with their proof into one file to hand on')
    .argument('[what...]', 'posts, by any id or URL, and captures, by their ids')
    .option('--tag <tag>', 'all posts with this tag')
    .option('--collection <name>', 'all posts of this collection')
    .requiredOption(
      '-o, --output <file>',
      'where to; .wacz holds one capture, .zip a bag of any number with the chain-of-custody report',
    )
    .option('--force', 'replace the file if there is one')
    .action(async (items: string[], options: Options) => {
      if (items.length === 0 && options.tag === undefined && options.collection === undefined) {
        throw new UsageError('Name the posts or captures to export, or give --tag or --collection');
      }
      const path = resolve(options.output);
      await assertWritable(path, options.force === true);
      const { openService } = await import('#local-service.ts');
      await using service = await openService('api');
      await downloadTo(path, service, '/v1/exports', requestOf(items, options));
      note(`${options.output}: ${(await stat(path)).size} bytes`);
    });
}

function requestOf(items: string[], { output, tag, collection }: Options) {
  const ending = extname(output).toLowerCase();
  const name = basename(output, extname(output))
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '');
  return {
    items,
    ...(tag !== undefined && { tag }),
    ...(collection !== undefined && { collection }),
    ...(ending === '.wacz' && { format: 'wacz' }),
    ...(ending === '.zip' && { format: 'bag' }),
    ...(name !== '' && { name: name.slice(0, 100) }),
  };
}
