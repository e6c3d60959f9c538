import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { bareHost } from '#domain/address.ts';
import { UnreachableError } from '#domain/fetch.ts';
import { portOf } from '#domain/submitted-url.ts';
import { connectTo, dialDirectly } from './connect.ts';
import { authorityOf, type Route } from './route.ts';

const answerTimeoutMs = 20_000;

/**
 * Chains to the proxy of EGRESS_PROXY. Names are not resolved here: which addresses may be visited is that proxy's duty,
 * beyond what the name or the literal address itself tells.
 */
export function proxyRoute(upstream: URL): Route {
  const headers = credentialsOf(upstream);

  async function reachUpstream(signal: AbortSignal): Promise<Socket> {
    try {
      return await connectTo(dialDirectly, bareHost(upstream.hostname), portOf(upstream), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw new UnreachableError(`EGRESS_PROXY does not answer: ${String(error)}`, { cause: error });
    }
  }

  return {
    kind: 'proxy',
    async tunnel(target, signal) {
      const socket = await askForTunnel(await reachUpstream(signal), authorityOf(target), headers, signal);
      return { socket, address: null, headers: {}, absoluteForm: false };
    },
    async forward(_target, signal) {
      return { socket: await reachUpstream(signal), address: null, headers, absoluteForm: true };
    },
  };
}

function credentialsOf(upstream: URL): Record<string, string> {
  if (upstream.username === '') {
    return {};
  }
  const pair = `${decodeURIComponent(upstream.username)}:${decodeURIComponent(upstream.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

async function askForTunnel(
  socket: Socket,
  authority: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Socket> {
  const asking = request({
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...headers },
    createConnection: () => socket,
  });
  // `once` hears an error as long as it waits; one that comes after an abort has nobody left to tell.
  asking.on('error', () => {}).end();
  try {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]);
    const [answer, , head] = (await once(asking, 'connect', { signal: ended })) as [
      IncomingMessage,
      Socket,
      Buffer,
    ];
    if (answer.statusCode !== 200) {
      throw new Error(`it answered ${answer.statusCode}`);
    }
    if (head.length > 0) {
      socket.unshift(head);
    }
    return socket;
  } catch (error) {
    socket.on('error', () => {}).destroy();
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnreachableError(`EGRESS_PROXY opened no tunnel to ${authority}: ${reason}`, { cause: error });
  }
}
