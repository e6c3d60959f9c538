import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlSocketAddress } from '#api/control-socket.ts';
import { DataDirectoryInUseError } from '#catalogue/data-directory-lock.ts';
import { openServerCatalogue } from '#catalogue/open-catalogue.ts';
import { connectService, type ServiceClient } from '#cli/service-client.ts';
import { type Config, readConfig } from '#config.ts';
import { systemClock } from '#domain/clock.ts';
import type { Fetch } from '#domain/fetch.ts';
import { createLogger, type Logger } from '#logger.ts';
import { controlSocketIn, openContext, openEgressOf, type Role } from './context.ts';
import { startService } from './serve.ts';

/** What a command may take from the network. */
const commandBudget = { maxBytes: 50_000_000, maxConnections: 50, maxDurationMs: 60_000 };

/**
 * The service for one command: the one that runs already where DATA_DIR has an owner, else one in this process that
 * ends with the command. `api` answers; `all` also captures.
 */
export async function openService(role: Extract<Role, 'api' | 'all'>): Promise<ServiceClient> {
  const config = readConfig();
  await using opening = new AsyncDisposableStack();
  try {
    const context = opening.use(await openContext(config, { role, logger: commandLogger(config) }));
    const socketDirectory = context.embedded ? config.dataDir : await makeSocketDirectory(opening);
    opening.use(
      await startService(context, { role, listen: { kind: 'control', directory: socketDirectory } }),
    );
    const client = opening.use(connectService(controlSocketAddress(controlSocketIn(socketDirectory))));
    const resources = opening.move();
    return {
      request: (method, path, body) => client.request(method, path, body),
      download: (...given) => client.download(...given),
      events: (path) => client.events(path),
      [Symbol.asyncDispose]: () => resources.disposeAsync(),
    };
  } catch (error) {
    if (error instanceof DataDirectoryInUseError) {
      return connectService(controlSocketAddress(controlSocketIn(config.dataDir)));
    }
    throw error;
  }
}

/** The way out for a command that needs nothing else of the service. */
export async function openFetch(): Promise<{ fetch: Fetch } & AsyncDisposable> {
  const config = readConfig();
  await using opening = new AsyncDisposableStack();
  const egress = opening.use(
    await openEgressOf(config, { logger: commandLogger(config), clock: systemClock }),
  );
  const scope = opening.use(egress.openScope('command', commandBudget));
  const resources = opening.move();
  return { fetch: scope.fetch, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Opening a catalogue brings its schema to this version. */
export async function migrate(): Promise<void> {
  const config = readConfig();
  const logger = commandLogger(config);
  if (config.databaseUrl === null) {
    await using _context = await openContext(config, { role: 'api', logger });
  } else {
    await using _catalogue = await openServerCatalogue({
      url: config.databaseUrl,
      logger,
      clock: systemClock,
    });
  }
}

async function makeSocketDirectory(opening: AsyncDisposableStack): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'embed-archiver-control-'));
  opening.defer(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A command says what it did itself; only what went wrong is worth a line besides. */
function commandLogger({ logLevel, logPretty }: Config): Logger {
  return createLogger({
    level: logLevel === 'info' ? 'error' : logLevel,
    pretty: logPretty ?? process.stderr.isTTY,
  });
}
