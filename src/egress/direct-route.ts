import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AddressRefusedError, UnreachableError } from '#domain/fetch.ts';
import { connectTo, type Dialler } from './connect.ts';
import type { Policy } from './policy.ts';
import type { Connection, Route, Target } from './route.ts';

/** All addresses of a name, the one to try first in front. */
export type Resolver = (host: string) => Promise<string[]>;

/** The machine's own resolver, hosts file included, in the order that RFC 6724 prefers. */
export const resolveWithSystem: Resolver = async (host) => {
  const answers = await lookup(host, { all: true, order: 'verbatim' });
  return answers.map(({ address }) => address);
};

const resolveTimeoutMs = 10_000;
/** A name may have a hundred addresses; a request has not the time to try them all. */
const maxAttempts = 4;

/** Resolves a name once, checks every answer, and dials the very address that was checked: nothing can rebind between. */
export function directRoute(policy: Policy, resolve: Resolver, dial: Dialler): Route {
  async function open(target: Target, signal: AbortSignal): Promise<Connection> {
    const addresses = await checkedAddresses(target.host, policy, resolve, signal);
    const { socket, address } = await connectToFirst(addresses, target.port, dial, signal);
    return { socket, address, headers: {}, absoluteForm: false };
  }

  return { kind: 'direct', tunnel: open, forward: open };
}

async function checkedAddresses(
  host: string,
  policy: Policy,
  resolve: Resolver,
  signal: AbortSignal,
): Promise<string[]> {
  const isLiteral = isIP(host) !== 0;
  const addresses = isLiteral ? [host] : await resolveWithin(host, resolve, signal);
  for (const address of addresses) {
    if (!policy.allowsAddress(address)) {
      const subject = isLiteral ? host : `${host} resolves to ${address}, which`;
      throw new AddressRefusedError(`${subject} is not a public address`);
    }
  }
  return addresses;
}

async function resolveWithin(host: string, resolve: Resolver, signal: AbortSignal): Promise<string[]> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(resolveTimeoutMs)]);
  try {
    const addresses = await Promise.race([resolve(host), rejectionOf(ended)]);
    if (addresses.length > 0) {
      return addresses;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new UnreachableError(`the name ${host} could not be resolved`, { cause: error });
  }
  throw new UnreachableError(`the name ${host} has no address`);
}

/** The system's look-up cannot be called off; it ends by itself, unheard. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}

async function connectToFirst(addresses: string[], port: number, dial: Dialler, signal: AbortSignal) {
  const failures: unknown[] = [];
  for (const address of addresses.slice(0, maxAttempts)) {
    try {
      return { socket: await connectTo(dial, address, port, signal), address };
    } catch (error) {
      signal.throwIfAborted();
      failures.push(error);
    }
  }
  const [first] = failures;
  throw new UnreachableError(first instanceof Error ? first.message : 'no connection', {
    cause: failures.at(-1),
  });
}
