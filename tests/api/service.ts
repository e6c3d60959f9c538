import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { createApp } from '#api/app.ts';
import type { ApiDependencies } from '#api/dependencies.ts';
import type { Catalogue, Scope } from '#catalogue/catalogue.ts';
import { publishOutbox } from '#catalogue/publish-outbox.ts';
import { systemClock } from '#domain/clock.ts';
import { createSealing } from '#evidence/keys/sealing.ts';
import { type Notary, openNotary } from '#evidence/notary.ts';
import { createLogger } from '#logger.ts';
import { unobserved } from '../support/observation.ts';
import { unpressed } from '../support/pressure.ts';
import { openTestGround } from '../support/test-ground.ts';
import { testServers } from '../support/test-servers.ts';
import type { TestStorage } from '../support/test-storage.ts';

export const adminKey = 'admin-key-of-the-tests-0123456789';

/** The API on a real catalogue and a real storage, with a folder of its own. */
export interface TestService extends Readonly<Ground>, AsyncDisposable {
  readonly app: FastifyInstance;
  /** Ids of the outbox documents that were published before an answer. */
  readonly published: string[];
  /** With the admin key, unless `headers` say otherwise. */
  inject(options: InjectOptions): Promise<LightMyRequestResponse>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  /** The secret of a new key. */
  makeKey(...scopes: Scope[]): Promise<{ id: string; secret: string }>;
  /** Another application on the same catalogue and storage. */
  variant(overrides: Partial<ApiDependencies>): Promise<TestService>;
}

/** How long making a database may take on a machine that is busy with other things. */
export const startTimeoutMs = 180_000;

interface Ground extends TestStorage {
  catalogue: Catalogue;
  directory: string;
  notary: Notary;
}

export async function startTestService(): Promise<TestService> {
  await using opening = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'api-'));
  opening.defer(() => rm(directory, { recursive: true, force: true }));
  const ground = { directory, logger, clock: systemClock, resources: opening };
  const { storage, damageObject, catalogue } = await openTestGround(ground);
  const notary = await openNotary({
    ...{ storage, logger },
    secrets: catalogue.secrets,
    index: { ...catalogue.log, ...catalogue.checkpoints },
    publishOutbox: () => publishAll({ catalogue, storage }),
    clock: systemClock,
    secretKey: 'secret-of-the-tests'.padEnd(32),
    ...{ signingKeyPem: null, publicUrl: 'https://archive.example.org', timestampAuthorities: [] },
    timestampRoots: () => '',
  });
  const service = await serveOn({ catalogue, storage, damageObject, directory, notary }, {});
  opening.use(service);
  const resources = opening.move();
  return { ...service, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

const logger = createLogger({ level: 'silent', pretty: false });

export function publishAll({ catalogue, storage }: Pick<Ground, 'catalogue' | 'storage'>): Promise<void> {
  return publishOutbox(catalogue.outbox, (key, body) => storage.putDocument(key, body));
}

async function serveOn(ground: Ground, overrides: Partial<ApiDependencies>): Promise<TestService> {
  const published: string[] = [];
  const app = await createApp({
    catalogue: ground.catalogue,
    storage: ground.storage,
    queues: { probe: async () => {} },
    openQueueBoard: null,
    notary: ground.notary,
    linkKey: Buffer.alloc(32, 7),
    sealing: createSealing('secret-of-the-tests'.padEnd(32)),
    exporting: {
      temporaryDir: join(ground.directory, 'tmp'),
      organization: null,
      publishPending: () => publishAll(ground),
      print: async () => null,
    },
    pressure: unpressed,
    observation: unobserved,
    publicRequestsPerMinute: null,
    clock: systemClock,
    logger,
    publicUrl: 'https://archive.example.org',
    adminKeySha256: createHash('sha256').update(adminKey).digest('hex'),
    egressAllow: [],
    restricted: false,
    publishOutbox: async (ids) => {
      published.push(...ids);
    },
    wake: () => {},
    embedded: testServers === null,
    trustProxy: false,
    version: '0.0.0',
    eventStreams: { pollMs: 20, heartbeatMs: 60 },
    ...overrides,
  });
  const inject = (options: InjectOptions) =>
    app.inject({ ...options, headers: { authorization: `Bearer ${adminKey}`, ...options.headers } });
  return {
    ...ground,
    ...{ app, published, inject },
    post: (path, body, headers = {}) =>
      inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/json', ...headers },
        payload: JSON.stringify(body),
      }),
    async makeKey(...scopes) {
      const made = await inject({ method: 'POST', url: '/v1/keys', payload: { name: 'test', scopes } });
      return made.json<{ id: string; secret: string }>();
    },
    variant: (others) => serveOn(ground, others),
    [Symbol.asyncDispose]: async () => {
      await app.close();
    },
  };
}
