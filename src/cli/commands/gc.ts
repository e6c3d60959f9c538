import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { expectAnswer } from '../service-client.ts';
import { note, print, printJson } from '../terminal.ts';

const usualAge = '7d';

const resultSchema = z.object({
  objects: z.number(),
  bytes: z.number(),
  names: z.array(z.string()),
  pictures: z.number(),
  removed: z.boolean(),
});

/** What captures that never came to an end left in storage, and pictures of cards that nobody asks for. */
export function addGc(program: Command): void {
  program
    .command('gc')
    .description('say what nothing refers to in storage; with --yes, remove it')
    .addOption(
      new Option('--older-than <age>', 'only what was stored before that, as 36h or 7d')
        .argParser(secondsOf)
        .default(secondsOf(usualAge), usualAge),
    )
    .option('--yes', 'remove it')
    .option('--json', 'print one JSON document')
    .action(async ({ olderThan, yes, json }: { olderThan: number; yes?: boolean; json?: boolean }) => {
      const { openService } = await import('#local-service.ts');
      await using service = await openService('api');
      const body = expectAnswer(
        await service.request('POST', '/v1/gc', { olderThanSeconds: olderThan, remove: yes === true }),
      );
      const { objects, bytes, names, pictures, removed } = resultSchema.parse(body);
      if (json) {
        printJson(body);
        return;
      }
      names.forEach(print);
      if (objects > names.length) {
        note(`… and ${objects - names.length} more`);
      }
      note(
        `${removed ? 'Removed' : 'Would remove'}: ${objects} files, ${bytes} bytes; ${pictures} pictures of cards.`,
      );
      if (!removed && objects + pictures > 0) {
        note('Nothing was removed; --yes does.');
      }
    });
}

function secondsOf(text: string): number {
  const [, count, unit] = /^(\d{1,5})([hd])$/.exec(text) ?? [];
  const seconds = Number(count) * (unit === 'd' ? 86_400 : 3600);
  if (count === undefined || seconds < 3600) {
    throw new InvalidArgumentError('It must be hours or days, one hour or more: 36h, 7d.');
  }
  return seconds;
}
