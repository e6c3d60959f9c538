import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { openContext } from '../src/context.ts';
import { startService } from '../src/serve.ts';
import { report } from './measure.ts';

/** One heavy URL (the argument) by the whole service; nothing before it but the start. */
const [, , url = ''] = process.argv;
const adminKey = 'bench-key-bench-key-bench-key';
const directory = await mkdtemp(join(tmpdir(), 'bench-heavy-'));

async function main(): Promise<void> {
  const config = readConfig({
    ...process.env,
    DATA_DIR: directory,
    PORT: '0',
    LOG_LEVEL: 'warn',
    ADMIN_KEY: adminKey,
  });
  {
    await using context = await openContext(config, { role: 'all' });
    await using service = await startService(context, { role: 'all', listen: { kind: 'tcp' } });
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
    await report({ kind: 'begin' });
    const body = JSON.stringify({ url });
    const accepted = await fetch(`${service.url}/v1/submissions`, { method: 'POST', headers, body });
    const { id } = (await accepted.json()) as { id: string };
    await (await fetch(`${service.url}/v1/submissions/${id}/events`, { headers })).text();
    const ended = await (await fetch(`${service.url}/v1/submissions/${id}`, { headers })).json();
    const [{ captureId }] = (ended as { embeds: [{ captureId: string }] }).embeds;
    const capture = await context.catalogue.captures.get(captureId);
    const wacz = capture?.artifacts.find(({ role }) => role === 'wacz');
    if (!wacz) {
      throw new Error(`No page archive: ${JSON.stringify(capture?.missing)}`);
    }
    await report({ kind: 'end', posts: 1, storedBytes: wacz.bytes });
  }
  await rm(directory, { recursive: true, force: true });
}

await main();
