import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { relative, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';

const controlSockets = new WeakSet<Socket>();

/** True for a connection that only the owner of DATA_DIR can have made. */
export function isControlSocket(socket: Socket): boolean {
  return controlSockets.has(socket);
}

/** A socket's address has room for about 100 bytes on every system; more is cut or refused. */
const maxSocketPathBytes = 100;

/** The shorter form of the path, as the system takes it. Throws where neither fits. */
export function controlSocketAddress(path: string): string {
  const forms = [resolve(path), relative(process.cwd(), path)];
  const fitting = forms.find((form) => Buffer.byteLength(form) <= maxSocketPathBytes);
  if (fitting === undefined) {
    throw new Error(
      `${resolve(path)} is longer than ${maxSocketPathBytes} bytes, which is too long for a socket; choose a shorter DATA_DIR`,
    );
  }
  return fitting;
}

/**
 * Serves the application on a socket of the file system that its owner alone can open (0600), and takes who comes that
 * way for an admin. What a dead process left there is removed: the caller holds the lock of DATA_DIR.
 */
export async function listenControl(app: FastifyInstance, socketPath: string): Promise<AsyncDisposable> {
  const address = controlSocketAddress(socketPath);
  await rm(address, { force: true });
  const server = createServer((request, response) => app.routing(request, response));
  server.on('connection', (socket) => controlSockets.add(socket));
  await listenPrivately(server, address);
  await chmod(address, 0o600);
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The mask holds while the system makes the file, which is before `listen` returns, so it is never open to others. */
async function listenPrivately(server: Server, address: string): Promise<void> {
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.once('listening', listening.resolve);
  const mask = process.umask(0o177);
  try {
    server.listen(address);
  } finally {
    process.umask(mask);
  }
  await listening.promise;
}
