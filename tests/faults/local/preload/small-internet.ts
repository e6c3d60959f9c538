import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { listen } from './listen.ts';

/**
 * Stands for names and addresses of the internet, on loopback: `FAULT_INTERNET` is JSON of names with the addresses that they are told
 * to have, one answer after another, the last from then on (none: the name is not known), and of the port of each
 * address. Whatever is dialled else is counted and goes nowhere.
 */
interface Internet {
  names: Record<string, string[]>;
  ports: Record<string, number>;
}

const { names, ports } = JSON.parse(process.env.FAULT_INTERNET ?? '{"names":{},"ports":{}}') as Internet;
const asked = new Map<string, number>();
const strayed: string[] = [];

async function lookup(host: string): Promise<{ address: string; family: number }[]> {
  const times = asked.get(host) ?? 0;
  asked.set(host, times + 1);
  const answers = names[host] ?? [];
  const address = answers[Math.min(times, answers.length - 1)] ?? '';
  if (address === '') {
    throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  }
  return [{ address, family: 4 }];
}
Object.assign(dns, { lookup });

const { connect } = net;
net.connect = ((options: net.TcpNetConnectOpts) => {
  const address = options.host ?? '';
  const port = ports[address];
  if (port !== undefined) {
    return connect({ host: '127.0.0.1', port });
  }
  // The service's own doors are on loopback, on ports that no policy allows; who brings a look-up goes there.
  if (
    address !== '' &&
    options.lookup === undefined &&
    (!address.startsWith('127.') || options.port === 80)
  ) {
    strayed.push(`${address}:${options.port}`);
    return connect({ host: '127.0.0.1', port: 1 });
  }
  return connect(options);
}) as typeof net.connect;
syncBuiltinESMExports();

listen({ strayed: () => strayed, asked: () => Object.fromEntries(asked) });
