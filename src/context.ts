import { readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { openBrowserPool } from '#capture/browser/pool.ts';
import type { Catalogue } from '#catalogue/catalogue.ts';
import { acquireDataDirectoryLock } from '#catalogue/data-directory-lock.ts';
import { openEmbeddedCatalogue, openServerCatalogue } from '#catalogue/open-catalogue.ts';
import { publishOutbox } from '#catalogue/publish-outbox.ts';
import { rebuildFrom } from '#catalogue/rebuild.ts';
import type { Config } from '#config.ts';
import { type Clock, systemClock } from '#domain/clock.ts';
import type { Pressure } from '#domain/pressure.ts';
import { chromiumNetworkSwitches } from '#egress/chromium-switches.ts';
import type { Egress, Traffic } from '#egress/egress.ts';
import { usualRoots } from '#egress/extra-ca.ts';
import { openEgress } from '#egress/open-egress.ts';
import { deriveKey } from '#evidence/keys/derived-key.ts';
import { createSealing, type Sealing } from '#evidence/keys/sealing.ts';
import { secretKeyIn } from '#evidence/keys/secret-key-file.ts';
import { type Notary, openNotary } from '#evidence/notary.ts';
import { createLogger, type Logger } from '#logger.ts';
import { observedCatalogue } from '#observe/catalogue.ts';
import { type Observation, openObservation } from '#observe/open-observation.ts';
import { platforms } from '#platforms/registry.ts';
import { usualConcurrency } from '#pressure/concurrency.ts';
import { openPressure } from '#pressure/open-pressure.ts';
import { openQueuePool } from '#queue/pool.ts';
import { openPostgresQueues } from '#queue/postgres.ts';
import type { Queues } from '#queue/queue.ts';
import { openRedisQueues } from '#queue/redis.ts';
import { notingDocuments } from '#storage/noting-storage.ts';
import { openStorages } from '#storage/open-storage.ts';
import type { Storage } from '#storage/storage.ts';
import packageJson from '../package.json' with { type: 'json' };
import { makeDataDirectory } from './data-directory.ts';
import { createPrinter, type PrintPage } from './printer.ts';

export type Role = 'all' | 'api' | 'worker';
export const softwareVersion = packageJson.version;
export const software = `${packageJson.name}/${softwareVersion}`;

/** Captures after which a browser is replaced, whatever it holds. */
const recycleAfterCaptures = 100;
/** A browser that holds more between captures is replaced. */
const recycleAboveBytes = 700_000_000;

/** Everything the process is made of, built once and closed in reverse. */
export interface Context extends AsyncDisposable {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  /** True where the database is in this process and this process alone owns DATA_DIR. */
  readonly embedded: boolean;
  readonly storage: Storage;
  /** A second one, to repair from. */
  readonly replica: Storage | null;
  readonly catalogue: Catalogue;
  readonly queues: Queues;
  readonly notary: Notary;
  /** What signed links are made with. */
  readonly linkKey: Uint8Array;
  /** For secrets that are kept in the database. */
  readonly sealing: Sealing;
  readonly print: PrintPage;
  /** What this process tells of itself. */
  readonly observation: Observation;
  /** What this process may run short of. */
  readonly pressure: Pressure;
  /** Null in a process that only answers requests. */
  readonly engines: Engines | null;
  /** Brings those documents of the outbox to storage, or all that wait. */
  publishOutbox(ids?: string[]): Promise<void>;
}

/** What reaches the network. */
export interface Engines {
  egress: Egress;
  browsers: BrowserPool;
  concurrency: number;
}

export interface ContextOptions {
  role: Role;
  /** How long the queue holds the job of a silent worker; 30 s where not given. */
  queueLockMs?: number;
  logger?: Logger;
  clock?: Clock;
}

/** Rejects with `DataDirectoryInUseError` where another process owns DATA_DIR. */
export async function openContext(config: Config, { role, ...overrides }: ContextOptions): Promise<Context> {
  await using opening = new AsyncDisposableStack();
  const logger = overrides.logger ?? loggerOf(config);
  const clock = overrides.clock ?? systemClock;
  const observation = opening.use(await openObservationOf(config, logger));
  await makeDataDirectory(config.dataDir);
  const embedded = config.databaseUrl === null;
  if (embedded) {
    opening.use(await acquireDataDirectoryLock(config.dataDir));
    // Nobody else works here, so what lies there was left by a process that died.
    await rm(temporaryDirectory(config), { recursive: true, force: true });
  }
  const { storage: opened, replica } = await openStorages(config, {
    temporaryDir: join(temporaryDirectory(config), 'storage'),
    warn: (sentence) => logger.warn({ sentence }, 'storage keeps less than it should'),
  });
  if (config.storage.kind === 's3') {
    // A wrong name or key is told at once, and what the server can do is known before anything relies on it.
    await opened.probe();
  }
  const { catalogue, queues } = await openDatabase(
    config,
    opened,
    { logger, clock, queueLockMs: overrides.queueLockMs },
    opening,
  );
  const storage = replica === null ? opened : notingDocuments(opened, (key) => catalogue.replica.note(key));
  const write = async (key: string, body: Uint8Array) => {
    await storage.putDocument(key, body);
    logger.debug({ key }, 'document published');
  };
  const publish = (ids?: string[]) => publishOutbox(catalogue.outbox, write, ids);
  const secrets = await readSecrets(config);
  const ground = { storage, catalogue, publishOutbox: publish, logger, clock };
  const notary = await openNotaryOf(config, secrets, ground);
  const pressure = opening.use(await openPressureOf(config, logger));
  const engines =
    role === 'api'
      ? null
      : await openEngines(config, { logger, clock, traffic: observation.metrics }, opening);
  const onlyToPrint = () => openBrowsers(config, { size: 1, extraCaSpki: null, logger });
  const resources = opening.move();
  return {
    config,
    logger,
    clock,
    embedded,
    storage,
    replica,
    catalogue: observedCatalogue(catalogue, { ...observation, clock }),
    queues,
    observation,
    notary,
    linkKey: deriveKey(secretOf(secrets), 'signed-links'),
    sealing: createSealing(secretOf(secrets)),
    print: createPrinter(engines?.browsers ?? null, onlyToPrint, logger),
    pressure,
    engines,
    publishOutbox: publish,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

export function loggerOf({ logLevel, logPretty }: Config): Logger {
  return createLogger({ level: logLevel, pretty: logPretty ?? process.stderr.isTTY });
}

/** Where the process that owns this DATA_DIR answers commands. */
export function controlSocketIn(dataDir: string): string {
  return join(dataDir, 'control.sock');
}

/** For media on their way to storage. */
export function temporaryDirectory(config: Config): string {
  return join(config.dataDir, 'tmp');
}

interface Basics {
  logger: Logger;
  clock: Clock;
}

async function openDatabase(
  config: Config,
  storage: Storage,
  { logger, clock, queueLockMs }: Basics & { queueLockMs: number | undefined },
  opening: AsyncDisposableStack,
): Promise<{ catalogue: Catalogue; queues: Queues }> {
  const aboutQueues = { logger, ...(queueLockMs !== undefined && { lockMs: queueLockMs }) };
  if (config.databaseUrl === null) {
    const directory = join(config.dataDir, 'pg');
    const { catalogue, pool } = await openEmbeddedCatalogue({ directory, source: storage, logger, clock });
    opening.use(catalogue);
    return { catalogue, queues: opening.use(await openQueues(config, pool, aboutQueues)) };
  }
  const catalogue = opening.use(await openServerCatalogue({ url: config.databaseUrl, logger, clock }));
  // A database that was lost: it has its restrictions back before anything of it is served.
  if ((await catalogue.reindex.isEmpty()) || !(await catalogue.reindex.isRead())) {
    await rebuildFrom(catalogue, storage, { logger, adoptUnpointed: true });
  }
  const pool = config.redisUrl === null ? openQueuePool(config.databaseUrl, logger) : null;
  if (pool !== null) {
    opening.defer(() => pool.end());
  }
  return { catalogue, queues: opening.use(await openQueues(config, pool, aboutQueues)) };
}

function openObservationOf({ tracesEndpoint }: Config, logger: Logger): Promise<Observation> {
  return openObservation({
    tracesEndpoint,
    version: softwareVersion,
    instance: `${hostname()}-${process.pid}`,
    platforms: [...platforms.map(({ name }) => name), 'quotation'],
    logger,
  });
}

async function openQueues(
  config: Config,
  pool: QueuePool | null,
  about: { logger: Logger; lockMs?: number },
): Promise<Queues> {
  if (config.redisUrl !== null) {
    return openRedisQueues({ url: config.redisUrl, prefix: 'embed-archiver', ...about });
  }
  if (pool === null) {
    throw new Error('A queue needs Redis or a PostgreSQL pool');
  }
  const isAlone = config.databaseUrl === null;
  return openPostgresQueues({ pool, ...about, emptyFirst: isAlone, isAlone });
}

type QueuePool = Parameters<typeof openPostgresQueues>[0]['pool'];

interface NotaryGround extends Basics {
  storage: Storage;
  catalogue: Catalogue;
  publishOutbox: () => Promise<void>;
}

interface SecretsGiven {
  secretKey: string | null;
  signingKeyPem: string | null;
}

/** At least one of them, or no notary opens. */
async function readSecrets(config: Config): Promise<SecretsGiven> {
  const { databaseUrl, dataDir, signingKeyFile } = config;
  const ownSecret = databaseUrl === null && signingKeyFile === null ? await secretKeyIn(dataDir) : null;
  return {
    secretKey: config.secretKey ?? ownSecret,
    signingKeyPem: signingKeyFile === null ? null : await readFile(signingKeyFile, 'utf8'),
  };
}

function secretOf({ secretKey, signingKeyPem }: SecretsGiven): string {
  const secret = secretKey ?? signingKeyPem;
  if (secret === null) {
    throw new Error('Signed links need a secret, which the notary should have asked for');
  }
  return secret;
}

async function openNotaryOf(
  config: Config,
  given: SecretsGiven,
  { catalogue, ...ground }: NotaryGround,
): Promise<Notary> {
  const { timestampCaFile, timestampAuthorities } = config;
  if (timestampAuthorities.length === 1) {
    const warning =
      'one timestamp authority alone is trusted with the time: TSA_URLS should name two or more';
    ground.logger.warn({ authorities: timestampAuthorities }, warning);
  }
  const timestampCa = timestampCaFile === null ? null : await readFile(timestampCaFile, 'utf8');
  return openNotary({
    ...ground,
    ...given,
    secrets: catalogue.secrets,
    index: { ...catalogue.log, ...catalogue.checkpoints },
    publicUrl: config.publicUrl,
    timestampAuthorities,
    timestampRoots: () => timestampCa ?? usualRoots().join('\n'),
  });
}

async function openEngines(
  config: Config,
  { logger, ...basics }: Basics & { traffic: Traffic },
  opening: AsyncDisposableStack,
): Promise<Engines> {
  const egress = opening.use(await openEgressOf(config, { logger, ...basics }));
  const concurrency = config.captureConcurrency ?? (await usualConcurrency());
  const browsers = opening.use(
    await openBrowsers(config, { size: concurrency, extraCaSpki: egress.extraCaSpki, logger }),
  );
  return { egress, browsers, concurrency };
}

/** Profiles and sockets of browsers, under a path that is short enough for them. */
function browserDirectory(): string {
  return join(tmpdir(), `embed-archiver-${process.getuid?.() ?? 'user'}`);
}

function openPressureOf({ dataDir, storage, diskReserveBytes }: Config, logger: Logger) {
  return openPressure({
    places: [
      { place: 'data', directory: dataDir },
      { place: 'temporary', directory: browserDirectory() },
      ...(storage.kind === 'file' ? [{ place: 'storage' as const, directory: storage.directory }] : []),
    ],
    diskReserveBytes,
    logger,
  });
}

function openBrowsers(
  { chromiumPath: executablePath }: Config,
  options: { size: number; extraCaSpki: string | null; logger: Logger },
): Promise<BrowserPool> {
  return openBrowserPool({
    executablePath,
    recycleAfterCaptures,
    recycleAboveBytes,
    networkSwitches: chromiumNetworkSwitches,
    temporaryDir: browserDirectory(),
    ...options,
  });
}

/** The way out, by the configuration. */
export async function openEgressOf(
  config: Config,
  { logger, clock, traffic }: Basics & { traffic?: Traffic },
): Promise<Egress> {
  return openEgress({
    upstreamProxy: config.egressProxy,
    extraCaPem: config.egressCaFile === null ? null : await readFile(config.egressCaFile, 'utf8'),
    allowCidrs: config.egressAllow,
    userAgent: software,
    logger,
    clock,
    ...(traffic !== undefined && { traffic }),
  });
}
