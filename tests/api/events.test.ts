import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApi, startApi } from '#api/main.ts';
import { capturePost, commitCapture } from './captured.ts';
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

interface ReceivedEvent {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

function open(submissionId: string, lastEventId?: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${running.url}/v1/submissions/${submissionId}/events`, {
    headers: { authorization: `Bearer ${adminKey}`, ...(lastEventId && { 'last-event-id': lastEventId }) },
    ...(signal && { signal }),
  });
}

function parse(stream: string): ReceivedEvent[] {
  return stream
    .split('\n\n')
    .filter((block) => block.includes('event: '))
    .map((block) => ({
      id: /^id: (.*)$/m.exec(block)?.[1] ?? '',
      event: /^event: (.*)$/m.exec(block)?.[1] ?? '',
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null'),
    }));
}

describe('the events of a submission', () => {
  test('tell its whole story and end', async () => {
    const { submissionId, captureId } = await capturePost(service);
    const response = await open(submissionId);
    const events = parse(await response.text());

    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(events.at(0)).toMatchObject({ event: 'submission', data: { id: submissionId } });
    expect(events.at(-1)).toMatchObject({
      event: 'done',
      data: { id: submissionId, status: 'done', counts: { complete: 1 } },
    });
    const captures = events.filter(({ event }) => event === 'capture').map(({ data }) => data);
    expect(captures.length).toBeGreaterThan(1);
    expect(new Set(captures.map((data) => data.captureId))).toEqual(new Set([captureId]));
    expect(captures.some(({ rung, progress }) => rung === 'media' && progress === 0.5)).toBe(true);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  test('arrive while it runs', async () => {
    const url = 'https://x.com/reporter/status/1072857000000000201';
    const accepted = await service.post('/v1/submissions', { url });
    const { id, embeds } = accepted.json<{ id: string; embeds: { captureId: string }[] }>();
    const response = await open(id);
    const decoder = new TextDecoder();
    let received = '';
    let committed = false;
    for await (const chunk of response.body ?? []) {
      received += decoder.decode(chunk, { stream: true });
      // The heartbeat says that the stream is open and that all that happened was told.
      if (!committed && received.includes(': still here')) {
        committed = true;
        await commitCapture(service, embeds[0]?.captureId ?? '');
      }
    }

    expect(parse(received).at(-1)).toMatchObject({ event: 'done', data: { counts: { complete: 1 } } });
  });

  test('go on after the last one that was seen', async () => {
    const { submissionId } = await capturePost(service, {
      url: 'https://x.com/reporter/status/1072857000000000202',
    });
    const all = parse(await (await open(submissionId)).text());
    const rest = parse(await (await open(submissionId, all[1]?.id)).text());

    expect(rest.map(({ id }) => id)).toEqual(all.slice(2).map(({ id }) => id));
  });

  test('are over for who has seen them all', async () => {
    const { submissionId } = await capturePost(service, {
      url: 'https://x.com/reporter/status/1072857000000000203',
    });
    const all = parse(await (await open(submissionId)).text());
    const again = await open(submissionId, all.at(-1)?.id);

    expect(again.status).toBe(204);
  });

  test('tell of a capture that was reused', async () => {
    const url = 'https://x.com/reporter/status/1072857000000000204';
    await capturePost(service, { url });
    const reused = await service.post('/v1/submissions', { url });
    const events = parse(await (await open(reused.json<{ id: string }>().id)).text());

    expect(events.at(-1)).toMatchObject({ event: 'done', data: { counts: { complete: 1 } } });
  });
});

test('a client that leaves and a service that stops end the stream', async () => {
  await using own = await service.variant({});
  const api = await startApi(own.app, { host: '127.0.0.1', port: 0, controlSocket: null });
  const accepted = await own.post('/v1/submissions', {
    url: 'https://x.com/reporter/status/1072857000000000205',
  });
  const path = `${api.url}/v1/submissions/${accepted.json<{ id: string }>().id}/events`;
  const headers = { authorization: `Bearer ${adminKey}` };

  const leaving = new AbortController();
  const left = await fetch(path, { headers, signal: leaving.signal });
  leaving.abort();
  await expect(left.text()).rejects.toThrow();

  const stayed = await fetch(path, { headers });
  const [text] = await Promise.all([stayed.text(), api[Symbol.asyncDispose]()]);
  expect(text).toContain('event: submission');
  expect(text).not.toContain('event: done');
});
