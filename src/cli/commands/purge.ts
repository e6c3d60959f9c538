import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure, UsageError } from '../failures.ts';
import { expectAnswer } from '../service-client.ts';
import { note, oneLine, print, printJson } from '../terminal.ts';

const purgedSchema = z.looseObject({
  postId: z.string(),
  captures: z.array(z.unknown()),
  objects: z.array(z.unknown()),
  sha256: z.string(),
});

/** Removes a post's bytes for good; the only removal there is. */
export function addPurge(program: Command): void {
  program
    .command('purge')
    .description('remove the bytes of a post for good; a signed tombstone stays')
    .argument('<post>', 'its id or any URL of it')
    .requiredOption('--reason <why>', 'kept in the signed log')
    .option('--yes', 'do not ask')
    .option('--json', 'print the tombstone as one JSON document')
    .action(
      async (post: string, { reason, yes, json }: { reason: string; yes?: boolean; json?: boolean }) => {
        if (!yes && !process.stdin.isTTY) {
          throw new UsageError('Nobody is there to be asked: give --yes');
        }
        const { openService } = await import('#local-service.ts');
        await using service = await openService('api');
        const path = `/v1/posts/${encodeURIComponent(post)}`;
        const shown = await service.request('GET', path);
        if (shown.status === 404) {
          throw new CommandFailure(`${post}: no such post is held here`);
        }
        const { postId, captures, text } = postSchema.parse(expectAnswer(shown));
        if (!yes) {
          const what = `${postId} (${oneLine(text ?? 'no text', 60)}), ${captures.length} captures`;
          await confirm(`Remove for good what is held of ${what}? Type the post’s id: `, postId);
        }
        const purged = purgedSchema.parse(
          expectAnswer(await service.request('POST', `${path}/purge`, { reason })),
        );
        if (json) {
          printJson(purged);
          return;
        }
        print(`statements/${purged.sha256}.json`);
        note(
          `Removed: ${purged.captures.length} captures with ${purged.objects.length} files of ${purged.postId}.`,
        );
        note('Copies elsewhere (backups, bundles that were downloaded) are not reached from here.');
      },
    );
}

const postSchema = z.looseObject({
  postId: z.string(),
  text: z.string().nullable(),
  captures: z.array(z.unknown()),
});

async function confirm(question: string, expected: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if ((await terminal.question(question)).trim() !== expected) {
      throw new CommandFailure('Nothing was removed.');
    }
  } finally {
    terminal.close();
  }
}
