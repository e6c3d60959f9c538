import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFact } from '#catalogue/check-fact.ts';
import { auditStorage } from '#evidence/audit/audit-storage.ts';
import { openFileStorage } from '#storage/file-storage.ts';
import { freePort } from '../tests/support/free-port.ts';
import { withApi } from './archive-api.ts';
import { markdownTable, milliseconds, percentile, timeEach, times } from './table.ts';
import { fillEmbedded } from './workspace-archive.ts';

/** `npm run bench:service`: cards by the embedded service, the audit of a storage, and how soon a service answers that has just been started. */
const posts = 1_000;
const cardClients = 8;
const cardsForMs = 5_000;
const auditedBytes = 512 * 1024 * 1024;
const objectBytes = 2 * 1024 * 1024;
const adminKey = 'bench-key-bench-key-bench-key';

async function main(): Promise<void> {
  const rows = [...(await cards()), await audit(), ...(await coldStarts())];
  console.log(markdownTable(['what', 'figure', 'note'], rows));
}

async function cards(): Promise<string[][]> {
  return await inFolder(async (folder) => {
    await fillEmbedded({ database: join(folder, 'pg'), storage: join(folder, 'storage') }, posts);
    return await withApi({ DATA_DIR: folder }, async (api) => {
      const card = (round: number) =>
        api.ask(`/embed/x:${1_000_007 + 7 * (round % Math.floor(posts / 7 - 1))}`);
      await timeEach(200, card);
      const alone = await timeEach(500, card);
      let served = 0;
      const beganAt = performance.now();
      const cpuBefore = process.cpuUsage();
      await Promise.all(
        Array.from({ length: cardClients }, async () => {
          while (performance.now() - beganAt < cardsForMs) {
            await card(served);
            served += 1;
          }
        }),
      );
      const { user, system } = process.cpuUsage(cpuBefore);
      const perSecond = (served * 1000) / (performance.now() - beganAt);
      return [
        ['a card, p50', milliseconds(percentile(alone, 0.5)), 'one request at a time'],
        ['a card, p99', milliseconds(percentile(alone, 0.99)), ''],
        [
          'cards a second',
          perSecond.toFixed(0),
          `${cardClients} clients in the same process; ${((user + system) / 1000 / served).toFixed(2)} CPU ms each with the client's part`,
        ],
      ];
    });
  });
}

async function audit(): Promise<string[]> {
  return await inFolder(async (folder) => {
    const storage = await openFileStorage(folder);
    for (let written = 0; written < auditedBytes; written += objectBytes) {
      await storage.putObject(randomBytes(objectBytes));
    }
    const bare = hashingMegabytesPerSecond();
    let read = 0;
    const onBytes = async (bytes: number) => {
      read += bytes;
    };
    const beganAt = performance.now();
    for await (const _step of auditStorage({
      storage,
      checkFact,
      onBytes,
      signal: new AbortController().signal,
    })) {
      // Each file is one.
    }
    const perSecond = read / 1e3 / (performance.now() - beganAt);
    return [
      'audit',
      `${perSecond.toFixed(0)} MB/s`,
      `${times(perSecond / bare)} of SHA-256 alone in memory, from the page cache`,
    ];
  });
}

function hashingMegabytesPerSecond(): number {
  const bytes = randomBytes(objectBytes);
  const rounds = 100;
  const beganAt = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    createHash('sha256').update(bytes).digest();
  }
  return (rounds * objectBytes) / 1e3 / (performance.now() - beganAt);
}

/** From the start of the process to its first answer: with an empty folder, then with what that left. */
async function coldStarts(): Promise<string[][]> {
  return await inFolder(async (folder) => [
    ['first start, empty folder', milliseconds(await startOnce(folder)), 'until /healthz answers'],
    ['later start', milliseconds(await startOnce(folder)), ''],
  ]);
}

async function startOnce(folder: string): Promise<number> {
  const port = await freePort();
  const beganAt = performance.now();
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../bin/embed-archiver.mjs', import.meta.url)), 'serve'],
    {
      env: {
        ...process.env,
        DATA_DIR: folder,
        PORT: `${port}`,
        ADMIN_KEY: adminKey,
        LOG_LEVEL: 'error',
        WAYBACK_URL: 'off',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const exited = new Promise((resolve) => child.once('exit', resolve));
  while (!(await answers(port)) && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const took = performance.now() - beganAt;
  child.kill('SIGTERM');
  await exited;
  return took;
}

async function answers(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
