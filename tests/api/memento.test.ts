import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePage } from '../card/page.ts';
import { capturePost } from './captured.ts';
import { expectProblem } from './problem.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

const base = 'https://archive.example.org';
const id = '1072857000000000801';
const original = `https://twitter.com/reporter/status/${id}?s=20&t=a%20b`;
const first = {
  at: '2018-12-12T00:15:07.900Z',
  stamp: '20181212001507',
  date: 'Wed, 12 Dec 2018 00:15:07 GMT',
};
const second = {
  at: '2019-06-01T10:00:00.000Z',
  stamp: '20190601100000',
  date: 'Sat, 01 Jun 2019 10:00:00 GMT',
};
const last = {
  at: '2021-03-04T05:06:07.000Z',
  stamp: '20210304050607',
  date: 'Thu, 04 Mar 2021 05:06:07 GMT',
};
const restricted = '1072857000000000802';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  for (const [index, { at }] of [first, second, last].entries()) {
    await capturePost(service, { url: original, takenAt: at, record: { text: `Version ${index + 1}` } });
  }
  await capturePost(service, {
    ...{ url: original, takenAt: '2022-01-01T00:00:00.000Z', outcome: 'absent', state: 'deleted' },
  });
  await capturePost(service, { url: `https://x.com/a/status/${restricted}` });
  await service.inject({
    ...{ method: 'PATCH', url: `/v1/posts/x:${restricted}`, payload: { restricted: true } },
  });
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const get = (url: string, headers: Record<string, string> = {}) => service.app.inject({ url, headers });
const memento = (stamp: string) => `${base}/memento/${stamp}/${original}`;
const gate = (accepted?: string) =>
  get(`/timegate/${original}`, accepted === undefined ? {} : { 'accept-datetime': accepted });

describe('the TimeGate', () => {
  test('leads to the capture nearest in time, the newest where none is asked for', async () => {
    const asked = [
      ['Thu, 01 Jan 2015 00:00:00 GMT', first],
      ['Fri, 01 Mar 2019 00:00:00 GMT', first],
      ['Sat, 01 Jun 2019 09:59:59 GMT', second],
      ['Fri, 01 Jan 2100 00:00:00 GMT', last],
      [undefined, last],
    ] as const;
    for (const [accepted, expected] of asked) {
      const response = await gate(accepted);
      expect([response.statusCode, response.headers.location]).toEqual([302, memento(expected.stamp)]);
      expect(response.headers.vary).toBe('accept-datetime');
      expect(response.headers).not.toHaveProperty('memento-datetime');
    }
  });

  test('names the original, the TimeMap and the ends of it', async () => {
    const { headers } = await gate();

    expect(headers.link).toBe(
      [
        `<${original}>; rel="original"`,
        `<${base}/timemap/link/${original}>; rel="timemap"; type="application/link-format"; from="${first.date}"; until="${last.date}"`,
        `<${memento(first.stamp)}>; rel="first memento"; datetime="${first.date}"`,
        `<${memento(last.stamp)}>; rel="last memento"; datetime="${last.date}"`,
      ].join(', '),
    );
  });

  test('refuses a time that is none, and what it does not know', async () => {
    for (const accepted of ['yesterday', '2018-12-12', 'Wed, 31 Feb 2018 00:00:00 GMT', '']) {
      expectProblem(await gate(accepted), 400);
    }
    const unknown = await get('/timegate/https://x.com/a/status/1072857000000000899?s=1');
    expectProblem(unknown, 404);
    expect(unknown.headers.link).toBe('<https://x.com/a/status/1072857000000000899?s=1>; rel="original"');
    expect(unknown.headers.vary).toBe('accept-datetime');
    expectProblem(await get(`/timegate/https://x.com/a/status/${restricted}`), 404);
    expectProblem(await get('/timegate/ftp://x'), 404);
  });

  test('takes any variant, however a client wrote it', async () => {
    for (const variant of [
      `http://mobile.twitter.com/i/status/${id}`,
      `https:/x.com/reporter/status/${id}`,
      `x.com/reporter/status/${id}`,
      encodeURIComponent(`https://x.com/reporter/status/${id}`),
    ]) {
      expect((await get(`/timegate/${variant}`)).headers.location).toContain(`/memento/${last.stamp}/http`);
    }
  });
});

test('the TimeMap lists every capture that holds the post, as RFC 7089 writes it', async () => {
  const response = await get(`/timemap/link/${original}`);

  expect(response.headers['content-type']).toBe('application/link-format');
  expect(response.headers['access-control-allow-origin']).toBe('*');
  expect(response.body.trimEnd().split(',\n')).toEqual([
    `<${original}>; rel="original"`,
    `<${base}/timemap/link/${original}>; rel="self"; type="application/link-format"; from="${first.date}"; until="${last.date}"`,
    `<${base}/timegate/${original}>; rel="timegate"`,
    `<${memento(first.stamp)}>; rel="first memento"; datetime="${first.date}"`,
    `<${memento(second.stamp)}>; rel="memento"; datetime="${second.date}"`,
    `<${memento(last.stamp)}>; rel="last memento"; datetime="${last.date}"`,
  ]);
  expectProblem(await get(`/timemap/link/https://x.com/a/status/${restricted}`), 404);
  expect((await get(`/timemap/link/1/${original}`)).body).toBe(response.body);
  expectProblem(await get(`/timemap/link/2/${original}`), 404);
});

describe('a memento', () => {
  test('is the card of its capture, with that capture’s pictures', async () => {
    const response = await get(`/memento/${first.stamp}/${original}`);
    const page = parsePage(response.body);

    expect(response.statusCode).toBe(200);
    expect(response.headers['memento-datetime']).toBe(first.date);
    expect(page.text).toContain('Version 1');
    expect(response.headers['content-security-policy']).not.toContain('script-src');
    expect(response.headers.link).toBe(
      [
        `<${original}>; rel="original"`,
        `<${base}/timegate/${original}>; rel="timegate"`,
        `<${base}/timemap/link/${original}>; rel="timemap"; type="application/link-format"; from="${first.date}"; until="${last.date}"`,
        `<${memento(first.stamp)}>; rel="first memento"; datetime="${first.date}"`,
        `<${memento(second.stamp)}>; rel="next memento"; datetime="${second.date}"`,
        `<${memento(last.stamp)}>; rel="last memento"; datetime="${last.date}"`,
      ].join(', '),
    );
    const [picture = ''] = page.all('img').map((image) => page.attribute(image, 'src') ?? '');
    const { captures } = (await service.inject({ url: `/v1/posts/x:${id}` })).json<{
      captures: { id: string; takenAt: string }[];
    }>();
    const captureId = captures.find(({ takenAt }) => takenAt.startsWith('2018'))?.id;
    expect(picture).toContain(`capture=${captureId}`);
    expect((await get(picture)).statusCode).toBe(200);
    expectProblem(await get(`/embed/x:${restricted}/media/media-1.jpg?capture=${captureId}`), 404);
  });

  test('is found from a time nearby, as from Wayback’s addresses', async () => {
    for (const path of ['/memento/2018', '/web/20181212001508', '/web/20181212if_']) {
      const response = await get(`${path}/${original}`);
      expect([response.statusCode, response.headers.location]).toEqual([302, memento(first.stamp)]);
    }
    expect((await get(`/web/${last.stamp}/${original}`)).body).toContain('Version 3');
    for (const time of ['yesterday', '20181332', '2018123']) {
      expectProblem(await get(`/memento/${time}/${original}`), 400);
    }
    expectProblem(await get(`/memento/${first.stamp}/https://x.com/a/status/${restricted}`), 404);
  });
});
