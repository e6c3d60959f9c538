import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaptureState } from '#catalogue/catalogue.ts';
import { createLogger } from '#logger.ts';
import { afterLook } from '#recheck/breaker.ts';
import { watchTick } from '../../src/workers/watch-tick.ts';
import { capturePost } from '../api/captured.ts';
import { startTestService, startTimeoutMs, type TestService } from '../api/service.ts';

let service: TestService;

const postId = 'x:1072857000000000001';
const never = new AbortController().signal;
const monthMs = 31 * 24 * 3_600_000;

beforeAll(async () => {
  service = await startTestService();
  const takenAt = new Date(Date.now() - 2 * monthMs).toISOString();
  await capturePost(service, { takenAt });
}, startTimeoutMs);
afterAll(() => service[Symbol.asyncDispose]());

interface Watch {
  postId: string;
  lookedAt: string;
  nextAt: string;
  everySeconds: number;
  waiting: boolean;
}
const get = async <T>(url: string) => (await service.inject({ url })).json<T>();
const watches = async (query = '') => (await get<{ items: Watch[] }>(`/v1/watches${query}`)).items;
const patch = (watch: unknown) =>
  service.inject({ method: 'PATCH', url: `/v1/posts/${postId}`, payload: { watch } });
const postWatch = async () =>
  (await get<{ watch: { nextAt: string; everySeconds: number } | null }>(`/v1/posts/${postId}`)).watch;
const limited = {
  ...({ kind: 'obstacle', obstacle: 'rate-limited', detail: 'HTTP 429', retryAfterMs: 3_600_000 } as const),
};
const logger = createLogger({ level: 'silent', pretty: false });
const tick = (waiting: number) =>
  watchTick({ catalogue: service.catalogue, logger }, { waiting, perSiteAMinute: 100 })(never);
const admitted = async () => (await service.catalogue.rechecks.admit(10)).map(({ id }) => id);

describe('a watch', () => {
  test('has its plan from the tick, and is listed by it', async () => {
    expect(await postWatch()).toBeNull();
    await tick(0);
    const [watch] = await watches();
    expect(watch).toMatchObject({ postId, waiting: false });
    expect(await postWatch()).toEqual({ nextAt: watch?.nextAt, everySeconds: watch?.everySeconds });
    expect(await admitted()).toEqual([]);
  });

  test('is as often as somebody says, and what makes no sense is refused with a word', async () => {
    expect((await patch({ everySeconds: 3600 })).statusCode).toBe(200);
    await tick(0);
    expect((await postWatch())?.everySeconds).toBe(3600);
    const tooOften = await patch({ everySeconds: 5 });
    expect(tooOften.statusCode).toBe(400);
    expect(tooOften.body).toContain('900 or more');
    expect((await patch('daily')).statusCode).toBe(400);
  });

  test('ends, and goes on, as somebody says', async () => {
    await patch(false);
    await tick(10);
    expect(await watches()).toEqual([]);
    expect(await postWatch()).toBeNull();
    expect(await admitted()).toEqual([]);
    await patch({ everySeconds: 900 });
    await tick(0);
    expect(await watches('?due=true')).toMatchObject([{ postId }]);
  });

  test('is as often as its collection says, where nothing was said of the post itself', async () => {
    const say = (watchEverySeconds: number | null) =>
      service.inject({ method: 'PATCH', url: '/v1/collections/rivers', payload: { watchEverySeconds } });
    const everySeconds = async () => {
      await tick(0);
      return (await postWatch())?.everySeconds;
    };
    await service.inject({ method: 'PATCH', url: `/v1/posts/${postId}`, payload: { collection: 'rivers' } });
    expect((await say(7200)).json()).toMatchObject({ watchEverySeconds: 7200 });
    expect(await everySeconds()).toBe(900);
    await patch(true);
    expect(await everySeconds()).toBe(7200);
    await say(3 * 3600);
    expect(await everySeconds()).toBe(3 * 3600);
    expect((await say(5)).body).toContain('900 or more');
    expect((await say(null)).json()).toMatchObject({ watchEverySeconds: null });
    expect(await everySeconds()).not.toBe(3 * 3600);
    await patch({ everySeconds: 900 });
    await tick(0);
  });
});

describe('a site that wants rest', () => {
  const breaker = async () => {
    const { platforms } = await get<{
      platforms: { site: string; breaker: { state: string; reason: string } }[];
    }>('/v1/health');
    return platforms.find(({ site }) => site === 'x')?.breaker;
  };

  test('is not asked for what is due, nor for what people ask, until its rest is over', async () => {
    const { breakers, rechecks } = service.catalogue;
    await breakers.update('x', (closed) => afterLook(closed, limited, new Date()));
    expect(await breaker()).toMatchObject({ state: 'open', reason: 'rate-limited: HTTP 429' });
    await tick(10);
    expect(await admitted()).toEqual([]);
    await rechecks.request(postId);
    expect(await admitted()).toEqual([]);
  });

  test('is probed with one piece of work, and asked again when that was answered', async () => {
    const { breakers } = service.catalogue;
    const past = new Date(Date.now() - 3 * 3_600_000);
    await breakers.update('x', (open) => ({ ...open, open: null }));
    await breakers.update('x', (closed) => afterLook(closed, limited, past));
    expect(await breaker()).toMatchObject({ state: 'half-open' });
    expect(await admitted()).toEqual([]);
    expect(await breakers.probe()).toBe(1);
    expect(await breakers.probe()).toBe(0);
    expect(await admitted()).toEqual([postId]);
    await breakers.update('x', (open) => afterLook(open, { kind: 'answered' }, new Date()));
    expect(await breaker()).toMatchObject({ state: 'closed', reason: null });
  });

  test('that is misread is asked for nothing that is only due', async () => {
    const { breakers, rechecks } = service.catalogue;
    const claim = await rechecks.claim(postId, 1000);
    const token = claim.kind === 'claimed' ? claim.token : 0;
    const at = new Date(Date.now() - monthMs).toISOString();
    await rechecks.finish(postId, token, { at, signals: [], state: 'live', captureAgain: false });
    await tick(0);
    const canary = {
      kind: 'living',
      url: 'https://x.com/a/status/20',
      at,
      told: 'deleted',
      isRight: false,
    } as const;
    await breakers.canaries('x', [canary], true);
    await tick(10);
    expect(await admitted()).toEqual([]);
    await breakers.canaries('x', [{ ...canary, told: 'live', isRight: true }], false);
    await tick(10);
    expect(await admitted()).toEqual([postId]);
    expect(await watches()).toMatchObject([{ postId, lookedAt: at, waiting: true }]);
  });
});

test('a capture knows how many workers took it and went away without a word', async () => {
  const { captures } = service.catalogue;
  const url = 'https://x.com/a/status/1072857000000000002';
  const accepted = await service.post('/v1/submissions', { url });
  const id = accepted.json<{ embeds: { captureId: string }[] }>().embeds[0]?.captureId ?? '';
  const claim = async () => {
    const claimed = await captures.claim(id, 0);
    return claimed.kind === 'claimed' ? { token: claimed.token, lost: claimed.work.lostClaims } : null;
  };
  expect((await claim())?.lost).toBe(0);
  expect((await claim())?.lost).toBe(1);
  const last = await claim();
  expect(last?.lost).toBe(2);
  await captures.release(id, last?.token ?? 0, { notBeforeMs: 0, costsAttempt: false, reason: null });
  expect((await claim())?.lost).toBe(2);
});

describe('a post that a re-check finds gone', () => {
  const url = 'https://x.com/a/status/1072857000000000003';
  const lost = 'x:1072857000000000003';
  /** What is admitted now of its captures. */
  async function admittedOf(): Promise<(CaptureState | null)[]> {
    const admitted = await service.catalogue.captures.admit(100);
    const captures = await Promise.all(admitted.map(({ id }) => service.catalogue.captures.get(id)));
    return captures.filter((capture) => capture?.postId === lost);
  }
  async function seeGone(): Promise<void> {
    const { rechecks } = service.catalogue;
    await rechecks.request(lost);
    const claim = await rechecks.claim(lost, 1000);
    const token = claim.kind === 'claimed' ? claim.token : 0;
    const at = new Date().toISOString();
    const result = { at, signals: [], captureAgain: false, searchArchives: true };
    await rechecks.finish(lost, token, { ...result, state: 'not-found' });
  }

  test('and of which nothing is held is looked for in archives, whatever rest its site wants', async () => {
    const { breakers } = service.catalogue;
    const end = { outcome: 'blocked', state: 'unknown', bare: true } as const;
    const { captureId } = await capturePost(service, { url, ...end });
    await seeGone();
    await breakers.update('x', (closed) => afterLook(closed, limited, new Date()));
    expect(await admittedOf()).toMatchObject([{ source: 'archive', recovers: captureId }]);
    await seeGone();
    expect(await admittedOf()).toEqual([]);
  });
});
