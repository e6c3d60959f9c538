import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that Linux gives to outgoing connections: one of these would take the port while its program is started again. */
const ports = { from: 15_000, to: 32_000 };
const tries = 50;

/** Of loopback, for a program that cannot be told to take any and say which. */
export async function freePort(): Promise<number> {
  for (let left = tries; left > 0; left -= 1) {
    const port = randomInt(ports.from, ports.to);
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Error(`none of ${tries} ports between ${ports.from} and ${ports.to} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(port, '127.0.0.1');
  const free = await listening;
  if (free) {
    server.close();
    await once(server, 'close');
  }
  return free;
}
