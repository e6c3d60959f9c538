import type { Command } from 'commander';
import type { Embed, EmbedInventory } from '#domain/embed.ts';
import { parseSubmittedUrl } from '#domain/submitted-url.ts';
import { findEmbeds } from '#embeds/find-embeds.ts';
import { CommandFailure } from '../failures.ts';
import { readSource, type Source } from '../read-source.ts';
import { oneLine, print, printJson } from '../terminal.ts';

interface FindOptions {
  base?: string;
  json?: boolean;
}

/** Lists the embeds of an article in reading order. Archives nothing; only a URL needs the network. */
export function addFind(program: Command): void {
  program
    .command('find')
    .description('list the embeds of an article; archives nothing')
    .argument('<source>', 'a URL, a file, or - for the standard input')
    .option('--base <url>', 'the address of the article, for its relative links')
    .option('--json', 'print one JSON document')
    .action(async (argument: string, { base, json }: FindOptions) => {
      const baseUrl = base === undefined ? null : parseSubmittedUrl(base, '--base').href;
      const inventory = await search(await readSource(argument), baseUrl);
      if (json) {
        printJson(inventory);
      } else {
        describe(inventory);
      }
    });
}

async function search(source: Source, baseUrl: string | null): Promise<EmbedInventory> {
  if (source.kind === 'article') {
    return findEmbeds({ body: source.body, mediaType: source.mediaType, baseUrl });
  }
  const [{ readConfig }, { openFetch }] = await Promise.all([
    import('#config.ts'),
    import('#local-service.ts'),
  ]);
  const url = parseSubmittedUrl(source.url, 'source', readConfig().egressAllow);
  await using egress = await openFetch();
  const response = await egress.fetch(url.href);
  if (response.status >= 400) {
    throw new CommandFailure(`${url.href} answered ${response.status}`);
  }
  const mediaType = response.headers['content-type'] ?? 'text/html';
  return findEmbeds({ body: response.body, mediaType, baseUrl: baseUrl ?? response.finalUrl });
}

function describe({ embeds, others }: EmbedInventory): void {
  for (const embed of embeds) {
    print(
      `${embed.position + 1}. ${embed.platform}  ${embed.postId}  ${embed.foundUrl}  (${embed.form}, ${embed.confidence})`,
    );
    describeQuotation(embed.quotation);
  }
  for (const { reason, foundUrl } of others) {
    print(`-  ${reason}  ${foundUrl}`);
  }
  if (embeds.length === 0) {
    print('No embeds found.');
  }
}

function describeQuotation(quotation: Embed['quotation']): void {
  if (quotation === null) {
    return;
  }
  const { text, authorName, authorHandle, date } = quotation;
  const author = [authorName, authorHandle && `@${authorHandle}`, date].filter(Boolean).join(', ');
  print(`   ${[text && `“${oneLine(text)}”`, author].filter(Boolean).join(' — ')}`);
}
