import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { AddressRefusedError, UnreachableError } from '#domain/fetch.ts';
import { startRecordedWeb } from '../support/recorded-web/recorded-web.ts';
import { openTestEgress, portOfServer, wideBudget } from './small-internet.ts';

const site = { host: 'site.example.org', handle: ({ url }: { url: URL }) => ({ body: `at ${url.href}` }) };

describe('behind EGRESS_PROXY', () => {
  test('https goes by CONNECT, http in absolute form, and no name is resolved here', async () => {
    await using web = await startRecordedWeb({ sites: [site] });
    const looked: string[] = [];
    await using egress = await openTestEgress({
      upstreamProxy: web.proxyUrl,
      extraCaPem: await readFile(web.caFile, 'utf8'),
      resolve: async (host) => {
        looked.push(host);
        return ['93.184.216.34'];
      },
    });
    await using scope = egress.openScope('test', wideBudget);

    expect(egress.route).toBe('proxy');
    for (const url of [
      'https://site.example.org/a?b=1',
      'http://site.example.org/a?b=1',
      'http://site.example.org:8080/',
    ]) {
      const { body } = await scope.fetch(url);
      expect(Buffer.from(body).toString()).toBe(`at ${url}`);
    }
    expect(looked).toEqual([]);
    expect(scope.connections()).toMatchObject([{ address: null }, { address: null }, { address: null }]);
    expect(web.unexpected).toEqual([]);
  });

  test.each([
    'http://127.0.0.1/',
    'https://127.0.0.1/',
    'http://2130706433/',
    'https://0x7f.1/',
    'http://10.1.2.3/',
    'http://192.168.1.1/',
    'http://169.254.169.254/',
    'http://168.63.129.16/',
    'https://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[fd00:ec2::254]/',
    'http://localhost/',
    'https://localhost./',
    'http://a.localhost/',
    'http://printer.local/',
    'https://metadata.google.internal/',
    'http://intranet/',
    'http://router.home.arpa/',
    'http://site.example.org:22/',
    'https://site.example.org:6379/',
  ])('%s is refused before anybody is asked', async (url) => {
    await using web = await startRecordedWeb({ sites: [] });
    await using egress = await openTestEgress({ upstreamProxy: web.proxyUrl });
    await using scope = egress.openScope('test', wideBudget);

    await expect(scope.fetch(url)).rejects.toThrow(AddressRefusedError);
    expect(web.requests).toEqual([]);
  });

  test('an allowed network is passed on', async () => {
    await using web = await startRecordedWeb({ sites: [{ ...site, host: '10.1.2.3' }] });
    await using egress = await openTestEgress({ upstreamProxy: web.proxyUrl, allowCidrs: ['10.1.2.0/24'] });
    await using scope = egress.openScope('test', wideBudget);

    expect(await scope.fetch('http://10.1.2.3/')).toMatchObject({ status: 200 });
    await expect(scope.fetch('http://10.1.3.3/')).rejects.toThrow(AddressRefusedError);
    await expect(scope.fetch('http://cms.internal/')).rejects.toThrow(AddressRefusedError);
  });

  test('credentials of its URL are given to it, and to nobody else', async () => {
    await using upstream = await startUpstream((request) => request.headers['proxy-authorization']);
    await using egress = await openTestEgress({
      upstreamProxy: `http://us%40er:w%3Aord@127.0.0.1:${upstream.port}`,
    });
    await using scope = egress.openScope('test', wideBudget);

    const { body } = await scope.fetch('http://site.example.org/');
    await expect(scope.fetch('https://site.example.org/')).rejects.toThrow(UnreachableError);

    const credentials = `Basic ${Buffer.from('us@er:w:ord').toString('base64')}`;
    expect(upstream.seen).toEqual([
      { line: 'GET http://site.example.org/', authorization: credentials },
      { line: 'CONNECT site.example.org:443', authorization: credentials },
    ]);
    expect(Buffer.from(body).toString()).toBe('answered');
  });

  test('a proxy that refuses, or is not there, leaves the post unreachable', async () => {
    const upstream = await startUpstream(() => undefined);
    await using egress = await openTestEgress({ upstreamProxy: `http://127.0.0.1:${upstream.port}` });
    await using scope = egress.openScope('test', wideBudget);

    await expect(scope.fetch('https://site.example.org/')).rejects.toThrow('it answered 403');
    await upstream[Symbol.asyncDispose]();
    for (const url of ['https://site.example.org/', 'http://site.example.org/']) {
      await expect(scope.fetch(url)).rejects.toThrow('EGRESS_PROXY does not answer');
      await expect(scope.fetch(url)).rejects.toThrow(UnreachableError);
    }
  });
});

/** A proxy that answers every plain request itself and opens no tunnel. */
async function startUpstream(authorizationOf: (request: IncomingMessage) => string | undefined) {
  const seen: { line: string; authorization: string | undefined }[] = [];
  const note = (request: IncomingMessage) =>
    seen.push({ line: `${request.method} ${request.url}`, authorization: authorizationOf(request) });
  const server = createServer((request, response) => {
    note(request);
    response.end('answered');
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    note(request);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: portOfServer(server),
    seen,
    async [Symbol.asyncDispose]() {
      if (server.listening) {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }
    },
  };
}
