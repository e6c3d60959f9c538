import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AddressRefusedError, ResponseTooLargeError, UnreachableError } from '#domain/fetch.ts';
import { type DownloadOptions, DownloadRefusedError, type Egress, type EgressScope } from '#egress/egress.ts';
import { openTestEgress, SmallInternet, wideBudget } from './small-internet.ts';

const video = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));
const url = 'http://media.example.org/video.mp4';

let directory: string;
let internet: SmallInternet;
let egress: Egress;
let scope: EgressScope;
let asked: { range: string | undefined; ifRange: string | undefined }[];
/** Set by a server that breaks off once the client holds so many bytes. */
let breaking: { atBytes: number; now: () => void } | null;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'download-'));
  internet = new SmallInternet();
  egress = await openTestEgress({ resolve: internet.resolve, dial: internet.dial });
  scope = egress.openScope('test', wideBudget);
  asked = [];
  breaking = null;
});

afterEach(async () => {
  await scope[Symbol.asyncDispose]();
  await egress[Symbol.asyncDispose]();
  await internet[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const file = () => join(directory, 'video.mp4');

function download(options: Partial<DownloadOptions> = {}, signal = new AbortController().signal, from = url) {
  const limits = { toFile: file(), maxBytes: 1_000_000, idleTimeoutMs: 5000, totalTimeoutMs: 20_000 };
  const onProgress: DownloadOptions['onProgress'] = (receivedBytes, totalBytes) => {
    options.onProgress?.(receivedBytes, totalBytes);
    if (receivedBytes === breaking?.atBytes) {
      breaking.now();
    }
  };
  return scope.download(from, { ...limits, ...options, onProgress }, signal);
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Answers the first request with the first, and so on; the last stays. */
async function serve(...answers: Answer[]): Promise<void> {
  await internet.add('media.example.org', (request, response) => {
    asked.push({ range: request.headers.range, ifRange: request.headers['if-range']?.toString() });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    answer?.(response, request);
  });
}

const whole: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': video.length }).end(video);
};

function breaksOffAt(bytes: number, headers: Record<string, string> = { etag: '"v1"' }): Answer {
  return (response) => {
    response.writeHead(200, {
      'content-length': video.length,
      'content-type': 'video/mp4; codecs="avc1"',
      ...headers,
    });
    response.write(video.subarray(0, bytes));
    breaking = { atBytes: bytes, now: () => response.destroy() };
  };
}

const rest: Answer = (response, request) => {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1]);
  const contentRange = `bytes ${start}-${video.length - 1}/${video.length}`;
  response.writeHead(206, { 'content-range': contentRange, 'content-length': video.length - start });
  response.end(video.subarray(start));
};

test('writes the file, and says how far it is', async () => {
  await serve(whole);
  const steps: [number, number | null][] = [];

  const result = await download({ onProgress: (received, total) => steps.push([received, total]) });

  expect(result).toEqual({ status: 200, finalUrl: url, mediaType: 'video/mp4', bytes: video.length });
  expect(await readFile(file())).toEqual(video);
  expect(steps.at(-1)).toEqual([video.length, video.length]);
});

test('follows redirects and decodes', async () => {
  await internet.add('short.example.org', (_, response) => response.writeHead(302, { location: url }).end());
  await serve((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(video)));

  expect(await download({}, undefined, 'http://short.example.org/')).toMatchObject({
    finalUrl: url,
    bytes: video.length,
  });
  expect(await readFile(file())).toEqual(video);
});

describe('a connection that breaks', () => {
  test('is resumed where it broke', async () => {
    await serve(breaksOffAt(100_000), rest);

    expect(await download()).toMatchObject({ status: 200, mediaType: 'video/mp4', bytes: video.length });
    expect(await readFile(file())).toEqual(video);
    expect(asked).toEqual([{}, { range: 'bytes=100000-', ifRange: '"v1"' }]);
  });

  test('is resumed by its date, where there is no strong tag', async () => {
    const date = 'Wed, 12 Dec 2018 20:00:00 GMT';
    await serve(breaksOffAt(100_000, { etag: 'W/"weak"', 'last-modified': date }), rest);

    expect(await download()).toMatchObject({ bytes: video.length });
    expect(await readFile(file())).toEqual(video);
    expect(asked).toEqual([{}, { range: 'bytes=100000-', ifRange: date }]);
  });

  test('begins again where the server sends the whole, or there is nothing to resume by', async () => {
    await serve(breaksOffAt(100_000), breaksOffAt(50_000, {}), whole);

    expect(await download()).toMatchObject({ bytes: video.length });
    expect(await readFile(file())).toEqual(video);
    expect(asked).toEqual([{}, { range: 'bytes=100000-', ifRange: '"v1"' }, {}]);
  });

  test.each([416, 206, 503])('begins again, or tries again, after a %i', async (status) => {
    await serve(
      breaksOffAt(100_000),
      (response) => response.writeHead(status).end('no'),
      (response, request) => {
        const answer = request.headers.range === undefined ? whole : rest;
        answer(response, request);
      },
    );

    expect(await download()).toMatchObject({ bytes: video.length });
    expect(await readFile(file())).toEqual(video);
  });

  test('before anything came is the end', async () => {
    await serve((response) => response.destroy());

    await expect(download()).rejects.toThrow(UnreachableError);
    expect(asked).toHaveLength(1);
    expect(existsSync(file())).toBe(false);
  });
});

describe('is refused, and leaves no file', () => {
  afterEach(() => expect(existsSync(file())).toBe(false));

  test.each([404, 403, 500])('where the server answers %i', async (status) => {
    await serve((response) => response.writeHead(status).end('x'));

    await expect(download()).rejects.toMatchObject({ status, finalUrl: url });
    await expect(download()).rejects.toThrow(DownloadRefusedError);
  });

  test('where the file says that it is too large', async () => {
    await serve(whole);

    await expect(download({ maxBytes: video.length - 1 })).rejects.toThrow(ResponseTooLargeError);
  });

  test('where the file turns out too large, or was packed to look small', async () => {
    await serve(
      (response) => response.write(video),
      (response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000))),
    );

    await expect(download({ maxBytes: 1000 })).rejects.toThrow(ResponseTooLargeError);
    await expect(download({ maxBytes: 1_000_000 })).rejects.toThrow(ResponseTooLargeError);
  });

  test('where no byte comes for long', async () => {
    await serve(
      (response) => response.write('x'),
      () => {},
    );

    await expect(download({ idleTimeoutMs: 200 })).rejects.toThrow('gave no byte for 200 ms');
    await expect(download({ idleTimeoutMs: 200 })).rejects.toThrow(UnreachableError);
  });

  test('where bytes drip for ever', async () => {
    await serve((response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(timer));
    });

    await expect(download({ totalTimeoutMs: 400 })).rejects.toThrow('was not whole after 400 ms');
  });

  test('where the address is private, also behind a redirect', async () => {
    await serve((response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end());

    await expect(download({}, undefined, 'http://127.0.0.1/')).rejects.toThrow(AddressRefusedError);
    await expect(download()).rejects.toThrow(AddressRefusedError);
  });

  test('where the caller ends it', async () => {
    const reason = new Error('shutting down');
    const controller = new AbortController();
    await serve((response) => response.write('x'));

    await expect(download({ onProgress: () => controller.abort(reason) }, controller.signal)).rejects.toBe(
      reason,
    );
  });

  test('where the budget of the scope ends', async () => {
    await serve(whole);
    await using small = egress.openScope('small', { ...wideBudget, maxBytes: 100_000 });
    const options = { toFile: file(), maxBytes: 1_000_000, idleTimeoutMs: 5000, totalTimeoutMs: 20_000 };

    await expect(small.download(url, options, new AbortController().signal)).rejects.toThrow(
      'the budget of 100000 bytes is spent',
    );
  });
});

test('what the disk says is passed on as it is', async () => {
  await serve(whole);

  await expect(download({ toFile: join(directory, 'absent', 'file') })).rejects.toMatchObject({
    code: 'ENOENT',
  });
});
