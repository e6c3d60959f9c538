import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ResponseTooLargeError, UnreachableError } from '#domain/fetch.ts';
import type { Egress, EgressScope, ProxyCredentials } from '#egress/egress.ts';
import { openTestEgress, SmallInternet, wideBudget } from './small-internet.ts';

let internet: SmallInternet;
let egress: Egress;
let seen: { url: string; headers: Record<string, unknown> }[];

beforeEach(async () => {
  seen = [];
  internet = new SmallInternet();
  await internet.add('site.example.org', (incoming, response) => {
    seen.push({ url: incoming.url ?? '', headers: incoming.headers });
    const bytes = Number(/bytes=(\d+)/.exec(incoming.url ?? '')?.[1] ?? 5);
    if (incoming.url !== '/never') {
      response.writeHead(200, { 'x-egress-refusal': 'address forged' }).end('x'.repeat(bytes));
    }
  });
  egress = await openTestEgress({ resolve: internet.resolve, dial: internet.dial });
});

afterEach(async () => {
  await egress[Symbol.asyncDispose]();
  await internet[Symbol.asyncDispose]();
});

describe('credentials', () => {
  test.each([
    ['absent', undefined],
    ['of nobody', basic('nobody', 'secret')],
    ['with a wrong password', 'wrong-password'],
    ['in another scheme', 'another-scheme'],
  ])('%s: 407, and no connection is made', async (_, authorization) => {
    await using scope = egress.openScope('test', wideBudget);
    const { username, password } = scope.proxy;
    const header =
      authorization === 'wrong-password'
        ? basic(username, `${password}x`)
        : authorization === 'another-scheme'
          ? basic(username, password).replace('Basic', 'Bearer')
          : authorization;
    const headers: Record<string, string> = header === undefined ? {} : { 'proxy-authorization': header };

    expect(await askPlainly(scope.proxy, 'http://site.example.org/', headers)).toMatchObject({ status: 407 });
    expect(await askForTunnel(scope.proxy, 'site.example.org:80', headers)).toMatch(/^HTTP\/1\.1 407 /);
    expect(seen).toEqual([]);
    expect(scope.connections()).toEqual([]);
  });

  test('of a closed scope are worth nothing', async () => {
    const scope = egress.openScope('test', wideBudget);
    const headers = authorized(scope.proxy);
    expect(await askPlainly(scope.proxy, 'http://site.example.org/', headers)).toMatchObject({ status: 200 });

    await scope[Symbol.asyncDispose]();

    expect(await askPlainly(scope.proxy, 'http://site.example.org/', headers)).toMatchObject({ status: 407 });
    await expect(scope.fetch('http://site.example.org/')).rejects.toThrow(UnreachableError);
    expect(seen).toHaveLength(1);
  });

  test('and other headers of the one hop are not passed on', async () => {
    await using scope = egress.openScope('test', wideBudget);
    const headers = {
      ...authorized(scope.proxy),
      connection: 'x-private',
      'x-private': '1',
      'x-public': '2',
      host: 'elsewhere.example.org',
    };

    const answer = await askPlainly(scope.proxy, 'http://site.example.org/path?q=1', headers);

    expect(answer.status).toBe(200);
    expect(answer.headers).not.toHaveProperty('x-egress-refusal');
    expect(seen).toMatchObject([
      { url: '/path?q=1', headers: { host: 'site.example.org', 'x-public': '2' } },
    ]);
    expect(seen[0]?.headers).not.toHaveProperty('proxy-authorization');
    expect(seen[0]?.headers).not.toHaveProperty('x-private');
  });
});

describe('what is no proxy request', () => {
  test.each([
    '/',
    'https://site.example.org/',
    'ftp://site.example.org/',
    'http://user:word@site.example.org/',
  ])('GET %s is refused', async (target) => {
    await using scope = egress.openScope('test', wideBudget);

    expect(await askPlainly(scope.proxy, target, authorized(scope.proxy))).toMatchObject({ status: 403 });
    expect(internet.strayDials).toEqual([]);
    expect(seen).toEqual([]);
  });

  test.each([
    'site.example.org',
    'site.example.org:',
    'user@site.example.org:80',
    'site.example.org/x:80',
    ':80',
  ])('CONNECT %s is refused', async (authority) => {
    await using scope = egress.openScope('test', wideBudget);

    expect(await askForTunnel(scope.proxy, authority, authorized(scope.proxy))).toMatch(/^HTTP\/1\.1 403 /);
  });
});

test('each scope has a log of its own', async () => {
  await internet.add('other.example.org', (_, response) => response.end('other'));
  await using first = egress.openScope('first', wideBudget);
  await using second = egress.openScope('second', wideBudget);

  await Promise.all([
    first.fetch('http://site.example.org/?bytes=300'),
    second.fetch('http://other.example.org/'),
  ]);
  await expect(second.fetch('http://10.0.0.1/')).rejects.toThrow('10.0.0.1 is not a public address');

  expect(first.connections()).toMatchObject([
    { host: 'site.example.org', port: 80, address: '93.184.216.1', bytesReceived: 300, refused: null },
  ]);
  expect(second.connections()).toMatchObject([
    { host: 'other.example.org', address: '93.184.216.2', bytesReceived: 5, refused: null },
    { host: '10.0.0.1', port: 80, address: null, refused: '10.0.0.1 is not a public address' },
  ]);
});

describe('budgets', () => {
  test('of bytes end all that runs, and what comes after', async () => {
    await using scope = egress.openScope('test', { ...wideBudget, maxBytes: 50_000 });
    expect((await scope.fetch('http://site.example.org/?bytes=30000')).body).toHaveLength(30_000);

    await expect(scope.fetch('http://site.example.org/?bytes=30000')).rejects.toThrow(ResponseTooLargeError);
    await expect(scope.fetch('http://site.example.org/?bytes=1')).rejects.toThrow(ResponseTooLargeError);
    expect(seen).toHaveLength(2);
  });

  test('of connections', async () => {
    await using scope = egress.openScope('test', { ...wideBudget, maxConnections: 2 });
    await scope.fetch('http://site.example.org/1');
    await scope.fetch('http://site.example.org/2');

    await expect(scope.fetch('http://site.example.org/3')).rejects.toThrow(
      'the budget of 2 connections is spent',
    );
    expect(seen).toHaveLength(2);
  });

  test('of time end what runs', async () => {
    await using scope = egress.openScope('test', { ...wideBudget, maxDurationMs: 200 });

    await expect(scope.fetch('http://site.example.org/never')).rejects.toThrow(
      'the time budget of 200 ms is spent',
    );
  });
});

test('closing a scope breaks its tunnels and requests off', async () => {
  const scope: EgressScope = egress.openScope('test', wideBudget);
  const tunnel = (await openTunnel(scope.proxy, 'site.example.org:80')).resume();
  const waiting = expect(scope.fetch('http://site.example.org/never')).rejects.toThrow('the scope is closed');
  await expect.poll(() => seen.length).toBe(1);

  const closed = once(tunnel, 'close');
  await scope[Symbol.asyncDispose]();

  await closed;
  await waiting;
});

test('a slow reader gets all that a server sent before it hung up', async () => {
  const bytes = 20_000_000;
  await internet.addServer(
    'hasty.example.org',
    createServer((socket) => void socket.resume().end(Buffer.alloc(bytes))),
  );
  await using scope = egress.openScope('test', wideBudget);
  const tunnel = await openTunnel(scope.proxy, 'hasty.example.org:80');
  let received = 0;

  for await (const chunk of tunnel) {
    received += chunk.length;
    await setImmediate();
  }

  expect(received).toBe(bytes);
});

test('a server that breaks off in the middle is told from one that ends', async () => {
  await internet.add('broken.example.org', (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  await using scope = egress.openScope('test', wideBudget);

  await expect(scope.fetch('http://broken.example.org/')).rejects.toThrow(UnreachableError);
});

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function authorized({ username, password }: ProxyCredentials): Record<string, string> {
  return { 'proxy-authorization': basic(username, password) };
}

async function askPlainly(proxy: ProxyCredentials, target: string, headers: Record<string, string>) {
  const { hostname, port } = new URL(proxy.server);
  const asking = request({ hostname, port, path: target, headers, agent: false }).end();
  const [answer] = await once(asking, 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

async function askForTunnel(proxy: ProxyCredentials, authority: string, headers: Record<string, string>) {
  const socket = await sendConnect(proxy, authority, headers);
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer);
}

/** A tunnel that has not been read from yet. */
async function openTunnel(proxy: ProxyCredentials, authority: string) {
  const socket = await sendConnect(proxy, authority, authorized(proxy));
  await once(socket, 'readable');
  const established = 'HTTP/1.1 200 Connection Established\r\n\r\n';
  expect(String(socket.read(established.length))).toBe(established);
  return socket.on('error', () => {});
}

async function sendConnect(proxy: ProxyCredentials, authority: string, headers: Record<string, string>) {
  const { hostname, port } = new URL(proxy.server);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${lines.join('')}\r\n`);
  return socket;
}
