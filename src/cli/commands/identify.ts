import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { InvalidInputError } from '#domain/errors.ts';
import { parseSubmittedUrl } from '#domain/submitted-url.ts';
import { identify } from '#platforms/registry.ts';
import { CommandFailure } from '../failures.ts';
import { note, print, printJson } from '../terminal.ts';

/** For each URL its platform, kind, post id and canonical URL. Pure. */
export function addIdentify(program: Command): void {
  program
    .command('identify')
    .description('say which post a URL means; uses no network')
    .argument('<url...>', 'URLs, or - for one a line on the standard input')
    .option('--json', 'print a JSON document a line')
    .action(async (args: string[], { json }: { json?: boolean }) => {
      const urls = args.length === 1 && args[0] === '-' ? linesOf(await text(process.stdin)) : args;
      const results = urls.map((url) => identifyOne(url, json === true));
      if (results.includes(false)) {
        throw new CommandFailure('');
      }
    });
}

function linesOf(input: string): string[] {
  return input
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** One bad line of many is said, and the rest goes on. */
function identifyOne(given: string, json: boolean): boolean {
  try {
    const { platform, kind, postId, canonicalUrl, certain } = identify(parseSubmittedUrl(given, 'url'));
    if (json) {
      printJson({ url: given, platform, kind, postId, canonicalUrl, certain });
    } else {
      print(
        [given, platform, kind, postId ?? '-', canonicalUrl ?? '-', certain ? '' : '(uncertain)']
          .join('  ')
          .trimEnd(),
      );
    }
    return true;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) {
      throw error;
    }
    note(`${given}: ${error.message}`);
    return false;
  }
}
