/**
 * A process of its own, so that a test chooses its environment. `by-egress` fetches over http and https through a gateway
 * and prints what came; `by-node` does without one.
 */
import { createAuthority } from '../support/recorded-web/authority.ts';
import { openTestEgress, SmallInternet, tlsServer, wideBudget } from './small-internet.ts';

if (process.argv[2] === 'by-node') {
  await fetch('http://plain.example.org/').catch((error: unknown) => process.stdout.write(String(error)));
} else {
  await fetchByEgress();
}

async function fetchByEgress(): Promise<void> {
  const authority = await createAuthority();
  await using internet = new SmallInternet();
  await internet.add('plain.example.org', (_, response) => response.end('plain'));
  const secure = await tlsServer(authority, 'secure.example.org', (_, response) => response.end('secure'));
  await internet.addServer('secure.example.org', secure);
  const { resolve, dial } = internet;
  await using egress = await openTestEgress({ resolve, dial, extraCaPem: authority.certificatePem });
  await using scope = egress.openScope('alone', wideBudget);
  const answers = [
    await scope.fetch('http://plain.example.org/'),
    await scope.fetch('https://secure.example.org/'),
  ];
  process.stdout.write(answers.map(({ body }) => Buffer.from(body).toString()).join(', '));
}
