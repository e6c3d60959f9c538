import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { UnreachableError } from '#domain/fetch.ts';

/** Starts a TCP connection to an IP address. */
export type Dialler = (address: string, port: number) => Socket;

export const dialDirectly: Dialler = (address, port) => connect({ host: address, port, noDelay: true });

/** Long enough for a satellite link, short enough to try a second address within one request's time. */
const connectTimeoutMs = 8000;

/** A connected socket. Rejects with `UnreachableError` or the abort reason. */
export async function connectTo(
  dial: Dialler,
  address: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  signal.throwIfAborted();
  const socket = dial(address, port);
  try {
    await once(socket, 'connect', {
      signal: AbortSignal.any([signal, AbortSignal.timeout(connectTimeoutMs)]),
    });
    return socket;
  } catch (error) {
    // An aborted socket may still report that it failed; nobody is left to care.
    socket.on('error', () => {}).destroy();
    signal.throwIfAborted();
    throw new UnreachableError(`no connection to ${address} port ${port}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'AbortError') {
    return `no answer in ${connectTimeoutMs} ms`;
  }
  return error instanceof Error ? error.message : String(error);
}
