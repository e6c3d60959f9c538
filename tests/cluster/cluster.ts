import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { openStorages } from '#storage/open-storage.ts';
import { sweepRunFolders } from '../../src/capture/run-folder.ts';
import { readConfig } from '../../src/config.ts';
import { processesLeft } from '../faults/leftovers.ts';
import { waitUntil } from '../faults/service-process.ts';
import { freePort } from '../support/free-port.ts';
import { startRecordedWeb } from '../support/recorded-web/recorded-web.ts';
import { whatIsHeld } from './held.ts';
import { Ledger } from './ledger.ts';
import { followToTheEnd, keepWorking } from './load.ts';
import { Member, makeFolders } from './members.ts';
import { startReverseProxy } from './proxy.ts';
import type { Run } from './report.ts';
import { type Servers, startServers } from './servers.ts';
import { clusterSites } from './web.ts';

export const key = 'cluster-key-cluster-key-cluster-key';
const upWithinMs = 120_000;
const killEveryMs = 20_000;
const sampleEveryMs = 5000;
/** For what was accepted in the last minutes, with nobody killed any more. */
export const doneWithinMs = 600_000;

/**
 * Two API processes behind nginx and three workers, on servers of their own, with a newsroom at work; one of the five is killed
 * every 20 s and started again. Then the load ends, what was promised is waited for, everything is stopped and looked through.
 */
export async function runCluster(minutes: number, log: (line: string) => void): Promise<Run> {
  await using resources = new AsyncDisposableStack();
  const cluster = await startCluster(resources, { workers: 3 });
  const { members, url, servers } = cluster;
  log(`five processes are up behind ${url}`);
  const ledger = new Ledger();
  const working = AbortSignal.timeout(minutes * 60_000);
  const samples = new AbortController();
  const sampling = sampleUntil(samples.signal, members, servers);
  await Promise.all([
    keepWorking({ url, key, ledger, signal: working }),
    killUntil(working, members, (line) => log(`${line}; ${progressOf(ledger)}`)),
  ]);
  log(`the load has ended: ${progressOf(ledger)}`);
  const problems = (await followToTheEnd({ url, key, ledger }, doneWithinMs))
    ? []
    : [`${ledger.open.length} submissions were not done ${doneWithinMs / 60_000} minutes after the load`];
  samples.abort();
  const connections = await sampling;
  const end = await stopAndLook(cluster, ledger, log);
  return { ...{ minutes, members, ledger, connections }, ...end, problems: [...problems, ...end.problems] };
}

/** Everything is told to stop, and what it leaves behind is held against what clients were told. */
export async function stopAndLook(
  { members, folder, homes, environment, web }: Cluster,
  ledger: Ledger,
  log: (line: string) => void,
): Promise<Pick<Run, 'held' | 'filesLeft' | 'processesLeft' | 'problems'>> {
  const unstopped = await Promise.all(members.map((member) => member.stop()));
  const left = await processesLeft(folder);
  log('all is stopped; storage is read back');
  const held = await whatIsHeld(ledger, environment);
  const filesLeft = await temporaryFiles(homes, environment);
  const problems = [
    ...unstopped.filter((sentence) => sentence !== null),
    ...[...ledger.problems, ...held.problems, ...left],
    ...filesLeft.map((path) => `a temporary file was left: ${path}`),
    ...[...new Set(web.unexpected)].map(
      (request) => `the web was asked for what nobody expected: ${request}`,
    ),
  ];
  return { held, filesLeft, processesLeft: left, problems };
}

export interface Cluster {
  folder: string;
  homes: string[];
  members: Member[];
  servers: Servers;
  web: { unexpected: string[] };
  /** Of the reverse proxy. */
  url: string;
  /** For a look at what is held. */
  environment: Record<string, string>;
}

interface ClusterOptions {
  workers: number;
  /** The program of another version; null for this one. */
  program?: string | null;
}

/** Two API processes behind nginx and so many workers, ready to work. */
export async function startCluster(
  resources: AsyncDisposableStack,
  { workers, program = null }: ClusterOptions,
): Promise<Cluster> {
  const servers = resources.use(await startServers());
  const web = resources.use(await startRecordedWeb({ sites: await clusterSites() }));
  const folder = await mkdtemp(join(tmpdir(), 'cl-'));
  resources.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  await chmod(folder, 0o711);
  const apiPorts = [await freePort(), await freePort()] as const;
  const common = {
    ...servers.environment,
    ADMIN_KEY: key,
    LOG_LEVEL: 'info',
    EGRESS_PROXY: web.proxyUrl,
    EGRESS_CA_FILE: web.caFile,
    WAYBACK_URL: 'off',
    TRUST_PROXY: 'true',
    CAPTURE_CONCURRENCY: '1',
  };
  const roles = [
    { name: 'api-1', role: 'api', environment: { PORT: String(apiPorts[0]) } },
    { name: 'api-2', role: 'api', environment: { PORT: String(apiPorts[1]) } },
    ...Array.from(
      { length: workers },
      (_, index) => ({ name: `worker-${index + 1}`, role: 'worker', environment: {} }) as const,
    ),
  ] as const;
  const homes = roles.map(({ name }) => join(folder, name));
  const members: Member[] = [];
  for (const { name, role, environment } of roles) {
    const folders = await makeFolders(join(folder, name));
    const member = new Member(name, role, { ...common, ...environment, ...folders });
    resources.defer(() => (member.ending === null ? member.kill9() : undefined));
    member.program = program;
    member.start();
    members.push(member);
  }
  const proxy = resources.use(await startReverseProxy(apiPorts));
  await untilReady(proxy.url, members);
  const environment = { ...common, ...(await makeFolders(join(folder, 'checker'))), LOG_LEVEL: 'fatal' };
  return { ...{ folder, homes, members, servers, web, environment }, url: proxy.url };
}

/** Rejects with what is missing where that takes too long. */
async function untilReady(url: string, members: readonly Member[]): Promise<void> {
  let missing = '';
  const isReady = async () => {
    const dead = members.find(({ ending }) => ending !== null);
    if (dead) {
      throw new Error(`${dead.name} ended with ${dead.ending}: ${dead.lines.slice(-5).join('\n')}`);
    }
    const answer = await fetch(`${url}/readyz`);
    missing = await answer.text();
    return answer.status === 200;
  };
  await waitUntil('the cluster is ready', upWithinMs, isReady).catch((error: unknown) => {
    const lines = members.map(({ name, lines }) => `${name}: ${lines.slice(-4).join('\n')}`);
    throw new Error(`${missing}\n${lines.join('\n')}`, { cause: error });
  });
}

/** In turn by chance, each as likely as the others: killed, and started again at once. */
async function killUntil(
  signal: AbortSignal,
  members: readonly Member[],
  log: (line: string) => void,
): Promise<void> {
  while (!signal.aborted) {
    // Ended by the signal.
    await wait(killEveryMs, undefined, { signal }).catch(() => {});
    const member = members[Math.floor(Math.random() * members.length)];
    if (!signal.aborted && member !== undefined) {
      await member.kill9();
      member.start();
      log(`${member.name} killed and started`);
    }
  }
}

/** Resolves to the most connections that PostgreSQL had, by who they are of. */
async function sampleUntil(
  signal: AbortSignal,
  members: readonly Member[],
  { postgres }: Servers,
): Promise<ReadonlyMap<string, number>> {
  const most = new Map<string, number>();
  const client = new pg.Client({ connectionString: postgres.url, application_name: 'campaign' });
  await client.connect();
  try {
    while (!signal.aborted) {
      await Promise.all(members.map((member) => member.sample()));
      const { rows } = await client.query<{ name: string; count: number }>(
        `SELECT application_name AS name, count(*)::integer AS count FROM pg_stat_activity
          WHERE application_name LIKE 'embed-archiver%' GROUP BY 1`,
      );
      for (const { name, count } of rows) {
        most.set(name, Math.max(most.get(name) ?? 0, count));
      }
      await wait(sampleEveryMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    await client.end();
  }
  return most;
}

/** Those of a process that was killed are taken away by their age; here that is over at once. */
async function temporaryFiles(
  homes: readonly string[],
  environment: Record<string, string>,
): Promise<string[]> {
  const found: string[] = [];
  for (const home of homes) {
    const temporaryDir = join(home, 'data', 'tmp', 'storage');
    const { storage } = await openStorages(readConfig(environment), { temporaryDir, warn: () => {} });
    await storage.sweepTemporary(0);
    await sweepRunFolders(join(home, 'data', 'tmp'), 0, async () => false);
    for (const folder of [join(home, 'data', 'tmp'), join(home, 't')]) {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const files = entries.filter((one) => !one.isDirectory()).map((one) => join(one.parentPath, one.name));
      // What Node has compiled is kept for its next start on purpose.
      found.push(...files.filter((path) => !path.includes('/node-compile-cache/')));
    }
  }
  return found;
}

function progressOf({ accepted, promised, open }: Ledger): string {
  return `${accepted.size} submissions accepted, ${open.length} not done, ${promised.size} captures promised`;
}
