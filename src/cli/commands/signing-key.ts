import type { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure } from '../failures.ts';
import { expectAnswer } from '../service-client.ts';
import { note, print, printJson } from '../terminal.ts';

const listSchema = z.object({
  items: z.array(
    z.object({
      keyId: z.string(),
      algorithm: z.string(),
      publicKeyPem: z.string(),
      createdAt: z.string(),
      current: z.boolean(),
    }),
  ),
});

export function addSigningKey(program: Command): void {
  const signingKey = program
    .command('signing-key')
    .description('show, rotate and export the key that signs manifests and the log');
  signingKey
    .command('show')
    .description('list the public keys that ever signed, oldest first')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: { json?: boolean }) => {
      const { items } = await ask('GET');
      if (json) {
        printJson(items);
        return;
      }
      for (const { keyId, algorithm, createdAt, current } of items) {
        print(`${keyId}  ${algorithm}  made ${createdAt}${current ? '  signs now' : ''}`);
      }
    });
  signingKey
    .command('rotate')
    .description('sign with a new key from now on; what older ones signed stays valid')
    .action(async () => {
      const { items } = await ask('POST');
      note(`Signs now: ${items.find(({ current }) => current)?.keyId}`);
    });
  signingKey
    .command('export')
    .description('print a public key in PEM')
    .argument('[keyId]', 'the one that signs now, unless given')
    .action(async (keyId?: string) => {
      const { items } = await ask('GET');
      const key = items.find((item) => (keyId === undefined ? item.current : item.keyId === keyId));
      if (key === undefined) {
        throw new CommandFailure(`There is no signing key ${keyId}.`);
      }
      print(key.publicKeyPem.trimEnd());
    });
}

async function ask(method: 'GET' | 'POST'): Promise<z.infer<typeof listSchema>> {
  const { openService } = await import('#local-service.ts');
  await using service = await openService('api');
  return listSchema.parse(
    expectAnswer(await service.request(method, method === 'GET' ? '/signing-keys' : '/v1/signing-keys')),
  );
}
