import { type Command, Option } from 'commander';
import { z } from 'zod';
import { scopes } from '#catalogue/catalogue.ts';
import { expectAnswer } from '../service-client.ts';
import { note, print, printJson } from '../terminal.ts';

const keySchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('make, list and revoke API keys');
  keys
    .command('create')
    .description('make a key; its secret is printed once')
    .requiredOption('--name <name>', 'who uses it')
    .addOption(new Option('--scope <scope...>', 'what it may do').choices([...scopes]).makeOptionMandatory())
    .option('--json', 'print one JSON document')
    .action(async ({ name, scope, json }: { name: string; scope: string[]; json?: boolean }) => {
      const body = await ask('POST', '/v1/keys', { name, scopes: scope });
      const { id, secret } = keySchema.extend({ secret: z.string() }).parse(body);
      if (json) {
        printJson(body);
      } else {
        note(`Key ${id}. This is its secret, shown now and never again:`);
        print(secret);
      }
    });
  keys
    .command('list')
    .description('list keys')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: { json?: boolean }) => {
      const { items } = z.object({ items: z.array(keySchema) }).parse(await ask('GET', '/v1/keys'));
      if (json) {
        printJson(items);
        return;
      }
      for (const key of items) {
        const fate = key.revokedAt ? `revoked ${key.revokedAt}` : `last used ${key.lastUsedAt ?? 'never'}`;
        print(`${key.id}  ${key.name}  ${key.scopes.join(',')}  made ${key.createdAt}  ${fate}`);
      }
    });
  keys
    .command('revoke')
    .description('revoke a key, at once')
    .argument('<id>')
    .action(async (id: string) => {
      await ask('DELETE', `/v1/keys/${encodeURIComponent(id)}`);
      note(`Key ${id} is revoked.`);
    });
}

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const { openService } = await import('#local-service.ts');
  await using service = await openService('api');
  return expectAnswer(await service.request(method, path, body));
}
