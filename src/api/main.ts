import type { FastifyInstance } from 'fastify';
import { ConfigurationError } from '#domain/errors.ts';
import { urlOfAddress } from './base-url.ts';
import { listenControl } from './control-socket.ts';

export interface ListenOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Path of the socket for commands on this machine; null opens none. */
  controlSocket: string | null;
}

export interface RunningApi extends AsyncDisposable {
  readonly url: string;
}

/** Opens the doors of the application; disposing closes them, lets running requests end, and closes the application. */
export async function startApi(app: FastifyInstance, options: ListenOptions): Promise<RunningApi> {
  const resources = new AsyncDisposableStack();
  try {
    resources.defer(() => app.close());
    await listenAt(app, options);
    if (options.controlSocket !== null) {
      resources.use(await listenControl(app, options.controlSocket));
    }
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
  const address = app.server.address();
  if (address === null || typeof address === 'string') {
    await resources.disposeAsync();
    throw new Error('The server listens on no port');
  }
  return {
    url: urlOfAddress(address.address, address.port),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Throws `ConfigurationError` where the address is not to be had. */
async function listenAt(app: FastifyInstance, { host, port }: ListenOptions): Promise<void> {
  await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo') {
      throw error;
    }
    const why = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
    throw new ConfigurationError([
      `HOST and PORT: cannot listen on ${host}:${port} (${why}); give others, for example PORT=8081`,
    ]);
  });
}
