import { type Command, InvalidArgumentError, Option } from 'commander';
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
  limits: z.object({
    requestsPerMinute: z.number().nullable(),
    submissionsPerDay: z.number().nullable(),
  }),
});

/** What was given of both; commander makes an empty text of null, so `none` stays a word until it is sent. */
interface LimitOptions {
  requestsPerMinute?: number | 'none';
  submissionsPerDay?: number | 'none';
}

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('make, list and revoke API keys');
  keys
    .command('create')
    .description('make a key; its secret is printed once')
    .requiredOption('--name <name>', 'who uses it')
    .addOption(new Option('--scope <scope...>', 'what it may do').choices([...scopes]).makeOptionMandatory())
    .addOption(requestsOption())
    .addOption(submissionsOption())
    .option('--json', 'print one JSON document')
    .action(async ({ name, scope, json, ...limits }: NewKeyOptions) => {
      const body = await ask('POST', '/v1/keys', { name, scopes: scope, limits: asSent(limits) });
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
      if (items.length === 0) {
        note('No key was made yet. ADMIN_KEY is not listed here.');
      }
      for (const { limits, ...key } of items) {
        const fate = key.revokedAt ? `revoked ${key.revokedAt}` : `last used ${key.lastUsedAt ?? 'never'}`;
        const allowed = `${limits.requestsPerMinute ?? 'any'} requests/min, ${limits.submissionsPerDay ?? 'any'} posts/day`;
        print(`${key.id}  ${key.name}  ${key.scopes.join(',')}  ${allowed}  made ${key.createdAt}  ${fate}`);
      }
    });
  keys
    .command('limit')
    .description('set what a key may ask for; what is not given is the usual')
    .argument('<id>')
    .addOption(requestsOption())
    .addOption(submissionsOption())
    .action(async (id: string, limits: LimitOptions) => {
      const body = await ask('PATCH', `/v1/keys/${encodeURIComponent(id)}`, { limits: asSent(limits) });
      const { requestsPerMinute, submissionsPerDay } = keySchema.parse(body).limits;
      note(
        `Key ${id} may make ${requestsPerMinute ?? 'any number of'} requests a minute and submit ${submissionsPerDay ?? 'any number of'} posts a day.`,
      );
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

interface NewKeyOptions extends LimitOptions {
  name: string;
  scope: string[];
  json?: boolean;
}

function requestsOption(): Option {
  return new Option('--requests-per-minute <n|none>', 'how often it may ask').argParser(readLimit);
}

function submissionsOption(): Option {
  return new Option('--submissions-per-day <n|none>', 'how many posts it may submit').argParser(readLimit);
}

function readLimit(text: string): number | 'none' {
  if (text === 'none') {
    return text;
  }
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InvalidArgumentError('It must be a whole number of 1 or more, or none.');
  }
  return Number(text);
}

function asSent(limits: LimitOptions): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [name, limit === 'none' ? null : limit]),
  );
}

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const { openService } = await import('#local-service.ts');
  await using service = await openService('api');
  return expectAnswer(await service.request(method, path, body));
}
