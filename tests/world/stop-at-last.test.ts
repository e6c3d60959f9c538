import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ServiceProcess } from '../faults/service-process.ts';
import { openBucket, openServers } from '../faults/world.ts';
import { hasPostgres } from '../support/postgres.ts';
import { hasRedis } from '../support/redis.ts';
import { testServers } from '../support/test-servers.ts';

/** What is told to stop while it waits for an answer that never comes: it ends, says for what it waited, and others go on. */
const program = fileURLToPath(new URL('./impatient-service.ts', import.meta.url));
/** Half a second of grace, ten for what was aborted, two to close: and what a busy machine adds. */
const endsWithinMs = 30_000;

/** How it ended, in words, and its last words. */
async function terminate(service: ServiceProcess): Promise<{ ending: string | null; last: unknown }> {
  service.signal('SIGTERM');
  await expect.poll(() => service.ending, { timeout: endsWithinMs }).not.toBeNull();
  const line = service.lines.findLast((each) => each.includes('"msg":"service.did-not-end"'));
  return { ending: service.ending, last: line === undefined ? null : JSON.parse(line) };
}

describe.skipIf(!hasPostgres || !hasRedis || testServers !== null)(
  'told to stop',
  { timeout: 120_000 },
  () => {
    test.concurrent('it names the capture that waits for a bucket, which another takes over', async () => {
      await using resources = new AsyncDisposableStack();
      const { s3, environment } = await openBucket(resources);
      const world = await openServers(resources, { environment });
      const service = await world.startReady('serve', { quick: false, program });
      let unanswered = 0;
      s3.fault = ({ method, key }) => {
        // A manifest is written to its end, whatever is wished meanwhile.
        const isManifest = method === 'PUT' && key.includes('/manifests/');
        unanswered += isManifest ? 1 : 0;
        return isManifest ? { kind: 'silence' } : null;
      };
      const { embeds } = await world.client.submit(world.posts(1));
      await expect.poll(() => unanswered, { timeout: 60_000 }).toBeGreaterThan(0);

      const { ending, last } = await terminate(service);
      expect(ending).toBe('exit code 1');
      expect(last).toMatchObject({ working: [{ queue: 'capture', ids: [embeds[0]?.captureId] }] });

      s3.fault = () => null;
      await world.startReady('serve');
      expect(await world.client.untilDone()).toBe(true);
      expect([...world.client.outcomes.values()]).toEqual(['complete']);
      expect(await world.stopAll()).toEqual([]);
    });

    test.concurrent('it ends though its database is silent', async () => {
      await using resources = new AsyncDisposableStack();
      const world = await openServers(resources);
      const database = new URL(world.ground.postgres.url);
      const door = resources.use(await SilentDoor.open(Number(database.port)));
      database.port = String(door.port);
      world.ground.environment.DATABASE_URL = database.href;
      const worker = await world.startReady('worker', { quick: false, program });
      door.fallSilent();

      const { ending, last } = await terminate(worker);
      expect(ending).toBe('exit code 1');
      expect(last).toMatchObject({ afterMs: 12_500, open: { TCPSocketWrap: expect.any(Number) } });
    });
  },
);

/** Before a server; from some moment on it takes what it is told, and nothing comes back. */
class SilentDoor implements AsyncDisposable {
  readonly port: number;
  readonly #server: ReturnType<typeof createServer>;
  readonly #sockets = new Set<Socket>();
  #isSilent = false;

  private constructor(server: ReturnType<typeof createServer>, port: number, targetPort: number) {
    this.port = port;
    this.#server = server;
    server.on('connection', (client) => this.#join(client, connect(targetPort, '127.0.0.1')));
  }

  static async open(targetPort: number): Promise<SilentDoor> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('no port');
    }
    return new SilentDoor(server, address.port, targetPort);
  }

  fallSilent(): void {
    this.#isSilent = true;
  }

  #join(client: Socket, server: Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (bytes) => {
        if (!this.#isSilent) {
          to.write(bytes);
        }
      });
      // Whoever ended it knows.
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#server.close();
    await once(this.#server, 'close');
  }
}
