import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
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
    await Promise.all([pipeline(client, socket), pipeline(socket, ledger.meter(record), client)]).catch(
      () => {
        // Either side may break off at any time: that is for the two ends to notice.
        socket.destroy();
        client.destroy();
      },
    );
  } catch (error) {
    if (!client.destroyed) {
      client.end(answerText(answerFor(error)));
    }
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
