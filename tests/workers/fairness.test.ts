import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readSiteLimits, siteLimitsOf } from '#domain/site-limits.ts';
import type { Submission } from '#domain/submission.ts';
import { startTimeoutMs } from '../api/service.ts';
import { type Archive, embedOf, openArchive, submissionOf } from './archive.ts';

let archive: Archive;
beforeAll(async () => {
  archive = await openArchive();
}, startTimeoutMs);
afterAll(() => archive[Symbol.asyncDispose]());
beforeEach(() => archive.reset());

let lastPost = 1000;

/** Submits so many posts of a platform; what they are is told by the numbers of their ids. */
async function submit(
  count: number,
  { platform = 'x', ...given }: Partial<Submission> & { platform?: string } = {},
) {
  const postIds = Array.from({ length: count }, () => `${platform}:${++lastPost}`);
  const accepted = await archive.catalogue.submissions.accept(
    submissionOf({ ...given, embeds: postIds.map(embedOf) }),
    null,
  );
  if (accepted.kind !== 'accepted') {
    throw new Error(accepted.kind);
  }
  return accepted.submission.embeds.map(({ captureId }) => captureId ?? '');
}

/** Has captures made one at a time, in the order of the queue: what overtakes first. `arriving` is called before each. */
async function work(
  turns: number,
  window: number,
  arriving = async (_turn: number) => {},
): Promise<string[]> {
  const { captures } = archive.catalogue;
  const queue: { id: string; overtakes: boolean }[] = [];
  const done: string[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    await arriving(turn);
    const room = Math.max(0, window - queue.length);
    queue.push(...(await captures.admit(room, { urgent: window + 1 - queue.length - room })));
    const at = Math.max(
      0,
      queue.findIndex(({ overtakes }) => overtakes),
    );
    const [next] = queue.splice(at, 1);
    if (next !== undefined) {
      await captures.claim(next.id, 60_000);
      done.push(next.id);
    }
  }
  return done;
}

describe('while all wait', () => {
  test('priorities have eight, four and two parts, in a window of any size', async () => {
    const now = await submit(12, { priority: 'now' });
    const normal = await submit(12);
    const bulk = await submit(12, { priority: 'bulk' });
    const done = await work(14, 4);
    const of = (ids: string[]) => done.filter((id) => ids.includes(id)).length;
    expect({ now: of(now), normal: of(normal), bulk: of(bulk) }).toEqual({ now: 8, normal: 4, bulk: 2 });
  });

  test('urgent work that comes and comes keeps nothing else waiting for ever, be it in the queue already', async () => {
    const bulk = await submit(3, { priority: 'bulk' });
    const done = await work(20, 4, async () => {
      await submit(1, { priority: 'now', by: `desk-${lastPost}` });
    });
    expect(done).toEqual(expect.arrayContaining(bulk));
  });

  test('what is urgent overtakes a queue that is full', async () => {
    await submit(20, { priority: 'bulk' });
    const urgent: string[] = [];
    const done = await work(6, 4, async (turn) => {
      if (turn === 3) {
        urgent.push(...(await submit(1, { priority: 'now' })));
      }
    });
    expect(done[3]).toBe(urgent[0]);
  });

  test('one link does not wait behind the import of another key, nor behind one by another way', async () => {
    await submit(50, { by: 'importer' });
    await work(5, 4);
    const [link] = await submit(1, { by: 'reporter' });
    const [own] = await submit(1, { by: 'importer', origin: 'web' });
    // What was in the queue already is done first.
    const next = await work(6, 4);
    expect(next).toContain(link);
    expect(next).toContain(own);
  });

  test('a platform does not wait behind another’s backlog', async () => {
    await submit(50);
    const other = await submit(5, { platform: 'youtube' });
    const done = await work(10, 2);
    expect(done.filter((id) => other.includes(id)).length).toBe(5);
  });
});

describe('a site', () => {
  const limitsOf = (text: string) => {
    const read = readSiteLimits(text);
    if (read.kind === 'problem') {
      throw new Error(read.problem);
    }
    return { siteLimits: siteLimitsOf(read.limits) };
  };

  test('has no more under way at a time than it may, by all workers together, and keeps no other back', async () => {
    const { captures } = archive.catalogue;
    const posts = await submit(10);
    const others = await submit(3, { platform: 'youtube' });
    const limits = limitsOf('x=2/100');
    const windows = await Promise.all([1, 2, 3].map(() => captures.admit(5, limits)));
    const admitted = windows.flat().map(({ id }) => id);
    expect(admitted).toEqual(expect.arrayContaining(others));
    const [first = '', ...rest] = admitted.filter((id) => posts.includes(id));
    expect(rest.length).toBe(1);

    const claim = await captures.claim(first, 60_000);
    expect(await captures.admit(5, limits)).toEqual([]);
    const token = claim.kind === 'claimed' ? claim.token : 0;
    await captures.release(first, token, { notBeforeMs: 60_000, costsAttempt: false, reason: null });
    expect((await captures.admit(5, limits)).length).toBe(1);
  });

  test('has no more begun in a minute than it may', async () => {
    const { captures } = archive.catalogue;
    await submit(10);
    for (const { id } of await captures.admit(5, limitsOf('*=9/3'))) {
      await captures.claim(id, 60_000);
    }
    expect(await captures.admit(5, limitsOf('*=9/3'))).toEqual([]);
    expect((await captures.admit(5, limitsOf('*=9/4'))).length).toBe(1);
  });

  test('that is many sites is limited by its name alone', async () => {
    await submit(4, { platform: 'web' });
    expect((await archive.catalogue.captures.admit(3, limitsOf('*=1/1'))).length).toBe(3);
    expect(readSiteLimits('x=4')).toMatchObject({ kind: 'problem' });
    expect(limitsOf('mastodon=2/30').siteLimits('mastodon:example.social')).toEqual({
      atATime: 2,
      aMinute: 30,
    });
  });
});

test('what is put off is left until it is due, and comes back then', async () => {
  const { captures } = archive.catalogue;
  const [id = ''] = await submit(1);
  await captures.admit(1);
  const claim = await captures.claim(id, 60_000);
  const token = claim.kind === 'claimed' ? claim.token : 0;
  await captures.release(id, token, { notBeforeMs: 60_000, costsAttempt: false, reason: 'later' });
  expect(await captures.admit(1)).toEqual([]);
  // Whoever finds it by other ways may have it at once; put off until now, it is due.
  const again = await captures.claim(id, 60_000);
  expect(again.kind).toBe('claimed');
  const next = again.kind === 'claimed' ? again.token : 0;
  await captures.release(id, next, { notBeforeMs: 0, costsAttempt: false, reason: 'now' });
  expect((await captures.admit(1)).map((work) => work.id)).toEqual([id]);
});
