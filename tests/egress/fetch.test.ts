import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createTcpServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AddressRefusedError, ResponseTooLargeError, UnreachableError } from '#domain/fetch.ts';
import type { Egress, EgressScope } from '#egress/egress.ts';
import { createAuthority } from '../support/recorded-web/authority.ts';
import { openTestEgress, portOfServer, SmallInternet, tlsServer, wideBudget } from './small-internet.ts';

let internet: SmallInternet;
let egress: Egress;
let scope: EgressScope;

beforeEach(async () => {
  internet = new SmallInternet();
  egress = await openTestEgress({ resolve: internet.resolve, dial: internet.dial });
  scope = egress.openScope('test', wideBudget);
});

afterEach(async () => {
  await scope[Symbol.asyncDispose]();
  await egress[Symbol.asyncDispose]();
  await internet[Symbol.asyncDispose]();
});

describe('an answer', () => {
  test('comes with its status, headers and chain; a 404 is an answer too', async () => {
    await internet.add('site.example.org', (request, response) => {
      response.writeHead(404, {
        'X-Some': ['a', 'b'],
        'set-cookie': 'secret=1',
        'content-type': 'text/plain',
      });
      response.end(
        `${request.method} ${request.url} ${request.headers['accept-language']} ${request.headers['user-agent']}`,
      );
    });

    const answer = await scope.fetch('http://site.example.org/a?b=c#d');

    expect(answer).toMatchObject({
      url: 'http://site.example.org/a?b=c#d',
      finalUrl: 'http://site.example.org/a?b=c#d',
      chain: ['http://site.example.org/a?b=c#d'],
      status: 404,
      headers: { 'x-some': 'a, b', 'content-type': 'text/plain' },
    });
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(text(answer.body)).toBe('GET /a?b=c en embed-archiver');
    expect(Math.abs(Date.parse(answer.receivedAt) - Date.now())).toBeLessThan(60_000);
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['deflate', deflateSync],
    ['GZip, br', (bytes: Buffer) => brotliCompressSync(gzipSync(bytes))],
  ])('in %s is decoded', async (encoding, encode) => {
    await internet.add('site.example.org', (_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(encode(Buffer.from('naïve')));
    });

    expect(text((await scope.fetch('http://site.example.org/')).body)).toBe('naïve');
  });

  test.each(['constructor', 'gzip, gzip, gzip'])('in %s is not decoded', async (encoding) => {
    await internet.add('site.example.org', (_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end('x');
    });

    await expect(scope.fetch('http://site.example.org/')).rejects.toThrow(UnreachableError);
  });

  test('to a HEAD has no body, whatever its headers say', async () => {
    await internet.add('site.example.org', (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': '1000' }).end();
    });

    const answer = await scope.fetch('http://site.example.org/', { method: 'HEAD' });

    expect(answer).toMatchObject({ status: 200, headers: { 'content-length': '1000' } });
    expect(answer.body).toHaveLength(0);
  });

  test('to a POST: the body arrives', async () => {
    await internet.add('site.example.org', (request, response) => void request.pipe(response));
    const post = {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'Content-Type': 'application/json' },
    } as const;

    expect(text((await scope.fetch('http://site.example.org/', post)).body)).toBe('{"a":1}');
  });
});

describe('redirects', () => {
  beforeEach(async () => {
    await internet.add('start.example.org', (request, response) => {
      const url = new URL(request.url ?? '', 'http://start.example.org');
      const status = Number(url.searchParams.get('status') ?? 302);
      const location = url.searchParams.get('to');
      response.writeHead(location === null ? 200 : status, location === null ? {} : { location }).end();
    });
    await internet.add('end.example.org', (request, response) => {
      const { authorization, cookie } = request.headers;
      response.end(JSON.stringify({ method: request.method, authorization, cookie }));
    });
  });

  const to = (location: string, status = 302) =>
    `http://start.example.org/?status=${status}&to=${encodeURIComponent(location)}`;

  test('are followed, each hop told, and what was meant for one site stays there', async () => {
    const first = to(to('//end.example.org/x'));

    const answer = await scope.fetch(first, { headers: { Authorization: 'Bearer secret', cookie: 'a=b' } });

    expect(answer.chain).toEqual([first, to('//end.example.org/x'), 'http://end.example.org/x']);
    expect(answer.finalUrl).toBe('http://end.example.org/x');
    expect(JSON.parse(text(answer.body))).toEqual({ method: 'GET' });
  });

  test.each([
    [301, 'GET'],
    [303, 'GET'],
    [307, 'POST'],
    [308, 'POST'],
  ])('of a POST with %i lead to a %s', async (status, method) => {
    const answer = await scope.fetch(to('http://end.example.org/', status), { method: 'POST', body: 'x' });

    expect(JSON.parse(text(answer.body))).toMatchObject({ method });
  });

  test('are shown themselves where none may be followed', async () => {
    expect(await scope.fetch(to('http://end.example.org/'), { maxRedirects: 0 })).toMatchObject({
      status: 302,
      headers: { location: 'http://end.example.org/' },
    });
  });

  test('in a circle end', async () => {
    await internet.add('circle.example.org', (_, response) =>
      response.writeHead(302, { location: '/' }).end(),
    );

    await expect(scope.fetch('http://circle.example.org/')).rejects.toThrow('redirects more than 5 times');
    await expect(scope.fetch('http://circle.example.org/')).rejects.toThrow(UnreachableError);
  });

  test.each([
    'http://127.0.0.1/',
    'https://10.1.2.3/',
    'http://[::1]/',
    'file:///etc/passwd',
    'ftp://end.example.org/',
    'data:text/html,x',
    'http://user:word@end.example.org/',
    'http://end.example.org:22/',
    'http://',
  ])('to %s are refused', async (location) => {
    await expect(scope.fetch(to(location))).rejects.toThrow(AddressRefusedError);
    expect(internet.strayDials).toEqual([]);
  });
});

describe('limits', () => {
  test('of the decoded body hold against a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    await internet.add('bomb.example.org', (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });

    await expect(scope.fetch('http://bomb.example.org/', { maxBytes: 1_000_000 })).rejects.toThrow(
      ResponseTooLargeError,
    );
  });

  test('of size hold exactly', async () => {
    await internet.add('site.example.org', (_, response) => response.end('12345'));

    expect((await scope.fetch('http://site.example.org/', { maxBytes: 5 })).body).toHaveLength(5);
    await expect(scope.fetch('http://site.example.org/', { maxBytes: 4 })).rejects.toThrow(
      ResponseTooLargeError,
    );
  });

  test('of time hold against a server that is silent, and one that drips', async () => {
    await internet.add('silent.example.org', () => {});
    await internet.add('drip.example.org', (_, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(timer));
    });

    for (const host of ['silent.example.org', 'drip.example.org']) {
      await expect(scope.fetch(`http://${host}/`, { timeoutMs: 300 })).rejects.toThrow(
        'gave no whole answer in 300 ms',
      );
      await expect(scope.fetch(`http://${host}/`, { timeoutMs: 50 })).rejects.toThrow(UnreachableError);
    }
  });

  test('an abort passes its reason on', async () => {
    await internet.add('silent.example.org', () => {});
    const reason = new Error('shutting down');
    const controller = new AbortController();
    const waiting = scope.fetch('http://silent.example.org/', {}, controller.signal);
    await expect.poll(() => scope.connections().length).toBe(1);

    controller.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    await expect(scope.fetch('http://silent.example.org/', {}, controller.signal)).rejects.toBe(reason);
  });
});

describe('nothing answers', () => {
  test('where the name, the port or the protocol is not there', async () => {
    await internet.addServer(
      'rude.example.org',
      createTcpServer((socket) => socket.destroy()),
    );

    for (const url of ['http://nobody.example.org/', 'https://nobody.example.org/']) {
      await expect(scope.fetch(url)).rejects.toThrow('the name nobody.example.org could not be resolved');
    }
    for (const url of ['http://rude.example.org/', 'https://rude.example.org/']) {
      await expect(scope.fetch(url)).rejects.toThrow(UnreachableError);
    }
  });

  test('where the certificate is not to be trusted; the extra authority makes it so', async () => {
    const authority = await createAuthority();
    const server = await tlsServer(authority, 'secure.example.org', (_, response) => response.end('secure'));
    await internet.addServer('secure.example.org', server);

    await expect(scope.fetch('https://secure.example.org/')).rejects.toThrow(UnreachableError);

    const { resolve, dial } = internet;
    await using trusting = await openTestEgress({ resolve, dial, extraCaPem: authority.certificatePem });
    await using trusted = trusting.openScope('test', wideBudget);
    expect(text((await trusted.fetch('https://secure.example.org/')).body)).toBe('secure');
    expect(trusting.extraCaSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(egress.extraCaSha256).toBeNull();
  });

  test('an extra authority that is none is said so', async () => {
    await expect(openTestEgress({ extraCaPem: 'hello' })).rejects.toThrow(
      'EGRESS_CA_FILE holds no PEM certificate',
    );
  });
});

test('proxies named in the environment are not asked', async () => {
  const asked: string[] = [];
  const server = createTcpServer((socket) => {
    asked.push('connection');
    socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const names = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  const proxy = `http://127.0.0.1:${portOfServer(server)}`;

  const environment = { ...Object.fromEntries(names.map((name) => [name, proxy])), NODE_USE_ENV_PROXY: '1' };
  const fetchAlone = (how: string) =>
    promisify(execFile)(
      process.execPath,
      [fileURLToPath(new URL('./fetch-alone.ts', import.meta.url)), how],
      {
        env: { ...process.env, ...environment },
      },
    );

  expect(await fetchAlone('by-egress')).toMatchObject({ stdout: 'plain, secure' });
  expect(asked).toEqual([]);

  await fetchAlone('by-node');
  expect(asked).not.toEqual([]);
  server.close();
});

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
