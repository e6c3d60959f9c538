import type { IncomingMessage } from 'node:http';
import type { Duplex, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AddressRefusedError } from '#domain/fetch.ts';
import type { Admit } from './admit.ts';
import type { Ledger } from './ledger.ts';
import { answerFor, answerText } from './refusal.ts';
import type { Target } from './route.ts';

/** Answers a CONNECT: a byte stream to the target, both ways, until either side ends it. */
export async function openTunnel(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  ledger: Ledger,
  admit: Admit,
): Promise<void> {
  const left = new AbortController();
  client.once('close', () => left.abort());
  client.on('error', () => client.destroy());
  ledger.hold(client);
  try {
    const { connection, record } = await admit(
      targetOf(request.url ?? ''),
      ledger,
      AbortSignal.any([left.signal, ledger.signal]),
    );
    const { socket } = connection;
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) {
      socket.write(head);
    }
    await passThrough(client, socket, ledger.meter(record));
  } catch (error) {
    if (!client.destroyed) {
      client.end(answerText(answerFor(error)));
    }
  }
}

/**
 * Resolves when the server has ended and the client has been given all of it. Not two pipelines: the one upwards would
 * destroy the client as soon as the server hangs up, with what a slow reader has not taken yet.
 */
async function passThrough(client: Duplex, socket: Duplex, meter: Transform): Promise<void> {
  client.once('close', () => socket.destroy());
  // A server that has hung up may still be written to; the way down tells of every other error.
  socket.on('error', () => {});
  client.pipe(socket);
  try {
    await pipeline(socket, meter, client);
  } catch {
    // Either side may break off at any time: that is for the two ends to notice.
    socket.destroy();
    client.destroy();
  }
}

function targetOf(authority: string): Target {
  const port = /:(\d{1,5})$/.exec(authority)?.[1];
  const url = URL.parse(`http://${authority}/`);
  const isPlain =
    url !== null && url.username === '' && url.password === '' && url.pathname === '/' && url.search === '';
  if (port === undefined || !isPlain) {
    throw new AddressRefusedError(`${authority} is not a host and a port`);
  }
  return { host: url.hostname, port: Number(port) };
}
