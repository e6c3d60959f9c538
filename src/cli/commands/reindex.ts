import type { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure } from '../failures.ts';
import { expectAnswer } from '../service-client.ts';
import { print, printJson } from '../terminal.ts';

const resultSchema = z.object({
  added: z.number(),
  unusable: z.number(),
  captures: z.record(z.string(), z.number()),
});

/** A database that was lost is rebuilt as soon as it is opened, by this command as by any start. */
export function addReindex(program: Command): void {
  program
    .command('reindex')
    .description(
      'put into the catalogue what storage has and it misses; all of it where the database was lost',
    )
    .option('--json', 'print one JSON document')
    .action(async ({ json }: { json?: boolean }) => {
      const { openService } = await import('#local-service.ts');
      await using service = await openService('api');
      const body = expectAnswer(await service.request('POST', '/v1/reindex'));
      const { added, unusable, captures } = resultSchema.parse(body);
      if (json) {
        printJson(body);
      } else {
        const held = Object.entries(captures).flatMap(([status, count]) =>
          count > 0 ? [`${count} ${status}`] : [],
        );
        print(`captures: ${held.join(', ') || 'none'}; ${added} documents were missing`);
      }
      if (unusable > 0) {
        throw new CommandFailure(
          `${unusable} documents could not be put in; the log names them, and audit what is damaged`,
        );
      }
    });
}
