import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fetch } from '#domain/fetch.ts';
import { SavePageNow } from '#recover/save-page-now.ts';
import { captureJob } from '../../src/workers/capture-job.ts';
import { secondCopyTick } from '../../src/workers/second-copy-tick.ts';
import { type Archive, openArchive } from './archive.ts';

const clock = { at: new Date('2026-03-01T10:00:00Z'), now: () => new Date(clock.at) };
const base = 'https://web.archive.org';
const postId = 'x:1072857000000000001';
let archive: Archive;

beforeAll(async () => {
  archive = await openArchive({ clock });
}, 60_000);
afterAll(() => archive?.[Symbol.asyncDispose]());

/** Save Page Now in little: what it is asked, and the answers that it is to give, one after the other. */
function savePageNow(answers: { status?: number; headers?: Record<string, string>; json: unknown }[]) {
  const asked: { path: string; authorization: string | undefined; body: unknown }[] = [];
  const fetch: Fetch = async (url, { headers = {}, body } = {}) => {
    asked.push({ path: url.slice(base.length), authorization: headers.authorization, body });
    const { status = 200, headers: answered = {}, json } = answers.shift() ?? { status: 500, json: {} };
    return {
      ...{ url, finalUrl: url, chain: [url], status, headers: answered },
      body: new TextEncoder().encode(JSON.stringify(json)),
      receivedAt: clock.now().toISOString(),
    };
  };
  return { asked, fetch };
}

test('a captured post is handed on, its limits are kept, and where the copy is is attested', async () => {
  const saved = { status: 'success', timestamp: '20260301110000', original_url: 'https://x.com/i/status/1' };
  const spn = savePageNow([
    { status: 429, headers: { 'retry-after': '300' }, json: {} },
    { json: { job_id: 'spn2-abc' } },
    { json: { status: 'pending', job_id: 'spn2-abc' } },
    { json: { status: 'error', status_ext: 'error:service-unavailable' } },
    { json: { job_id: 'spn2-def' } },
    { json: saved },
  ]);
  const attested: unknown[] = [];
  const dependencies = archive.dependencies({
    clock,
    secondArchive: new SavePageNow(base, 'access:secret'),
    openScope: () => ({ fetch: spn.fetch, async [Symbol.asyncDispose]() {} }),
    notary: {
      ...archive.dependencies().notary,
      attest: async (...given) => String(attested.push(given)),
    },
  });
  const { captureIds } = await archive.submit([postId]);
  const [captureId = ''] = captureIds;
  await archive.catalogue.captures.admit(1);
  const { signal } = new AbortController();
  await captureJob(dependencies)(captureId, signal);

  const tick = secondCopyTick(dependencies);
  const later = (seconds: number) => {
    clock.at = new Date(clock.at.getTime() + seconds * 1000);
    return tick(signal);
  };
  await tick(signal);
  // It said when to come again.
  await later(299);
  expect(spn.asked).toHaveLength(1);
  await later(1);
  await later(20);
  await later(20);
  await later(60);
  await later(20);

  expect(spn.asked.map(({ path }) => path)).toEqual([
    ...['/save', '/save', '/save/status/spn2-abc', '/save/status/spn2-abc', '/save', '/save/status/spn2-def'],
  ]);
  expect(new Set(spn.asked.map(({ authorization }) => authorization))).toEqual(
    new Set(['LOW access:secret']),
  );
  expect(String(spn.asked[0]?.body)).toContain(`url=${encodeURIComponent('https://x.com/')}`);
  const url = `${base}/web/20260301110000/https://x.com/i/status/1`;
  const capture = await archive.catalogue.captures.get(captureId);
  expect(capture?.attestations).toContainEqual({ kind: 'second-copy', at: clock.now().toISOString(), url });
  expect(attested).toEqual([[capture?.manifestSha256, 'second-copy', { url }]]);
});

test('a hidden post is handed to nobody', async () => {
  const spn = savePageNow([]);
  const dependencies = archive.dependencies({
    clock,
    secondArchive: new SavePageNow(base, 'access:secret'),
    openScope: () => ({ fetch: spn.fetch, async [Symbol.asyncDispose]() {} }),
  });
  const hidden = 'x:1072857000000000002';
  const { captureIds } = await archive.submit([hidden]);
  const seal = () => ({ sha256: 'a'.repeat(64), body: '{}' });
  await archive.catalogue.posts.patch(hidden, { restricted: true }, 'admin', { reason: null, seal });
  await archive.catalogue.captures.admit(1);
  const { signal } = new AbortController();
  await captureJob(dependencies)(captureIds[0] ?? '', signal);
  await secondCopyTick(dependencies)(signal);
  expect(spn.asked).toEqual([]);
});
