import { afterAll, beforeAll, expect, test } from 'vitest';
import { artifactWith } from '../card/card-views.ts';
import { commitCapture } from './captured.ts';
import { expectProblem } from './problem.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

const url = 'https://x.com/reporter/status/1072857000000000851';

let service: TestService;
let authorization: string;
beforeAll(async () => {
  service = await startTestService();
  const { secret } = await service.makeKey('submit');
  authorization = `LOW any-name:${secret}`;
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const save = (fields: Record<string, string>, headers: Record<string, string> = { authorization }) =>
  service.app.inject({
    ...{ method: 'POST', url: '/save' },
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
const status = (job: string, by = authorization) =>
  service.app.inject({ url: `/save/status/${job}`, headers: { authorization: by } });

test('a script for the Wayback Machine saves a page and reads what became of it', async () => {
  const saved = await save({ url, capture_all: '1', capture_screenshot: '1', if_not_archived_within: '0' });
  const { job_id: job, ...rest } = saved.json<{ job_id: string; url: string }>();
  expect([saved.statusCode, rest]).toEqual([200, { url }]);
  expect((await status(job)).json()).toEqual({ status: 'pending', job_id: job, resources: [] });

  const submission = await service.catalogue.submissions.get(job);
  expect(submission).toMatchObject({ origin: 'spn', url, maxAgeSeconds: 0 });
  const captureId = submission?.embeds[0]?.captureId ?? '';
  await commitCapture(service, captureId, {
    takenAt: '2024-02-03T04:05:06.700Z',
    artifacts: [artifactWith({ name: 'screenshot.png', mediaType: 'image/png', role: 'screenshot' })],
  });

  expect((await status(job)).json()).toEqual({
    ...{ status: 'success', job_id: job, original_url: url, timestamp: '20240203040506' },
    ...{ duration_sec: 0, http_status: null, resources: [], outlinks: [] },
    screenshot: `https://archive.example.org/v1/captures/${captureId}/artifacts/screenshot.png`,
  });
  // Where such scripts then point to.
  expect((await service.app.inject({ url: `/web/20240203040506/${url}` })).statusCode).toBe(200);
});

test('what was not there is an error in its words', async () => {
  const { job_id: job } = (await save({ url: 'https://x.com/a/status/1072857000000000852' })).json<{
    job_id: string;
  }>();
  const submission = await service.catalogue.submissions.get(job);
  await commitCapture(service, submission?.embeds[0]?.captureId ?? '', {
    outcome: 'absent',
    state: 'deleted',
  });

  expect((await status(job)).json()).toMatchObject({ status: 'error', status_ext: 'error:not-found' });
});

test('a script is told what it has under way, and whether captures are delayed', async () => {
  const { secret } = await service.makeKey('submit');
  const own = { authorization: `LOW name:${secret}` };
  const load = async () =>
    (await service.app.inject({ url: '/save/status/user?_t=1602606392499', headers: own })).json();
  expect(await load()).toEqual({ available: 100, processing: 0, daily_captures: 0 });

  const { job_id: job } = (await save({ url: 'https://x.com/a/status/1072857000000000853' }, own)).json();
  expect(await load()).toEqual({ available: 99, processing: 1, daily_captures: 1 });
  const submission = await service.catalogue.submissions.get(job);
  await commitCapture(service, submission?.embeds[0]?.captureId ?? '');
  expect(await load()).toEqual({ available: 100, processing: 0, daily_captures: 1 });

  expectProblem(await service.app.inject({ url: '/save/status/user' }), 401);
  expect((await service.app.inject({ url: '/save/status/system' })).json()).toEqual({ status: 'ok' });
});

test('a fresh capture is taken for one that is asked for', async () => {
  const within = async (span: string) => {
    const saved = await save({ url, if_not_archived_within: span });
    return (await service.catalogue.submissions.get(saved.json<{ job_id: string }>().job_id))?.maxAgeSeconds;
  };

  expect(await within('120')).toBe(120);
  expect(await within('24h,30d')).toBe(86_400);
  expect(await within('3d 5h 20m')).toBe(3 * 86_400 + 5 * 3600 + 20 * 60);
  expectProblem(await save({ url, if_not_archived_within: 'soon' }), 400);
});

test('keys decide, in either form of the header', async () => {
  const { secret: reader } = await service.makeKey('read');
  const { secret: submitter } = await service.makeKey('submit');
  expect((await save({ url }, { authorization: `Bearer ${submitter}` })).statusCode).toBe(200);
  expectProblem(await save({ url }, { authorization: '' }), 401);
  expectProblem(await save({ url }, { authorization: `LOW name:${submitter}x` }), 401);
  expectProblem(await save({ url }, { authorization: `LOW name:${reader}` }), 403);

  const { job_id: job } = (await save({ url })).json<{ job_id: string }>();
  expect((await status(job)).statusCode).toBe(200);
  expectProblem(await status(job, `LOW other:${submitter}`), 404);
  expectProblem(await status('nothing'), 404);
});

test('what cannot be saved is refused', async () => {
  const refused = expectProblem(await save({ url: 'http://127.0.0.1/' }), 400);
  expect(refused).toMatchObject({ status_ext: 'error:invalid-url-syntax', message: expect.any(String) });
  expectProblem(await save({}), 400);
  const json = { authorization, 'content-type': 'application/json' };
  const sent = { method: 'POST', url: '/save/', headers: json, payload: JSON.stringify({ url }) } as const;
  expect((await service.app.inject(sent)).statusCode).toBe(200);
});
