import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApi, startApi } from '#api/main.ts';
import { expectProblem, type ProblemBody } from './problem.ts';
import { adminKey, startTestService, startTimeoutMs, type TestService } from './service.ts';

let service: TestService;
let running: RunningApi;
beforeAll(async () => {
  service = await startTestService();
  running = await startApi(service.app, { host: '127.0.0.1', port: 0, controlSocket: null });
}, startTimeoutMs);
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
});

const refusedUrls = [
  'not a URL',
  '',
  '/relative',
  'ftp://files.example.org/a',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,hello',
  'https://user:secret@example.org/',
  'http://127.0.0.1/',
  'http://localhost/',
  'http://10.0.0.1/',
  'http://192.168.1.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://example.org:22/',
];

describe('addresses that are not visited', () => {
  test.each(refusedUrls)('%j as url', async (url) => {
    const problem = expectProblem(await service.post('/v1/submissions', { url }), 400);

    expect(problem.errors).toEqual([{ path: 'url', message: expect.stringMatching(/\w/) }]);
  });

  test.each(refusedUrls)('%j among others says which', async (url) => {
    const urls = ['https://example.org/', 'https://example.org/2', url];
    const problem = expectProblem(await service.post('/v1/submissions', { urls }), 400);

    expect(problem.errors).toMatchObject([{ path: 'urls.2' }]);
  });

  test('leave nothing behind', async () => {
    const listed = (await service.inject({ url: '/v1/submissions' })).json<{ items: unknown[] }>();

    expect(listed.items).toEqual([]);
  });
});

describe('bodies that are not a submission', () => {
  const cases: [string, unknown, string[]][] = [
    ['nothing to archive', {}, ['']],
    ['two things', { url: 'https://example.org/', urls: ['https://example.org/'] }, ['urls']],
    ['text and html', { html: '<p>', text: 'a' }, ['text']],
    ['url with text', { url: 'https://example.org/', text: 'a' }, ['text']],
    ['no URLs', { urls: [] }, ['urls']],
    ['1001 URLs', { urls: Array.from({ length: 1001 }, () => 'https://example.org/') }, ['urls']],
    ['URLs that are none', { urls: [7] }, ['urls.0']],
    ['an unknown field', { url: 'https://example.org/', tag: 'a' }, ['tag']],
    ['a wrong priority', { url: 'https://example.org/', priority: 'soon' }, ['priority']],
    ['a negative age', { url: 'https://example.org/', maxAgeSeconds: -1 }, ['maxAgeSeconds']],
    ['an age that is too large', { url: 'https://example.org/', maxAgeSeconds: 1e12 }, ['maxAgeSeconds']],
    ['an empty tag', { url: 'https://example.org/', tags: ['a', ' '] }, ['tags.1']],
    ['a NUL in a note', { url: 'https://example.org/', note: 'a\0b' }, ['note']],
    ['a list', [], ['']],
    ['null', null, ['']],
  ];

  test.each(cases)('%s', async (_name, body, paths) => {
    const problem = expectProblem(await service.post('/v1/submissions', body), 400);

    expect(problem.errors?.map(({ path }) => path)).toEqual(paths);
  });

  test('no body at all', async () => {
    expectProblem(await service.inject({ method: 'POST', url: '/v1/submissions' }), 400);
  });

  test('broken JSON', async () => {
    const response = await service.inject({
      method: 'POST',
      url: '/v1/submissions',
      headers: { 'content-type': 'application/json' },
      payload: '{"url": ',
    });

    expect(expectProblem(response, 400).detail).toContain('not JSON');
  });

  test('text in broken UTF-8', async () => {
    const payload = Buffer.concat([
      Buffer.from('{"text":"'),
      Buffer.from([0xc3, 0x28, 0xff]),
      Buffer.from('"}'),
    ]);
    const response = await service.inject({
      method: 'POST',
      url: '/v1/submissions',
      headers: { 'content-type': 'application/json' },
      payload,
    });

    expect(expectProblem(response, 400).detail).toContain('not valid UTF-8');
  });

  test('another content type', async () => {
    const response = await service.inject({
      method: 'POST',
      url: '/v1/submissions',
      headers: { 'content-type': 'text/html' },
      payload: '<p>Hello',
    });

    expectProblem(response, 415);
  });

  test('NUL and half characters inside an article are no reason to refuse it', async () => {
    const text = 'a\0b \ud800 https://x.com/reporter/status/1072857000000000002';
    const response = await service.post('/v1/submissions', { text });

    expect(response.statusCode, response.body).toBe(202);
    expect(response.json<{ embeds: unknown[] }>().embeds).toHaveLength(1);
  });
});

describe('bodies that are large', () => {
  const send = (body: string) =>
    fetch(`${running.url}/v1/submissions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${adminKey}` },
      body,
    });

  test('50 MB get their answer, and the service goes on', { timeout: 60_000 }, async () => {
    const response = await send('a'.repeat(50_000_000));
    const problem = (await response.json()) as ProblemBody;

    expect(response.status).toBe(413);
    expect(problem.type).toBe('urn:embed-archiver:problem:body-too-large');
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
  });

  test('50 MB in pieces of unknown number get theirs too', {
    timeout: 60_000,
  }, async () => {
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    const head = [
      'POST /v1/submissions HTTP/1.1',
      'host: archive.example.org',
      'connection: close',
      'content-type: application/json',
      `authorization: Bearer ${adminKey}`,
      'transfer-encoding: chunked',
    ];
    const piece = `${(1_000_000).toString(16)}\r\n${'a'.repeat(1_000_000)}\r\n`;
    const sent = pipeline(
      Readable.from([
        `${head.join('\r\n')}\r\n\r\n`,
        ...Array.from({ length: 50 }, () => piece),
        '0\r\n\r\n',
      ]),
      socket,
      { end: false },
    );
    const [answer] = await Promise.all([text(socket), sent]);

    expect(answer).toContain('HTTP/1.1 413');
    expect(answer).toContain('urn:embed-archiver:problem:body-too-large');
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
  });

  test('10 MB of HTML nested 100,000 deep is read', { timeout: 60_000 }, async () => {
    const html = `${'<div>'.repeat(100_000)}<blockquote class="twitter-tweet"><a href="https://twitter.com/reporter/status/1072857000000000003">12 December 2018</a></blockquote>`;
    const response = await send(JSON.stringify({ html: html + ' '.repeat(10_000_000 - html.length) }));
    const body = await response.text();

    expect(response.status, body).toBe(202);
    expect(JSON.parse(body)).toMatchObject({ embeds: [{ postId: 'x:1072857000000000003' }] });
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
  });
});

describe('requests that are broken', () => {
  test('an address that does not decode', async () => {
    expectProblem(await service.inject({ url: '/v1/posts/%zz' }), 400);
  });

  test('an address with a NUL', async () => {
    expectProblem(await service.inject({ url: '/v1/submissions/a%00b' }), 400);
    expectProblem(await service.inject({ url: '/v1/captures/a%00b' }), 400);
    expectProblem(await service.inject({ url: '/v1/posts/a%00b' }), 404);
    expectProblem(await service.inject({ url: '/embed/a%00b' }), 404);
  });

  test('a route that is not there', async () => {
    expectProblem(await service.inject({ url: '/v1/nothing' }), 404);
    expectProblem(await service.inject({ method: 'DELETE', url: '/v1/submissions' }), 404);
  });

  test('things that are not held', async () => {
    for (const url of ['/v1/posts/x:1', '/v1/captures/nothing', '/v1/submissions/nothing', '/embed/x:1']) {
      expectProblem(await service.inject({ url }), 404);
    }
    expectProblem(await service.inject({ method: 'POST', url: '/v1/posts/x:1/recheck' }), 404);
    expectProblem(await service.inject({ url: '/v1/submissions/nothing/events' }), 404);
  });

  test('lists that are asked for wrongly', async () => {
    const paths = async (url: string) =>
      expectProblem(await service.inject({ url }), 400).errors?.map(({ path }) => path);

    expect(await paths('/v1/posts?limit=0')).toEqual(['limit']);
    expect(await paths('/v1/posts?limit=many')).toEqual(['limit']);
    expect(await paths('/v1/posts?state=dead')).toEqual(['state']);
    expect(await paths('/v1/posts?from=yesterday')).toEqual(['from']);
    expect(await paths('/v1/posts?q=a%00b')).toEqual(['q']);
    expect(await paths('/v1/posts?cursor=nonsense')).toEqual(['cursor']);
    expect(await paths('/v1/submissions?cursor=nonsense')).toEqual(['cursor']);
  });

  test('bytes that are no HTTP', async () => {
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    socket.write('What is this?\r\n\r\n');
    const answer = await text(socket);

    expect(answer).toContain('HTTP/1.1 400');
    expect(answer).toContain('urn:embed-archiver:problem:malformed-request');
  });
});

test('what fails inside is not told', async () => {
  await using broken = await service.variant({
    embedded: true,
    publishOutbox: () => Promise.reject(new Error('the password is swordfish')),
  });
  const response = await broken.post('/v1/submissions', {
    url: 'https://x.com/reporter/status/1072857000000000004',
  });

  expectProblem(response, 500);
  expect(response.body).not.toContain('swordfish');
});
