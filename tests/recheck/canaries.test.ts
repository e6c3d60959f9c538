import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { createLogger } from '#logger.ts';
import { identify, platformFor } from '#platforms/registry.ts';
import { readCanaries } from '../../src/canaries.ts';
import { breakerTick } from '../../src/workers/breaker-tick.ts';
import { reportingLooks } from '../../src/workers/report-looks.ts';
import { startTestService, startTimeoutMs, type TestService } from '../api/service.ts';
import { answer } from '../contracts/platform.ts';
import { STATUS_ID, tombstone, tweet } from '../platforms/x/synthetic.ts';
import { createWorld } from '../support/world.ts';

let service: TestService;
let directory: string;
beforeAll(async () => {
  service = await startTestService();
  directory = await mkdtemp(join(tmpdir(), 'canaries-'));
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const living = `https://x.com/ada_writes/status/${STATUS_ID}`;
const deleted = 'https://x.com/ada_writes/status/1072857000000000002';

interface XHealth {
  breaker: { state: string; reason: string | null };
  canaries: { kind: string; url: string; told: string; isRight: boolean | null }[];
  misreadSince: string | null;
}

describe('posts whose state is known', () => {
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  const logger = createLogger({ level: 'silent', pretty: false });
  const quarterHourMs = 15 * 60_000;
  const shown = (url: string) => answer(url, 200, tweet());
  const gone = (url: string) => answer(url, 200, tombstone('This Post was deleted by the Post author.'));
  const limited = (url: string) => answer(url, 429, 'Rate limit exceeded', { 'retry-after': '3600' });

  /** Looks at them as X answers, and returns what the service says of X then, and how often X was asked. */
  async function look(said: (isLiving: boolean) => (url: string) => FetchResponse) {
    let asked = 0;
    const fetch: Fetch = async (url) => {
      asked += 1;
      const isSyndication = new URL(url).hostname === 'cdn.syndication.twimg.com';
      return isSyndication ? said(url.includes(STATUS_ID))(url) : answer(url, 403, '');
    };
    const { breakers } = service.catalogue;
    await breakerTick({
      ...{ catalogue: service.catalogue, canaries: { x: { living, deleted } }, clock, logger },
      identify: (url) => identify(new URL(url)),
      platformFor: (postId) => reportingLooks(platformFor(postId), { breakers, clock, logger }),
      openScope: () => ({ fetch, connections: () => [], async [Symbol.asyncDispose]() {} }),
    })(new AbortController().signal);
    const health = await service.inject({ url: '/v1/health' });
    const { platforms } = health.json<{ platforms: (XHealth & { site: string })[] }>();
    const x = platforms.find(({ site }) => site === 'x');
    return { asked, x };
  }

  test('are looked at every 15 minutes, and are read as what they are', async () => {
    const { x } = await look((isLiving) => (isLiving ? shown : gone));
    expect(x?.canaries).toMatchObject([
      { kind: 'living', url: living, told: 'live', isRight: true },
      { kind: 'deleted', url: deleted, told: 'deleted', isRight: true },
    ]);
    expect(x?.misreadSince).toBeNull();
    expect((await look(() => gone)).asked).toBe(0);
  });

  test('are misread where the platform answers in another way, until they are read right again', async () => {
    aheadMs += quarterHourMs;
    const misread = await look(() => gone);
    expect(misread.x?.canaries).toMatchObject([{ told: 'deleted', isRight: false }, { isRight: true }]);
    expect(misread.x?.misreadSince).not.toBeNull();
    aheadMs += quarterHourMs;
    expect((await look((isLiving) => (isLiving ? shown : gone))).x?.misreadSince).toBeNull();
  });

  test('tell nothing by an obstacle, which counts for the breaker of the site', async () => {
    aheadMs += quarterHourMs;
    const { x } = await look(() => limited);
    expect(x?.canaries).toMatchObject([{ isRight: null }, { isRight: null }]);
    expect(x?.misreadSince).toBeNull();
    expect(x?.breaker).toMatchObject({ state: 'open', reason: expect.stringContaining('rate-limited') });
  });
});

describe('the file of them', () => {
  async function fileWith(text: string): Promise<string> {
    const path = join(directory, 'canaries.json');
    await writeFile(path, text);
    return path;
  }

  test('names posts by platform', async () => {
    const given = { x: { living, deleted }, youtube: { living: 'https://youtu.be/jNQXAC9IVRw' } };
    expect(await readCanaries(await fileWith(JSON.stringify(given)))).toEqual(given);
    expect(await readCanaries(null)).toEqual({});
  });

  test.each([
    ['{"x": ', 'cannot be read'],
    ['[]', 'the file'],
    ['{"x": {}}', 'x names neither a living nor a deleted post'],
    ['{"x": {"living": "jack"}}', 'x.living is not a URL'],
    [`{"x": {"alive": "${living}"}}`, 'alive'],
    ['{"x": {"living": "https://youtu.be/jNQXAC9IVRw"}}', 'x.living is no post of x'],
    [`{"twitter": {"living": "${living}"}}`, 'twitter is none of the platforms: x, '],
  ])('%s is refused with its name, what is wrong and an example', async (text, words) => {
    const path = await fileWith(text);
    const refusal = readCanaries(path);
    await expect(refusal).rejects.toThrow(`CANARIES ${path}`);
    await expect(refusal).rejects.toThrow(words);
    await expect(refusal).rejects.toThrow('for example {"x": {"living"');
  });

  test('stops the start where it is wrong', { timeout: startTimeoutMs }, async () => {
    const path = join(directory, 'none.json');
    await expect(createWorld([], { CANARIES: path })).rejects.toThrow(`CANARIES ${path} cannot be read`);
  });
});
