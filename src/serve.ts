import { createHash } from 'node:crypto';
import { createApiKey } from '#api/api-key.ts';
import { createApp } from '#api/app.ts';
import { urlOfAddress } from '#api/base-url.ts';
import { listenControl } from '#api/control-socket.ts';
import { startApi } from '#api/main.ts';
import { readConfig } from '#config.ts';
import type { StopWorkerError } from '#domain/errors.ts';
import { ConfigurationError } from '#domain/errors.ts';
import { openMetricsDoor } from '#metrics/listen.ts';
import { metricsMediaType } from '#metrics/metrics.ts';
import { metricsReader } from '#observe/read-metrics.ts';
import { requestWatch } from '#observe/requests.ts';
import { unwindMs } from '#queue/consumer.ts';
import type { Working } from '#queue/queue.ts';
import type { WorkerTiming } from '#workers/dependencies.ts';
import { startWorkers, type Workers } from '#workers/main.ts';
import {
  type Context,
  controlSocketIn,
  loggerOf,
  openContext,
  type Role,
  softwareVersion,
  temporaryDirectory,
} from './context.ts';
import { endAtLast } from './last-deadline.ts';
import { workerDependenciesOf } from './worker-dependencies.ts';

/** How long running captures may take to end after SIGTERM. */
const usualGraceMs = 25_000;
/** How long all may take to close once nothing runs, or what runs was given up. */
const usualClosingMs = 15_000;

export interface ServiceOptions {
  role: Role;
  listen: Listening;
  timing?: Partial<WorkerTiming>;
}

/** `control` is for commands on this machine alone: a socket in that folder. */
export type Listening = { kind: 'tcp' } | { kind: 'control'; directory: string };

export interface Service extends AsyncDisposable {
  /** Null where it does not listen for HTTP. */
  readonly url: string | null;
  /** Null without METRICS_PORT. */
  readonly metricsUrl: string | null;
  /** The admin key, if this start made the first one. */
  readonly newAdminKey: string | null;
  /** Resolves when a worker says that it cannot go on. */
  readonly cannotGoOn: Promise<StopWorkerError>;
  /** Takes no more work; what runs ends, or is handed back after `graceMs`. */
  drain(graceMs: number): Promise<void>;
  /** What its workers have in hand. */
  working(): Working[];
}

/** Starts the roles on what the context holds. Disposing closes them without grace. */
export async function startService(
  context: Context,
  { role, listen, timing = {} }: ServiceOptions,
): Promise<Service> {
  await using starting = new AsyncDisposableStack();
  const cannotGoOn = Promise.withResolvers<StopWorkerError>();
  let workers: Workers | null = null;
  if (context.engines !== null) {
    const dependencies = await workerDependenciesOf(context, context.engines, cannotGoOn.resolve);
    workers = starting.use(await startWorkers({ ...dependencies, timing }));
  }
  const newAdminKey = role === 'worker' ? null : await makeFirstKey(context);
  const readMetrics = metricsReader(context, { tellsOfArchive: role !== 'worker' });
  const metricsUrl = listen.kind === 'tcp' ? await openMetricsDoorOf(context, readMetrics, starting) : null;
  const url =
    role === 'worker'
      ? null
      : await openDoors(context, { listen, wake: () => workers?.wake(), readMetrics }, starting);
  const resources = starting.move();
  return {
    url,
    metricsUrl,
    newAdminKey,
    cannotGoOn: cannotGoOn.promise,
    drain: async (ms) => workers?.drain(ms),
    working: () => workers?.working() ?? [],
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function openMetricsDoorOf(
  { config, logger }: Context,
  read: () => Promise<string>,
  starting: AsyncDisposableStack,
): Promise<string | null> {
  if (config.metricsDoor === null) {
    return null;
  }
  const onFailure = (error: unknown) => logger.error({ err: error }, 'metrics not read');
  const { port } = starting.use(await openMetricsDoor({ ...config.metricsDoor, read, onFailure }));
  return urlOfAddress(config.metricsDoor.host, port);
}

interface Doors {
  listen: Listening;
  wake: () => void;
  readMetrics: () => Promise<string>;
}

async function openDoors(
  context: Context,
  { listen, wake, readMetrics }: Doors,
  starting: AsyncDisposableStack,
): Promise<string | null> {
  const { config, embedded } = context;
  // A command's own service listens on no port; its answers name the address that `serve` would have.
  const publicUrl =
    config.publicUrl ?? (listen.kind === 'control' ? urlOfAddress(config.host, config.port) : null);
  const app = await createApp({
    catalogue: context.catalogue,
    storage: context.storage,
    replica: context.replica,
    queues: context.queues,
    openQueueBoard: (basePath) => context.queues.board(basePath),
    notary: context.notary,
    linkKey: context.linkKey,
    sealing: context.sealing,
    exporting: {
      temporaryDir: temporaryDirectory(config),
      organization: config.organization,
      publishPending: () => context.publishOutbox(),
      print: context.print,
    },
    pressure: context.pressure,
    observation: {
      readMetrics: async () => ({ mediaType: metricsMediaType, text: await readMetrics() }),
      watchRequest: requestWatch(context.observation),
    },
    publicRequestsPerMinute: config.publicRequestsPerMinute,
    clock: context.clock,
    logger: context.logger,
    publicUrl,
    adminKeySha256: config.adminKey === null ? null : sha256(config.adminKey),
    egressAllow: config.egressAllow,
    restricted: config.defaultVisibility === 'restricted',
    publishOutbox: context.publishOutbox,
    wake,
    embedded,
    trustProxy: config.trustProxy,
    version: softwareVersion,
  });
  if (listen.kind === 'control') {
    starting.defer(() => app.close());
    starting.use(await listenControl(app, controlSocketIn(listen.directory)));
    return null;
  }
  const { host, port } = config;
  // Only the owner of DATA_DIR may take the socket there.
  const controlSocket = embedded ? controlSocketIn(config.dataDir) : null;
  return starting.use(await startApi(app, { host, port, controlSocket })).url;
}

/** An archive that nobody could administer would be no use: the first start makes a key where none is configured. */
async function makeFirstKey({ config, catalogue }: Context): Promise<string | null> {
  if (config.adminKey !== null) {
    return null;
  }
  const keys = await catalogue.keys.list();
  if (keys.some(({ scopes, revokedAt }) => scopes.includes('admin') && revokedAt === null)) {
    return null;
  }
  const { id, secret, secretSha256 } = createApiKey();
  await catalogue.keys.create({ id, name: 'first admin', scopes: ['submit', 'read', 'admin'], secretSha256 });
  return secret;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export interface ServeOptions {
  timing?: Partial<WorkerTiming>;
  queueLockMs?: number;
  graceMs?: number;
  closingMs?: number;
}

/** Runs one role until it is told to stop; from then on the process ends, by itself or at the last deadline. */
export async function serve(
  role: Role,
  { timing = {}, queueLockMs, graceMs = usualGraceMs, closingMs = usualClosingMs }: ServeOptions = {},
): Promise<void> {
  const config = readConfig();
  if (role !== 'all' && config.databaseUrl === null) {
    throw new ConfigurationError([
      `${role} needs DATABASE_URL: the embedded database is inside one process, so roles cannot share it. ` +
        'Give a PostgreSQL server, for example DATABASE_URL=postgresql://archiver:secret@localhost:5432/archiver, ' +
        'or run serve, which does everything in one process',
    ]);
  }
  const logger = loggerOf(config);
  let working = (): Working[] => [];
  const endInTime = () =>
    endAtLast({ afterMs: graceMs + unwindMs + closingMs, working: () => working(), logger });
  const stopped = stopRequested(endInTime);
  await using context = await openContext(config, {
    ...{ role, logger },
    ...(queueLockMs !== undefined && { queueLockMs }),
  });
  await using service = await startService(context, { role, listen: { kind: 'tcp' }, timing });
  working = service.working;
  if (service.newAdminKey !== null) {
    process.stdout.write(`Admin key, shown this once: ${service.newAdminKey}\n`);
  }
  logger.info({ role, url: service.url, metricsUrl: service.metricsUrl }, 'service.started');
  const reason = await Promise.race([stopped, service.cannotGoOn]);
  if (reason instanceof Error) {
    process.exitCode = 1;
    endInTime();
    logger.fatal({ reason: reason.message }, 'service.cannot-go-on');
  }
  logger.info({ graceMs }, 'service.stopping');
  await service.drain(graceMs);
}

/** Resolves with the first SIGTERM or SIGINT, after `heard`; the second of either stops at once, as if nobody listened. */
function stopRequested(heard: () => void): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      process.removeAllListeners('SIGTERM');
      process.removeAllListeners('SIGINT');
      heard();
      resolve(signal);
    });
  }
  return promise;
}
