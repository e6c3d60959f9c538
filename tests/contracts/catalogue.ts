import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaptureEnd, Catalogue, SubmissionState } from '#catalogue/catalogue.ts';
import { publishOutbox } from '#catalogue/publish-outbox.ts';
import type { Manifest } from '#domain/capture.ts';
import { InvalidInputError } from '#domain/errors.ts';
import type { PostState } from '#domain/post.ts';
import type { Submission } from '#domain/submission.ts';
import { embedOf, manifestOf, newPostId, recordOf, submissionOf, TestClock } from '../catalogue/samples.ts';
import { describeDeliveries } from './deliveries.ts';

export interface CatalogueBackend extends AsyncDisposable {
  catalogue: Catalogue;
}

const leaseMs = 600_000;
const all = { limit: 100, cursor: null };
const quotation = { text: 'liberated', authorName: 'Mustafa Bali', authorHandle: 'mustefa2bali', date: null };

/** What both sizes of database promise. The tests share one catalogue, so each has posts and words of its own. */
export function describeCatalogue(
  name: string,
  start: (clock: TestClock) => Promise<CatalogueBackend>,
): void {
  describe(name, { timeout: 120_000 }, () => {
    const clock = new TestClock();
    let backend: CatalogueBackend;
    let catalogue: Catalogue;

    beforeAll(async () => {
      backend = await start(clock);
      catalogue = backend.catalogue;
    }, 240_000);
    afterAll(() => backend?.[Symbol.asyncDispose](), 60_000);

    async function accept(postIds: string[], changes: Partial<Submission> = {}): Promise<SubmissionState> {
      const embeds = postIds.map((postId) => embedOf(postId));
      const accepted = await catalogue.submissions.accept(submissionOf(clock, embeds, changes), null);
      if (accepted.kind !== 'accepted') {
        throw new Error(accepted.kind);
      }
      return accepted.submission;
    }

    async function claim(captureId: string): Promise<number> {
      const claimed = await catalogue.captures.claim(captureId, leaseMs);
      if (claimed.kind !== 'claimed') {
        throw new Error(`${captureId} is ${claimed.kind}`);
      }
      return claimed.token;
    }

    function endOf(
      captureId: string,
      postId: string,
      changes: Partial<Manifest> = {},
      state: PostState = 'live',
    ): CaptureEnd {
      const manifest = manifestOf(clock, captureId, postId, changes);
      return { manifest, manifestSha256: sha256Of(JSON.stringify(manifest)), state };
    }

    async function finish(
      captureId: string,
      postId: string,
      changes: Partial<Manifest> = {},
      state?: PostState,
    ): Promise<void> {
      const token = await claim(captureId);
      await catalogue.captures.commit(captureId, token, endOf(captureId, postId, changes, state));
    }

    /** Takes a post in and captures it at once. */
    async function capture(
      postId: string,
      changes: Partial<Manifest> = {},
      state?: PostState,
    ): Promise<string> {
      clock.advance(1000);
      const captureId = captureOf(await accept([postId], { maxAgeSeconds: 0 }));
      await finish(captureId, postId, changes, state);
      return captureId;
    }

    async function eventsOf(submissionId: string) {
      return catalogue.events.forSubmission(submissionId, null, 100);
    }

    describeDeliveries(() => ({ catalogue, clock }));

    describe('intake', () => {
      test('a submission waits with one capture for each post, whatever its embeds', async () => {
        const [one, two] = [newPostId(), newPostId()];
        const submission = await accept([one, two, one], { tags: ['hajin'], note: 'n' });
        expect(submission.status).toBe('waiting');
        expect(submission.counts.waiting).toBe(2);
        expect(submission.embeds.map(({ position }) => position)).toEqual([0, 1, 2]);
        expect(submission.embeds[0]?.captureId).toBe(submission.embeds[2]?.captureId);
        expect(await catalogue.submissions.get(submission.id)).toEqual(submission);
        expect((await catalogue.posts.get(one))?.tags).toEqual(['hajin']);
      });

      test('a capture knows who asked for it, those who joined later too', async () => {
        const postId = newPostId();
        const first = await accept([postId], { by: 'key-1', note: 'Case 7', externalId: 'cms-1' });
        clock.advance(1000);
        const second = await accept([postId], { origin: 'cli', by: 'control', collection: 'hajin' });
        const captureId = captureOf(first);

        const asked = [
          ...[{ submissionId: first.id, origin: 'api', by: 'key-1', note: 'Case 7', externalId: 'cms-1' }],
          ...[{ submissionId: second.id, origin: 'cli', by: 'control', collection: 'hajin' }],
        ];
        expect(await catalogue.captures.requests(captureId)).toMatchObject(asked);
        await catalogue.captures.admit(100);
        const claim = await catalogue.captures.claim(captureId, 60_000);
        expect(claim).toMatchObject({ kind: 'claimed', work: { requestedBy: asked } });
      });

      test('a mere link gets a capture only where links were asked for', async () => {
        const postId = newPostId();
        const link = embedOf(postId, { form: 'link' });
        const without = await catalogue.submissions.accept(submissionOf(clock, [link]), null);
        const withLinks = await catalogue.submissions.accept(
          submissionOf(clock, [link], { links: true }),
          null,
        );
        expect(without).toMatchObject({
          submission: { status: 'done', embeds: [{ captureId: null, captureStatus: null }] },
        });
        expect(withLinks).toMatchObject({
          submission: { status: 'waiting', embeds: [{ captureStatus: 'waiting' }] },
        });
      });

      test('a capture that waits or runs is joined, also by submissions that come at the same time', async () => {
        const postId = newPostId();
        const submissions = await Promise.all(Array.from({ length: 6 }, () => accept([postId])));
        const captureIds = new Set(submissions.map(captureOf));
        expect(captureIds.size).toBe(1);
        const [captureId = ''] = captureIds;
        await claim(captureId);
        expect(captureOf(await accept([postId]))).toBe(captureId);
      });

      test('a complete capture is reused while it is young, any other never', async () => {
        const [complete, partial] = [newPostId(), newPostId()];
        const completeId = await capture(complete);
        const partialId = await capture(partial, { outcome: 'partial' });
        clock.advance(60_000);
        const reused = await accept([complete], { maxAgeSeconds: 3600 });
        expect(captureOf(reused)).toBe(completeId);
        expect(reused.status).toBe('done');
        expect((await eventsOf(reused.id)).at(-1)?.type).toBe('done');
        expect(captureOf(await accept([complete], { maxAgeSeconds: 30 }))).not.toBe(completeId);
        expect(captureOf(await accept([partial], { maxAgeSeconds: 3600 }))).not.toBe(partialId);
      });

      test('the first submission of a post says whether it is restricted, until somebody does', async () => {
        const [hidden, open] = [newPostId(), newPostId()];
        await accept([hidden], { restricted: true });
        await accept([open]);
        clock.advance(1000);
        await accept([hidden]);
        await accept([open], { restricted: true });
        expect((await catalogue.posts.get(hidden))?.restricted).toBe(true);
        expect((await catalogue.posts.get(open))?.restricted).toBe(false);
        expect((await catalogue.posts.patch(hidden, { restricted: false }, 'key-1'))?.restricted).toBe(false);
      });

      test('what a login showed is restricted until it is published after that, whatever was published before', async () => {
        const postId = newPostId();
        await capture(postId);
        await catalogue.posts.patch(postId, { restricted: false }, 'key-1');
        const { provenance } = manifestOf(clock, '', postId);
        clock.advance(1000);
        const seenByLogin = await capture(postId, { provenance: { ...provenance, login: true } });
        expect((await catalogue.posts.get(postId))?.restricted).toBe(true);
        clock.advance(1000);
        await catalogue.posts.patch(postId, { restricted: false }, 'key-1');
        await capture(postId, { provenance: { ...provenance, login: true } });
        expect((await catalogue.posts.get(postId))?.restricted).toBe(false);
        const { items } = await catalogue.posts.history(postId, { limit: 50, cursor: null });
        expect(items.filter(({ kind }) => kind === 'restriction')).toMatchObject([
          { to: 'public', evidence: { by: 'key-1' } },
          { to: 'restricted', evidence: { captureId: seenByLogin, login: true } },
        ]);
      });

      test('a key replays its request, refuses another and is forgotten after a day', async () => {
        const key = { key: `k-${newPostId()}`, owner: 'o', fingerprint: 'f' };
        const submit = (postId: string, fingerprint: string) =>
          catalogue.submissions.accept(submissionOf(clock, [embedOf(postId)]), { ...key, fingerprint });
        const postId = newPostId();
        const both = await Promise.all([submit(postId, 'f'), submit(postId, 'f')]);
        expect(both.map(({ kind }) => kind).sort()).toEqual(['accepted', 'replayed']);
        const ids = both.map((accepted) => 'submission' in accepted && accepted.submission.id);
        expect(ids[0]).toBe(ids[1]);
        expect(await submit(newPostId(), 'other')).toEqual({ kind: 'key-reused-for-other-request' });
        clock.advance(25 * 3_600_000);
        expect(await submit(newPostId(), 'other')).toMatchObject({ kind: 'accepted' });
      });

      test('lists go from new to old, page by page', async () => {
        const ids: string[] = [];
        for (let count = 0; count < 3; count += 1) {
          clock.advance(1000);
          ids.unshift((await accept([newPostId()])).id);
        }
        const first = await catalogue.submissions.list({ limit: 2, cursor: null });
        const second = await catalogue.submissions.list({ limit: 2, cursor: first.nextCursor });
        expect([...first.items, ...second.items].slice(0, 3).map(({ id }) => id)).toEqual(ids);
        await expect(catalogue.submissions.list({ limit: 2, cursor: 'no cursor' })).rejects.toThrow(
          InvalidInputError,
        );
      });

      test('what PostgreSQL cannot hold is replaced, not refused', async () => {
        const postId = newPostId();
        const note = 'a\u0000b\uD800c';
        const submission = await accept([postId], { note });
        expect(submission.note).toBe('a\uFFFDb\uFFFDc');
        await finish(captureOf(submission), postId, { record: recordOf(postId, { text: note }) });
        expect((await catalogue.posts.get(postId))?.text).toBe('a\uFFFDb\uFFFDc');
      });
    });

    describe('captures', () => {
      test('are admitted once, and of a priority by age', async () => {
        await drainCaptures(catalogue);
        const bulk = captureOf(await accept([newPostId()], { priority: 'bulk' }));
        clock.advance(1000);
        const normal = captureOf(await accept([newPostId()]));
        clock.advance(1000);
        const [later, now] = [
          captureOf(await accept([newPostId()])),
          captureOf(await accept([newPostId()], { priority: 'now' })),
        ];
        const admitted = [...(await catalogue.captures.admit(3)), ...(await catalogue.captures.admit(10))];
        const ids = admitted.map(({ id }) => id);
        expect(ids.toSorted()).toEqual([now, normal, later, bulk].toSorted());
        expect(ids.indexOf(normal)).toBeLessThan(ids.indexOf(later));
        expect(admitted.find(({ id }) => id === now)).toMatchObject({ priority: 'now' });
        expect(await catalogue.captures.admit(10)).toEqual([]);
        await catalogue.captures.requeue([bulk]);
        expect(await catalogue.captures.admit(10)).toMatchObject([{ id: bulk, priority: 'bulk' }]);
      });

      test('of dispatchers that admit at the same time each gets its own', async () => {
        await drainCaptures(catalogue);
        await accept(Array.from({ length: 20 }, newPostId));
        const windows = await Promise.all([1, 2, 3, 4].map(() => catalogue.captures.admit(5)));
        const ids = windows.flat().map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const rest = await catalogue.captures.admit(100);
        expect(ids.length + rest.length).toBe(20);
      });

      test('have one holder: a second claim is told how long to wait', async () => {
        const captureId = captureOf(await accept([newPostId()]));
        const claims = await Promise.all([
          catalogue.captures.claim(captureId, leaseMs),
          catalogue.captures.claim(captureId, leaseMs),
        ]);
        expect(claims.map(({ kind }) => kind).sort()).toEqual(['claimed', 'held']);
        const held = claims.find(({ kind }) => kind === 'held');
        expect(held).toMatchObject({ remainingMs: expect.any(Number) });
        expect(held?.kind === 'held' && held.remainingMs).toBeGreaterThan(leaseMs - 100_000);
        expect(await catalogue.captures.claim('none', leaseMs)).toEqual({ kind: 'missing' });
        expect((await catalogue.captures.get(captureId))?.status).toBe('running');
      });

      test('a worker whose lease ended can do nothing any more', async () => {
        const postId = newPostId();
        const captureId = captureOf(await accept([postId]));
        const first = await catalogue.captures.claim(captureId, 0);
        const stale = first.kind === 'claimed' ? first.token : 0;
        const token = await claim(captureId);
        const { captures } = catalogue;
        expect(await captures.renew(captureId, stale, leaseMs)).toBe(false);
        expect(await captures.saveRung(captureId, stale, rung('raw', clock))).toBe(false);
        expect(await captures.release(captureId, stale, again())).toBe(false);
        expect(await captures.commit(captureId, stale, endOf(captureId, postId))).toEqual({
          committed: false,
          outboxId: null,
        });
        expect(await captures.renew(captureId, token, leaseMs)).toBe(true);
        expect((await captures.commit(captureId, token, endOf(captureId, postId))).committed).toBe(true);
      });

      test('commit once: one log entry, one pointer, one set of events', async () => {
        const postId = newPostId();
        const submission = await accept([postId, newPostId()]);
        const captureId = captureOf(submission);
        const token = await claim(captureId);
        const end = endOf(captureId, postId);
        const results = await Promise.all(
          [1, 2, 3].map(() => catalogue.captures.commit(captureId, token, end)),
        );
        expect(results.filter(({ committed }) => committed)).toHaveLength(1);
        expect(await catalogue.captures.claim(captureId, leaseMs)).toEqual({ kind: 'finished' });
        expect((await logOf(catalogue)).filter((entry) => entry.captureId === captureId)).toHaveLength(1);
        const pointers = (await catalogue.outbox.pending(10_000)).filter(
          ({ key }) => key === `captures/${captureId}.json`,
        );
        expect(pointers.map(({ body }) => JSON.parse(body))).toMatchObject([
          { captureId, manifestSha256: end.manifestSha256 },
        ]);
        const ended = (await eventsOf(submission.id)).filter(({ data }) => data.status === 'complete');
        expect(ended).toHaveLength(1);
      });

      test('the log numbers commits without a gap, whoever commits at the same time', async () => {
        const postIds = Array.from({ length: 8 }, newPostId);
        const submission = await accept(postIds);
        await Promise.all(submission.embeds.map(({ captureId, postId }) => finish(captureId ?? '', postId)));
        const sequences = (await logOf(catalogue)).map(({ sequence }) => sequence);
        expect(sequences).toEqual(sequences.map((_, index) => index + 1));
        expect((await catalogue.submissions.get(submission.id))?.status).toBe('done');
        expect((await eventsOf(submission.id)).filter(({ type }) => type === 'done')).toHaveLength(1);
      });

      test('keep the rungs of a worker that died, until the commit', async () => {
        const postId = newPostId();
        const captureId = captureOf(await accept([postId]));
        const first = await catalogue.captures.claim(captureId, 0);
        await catalogue.captures.saveRung(
          captureId,
          first.kind === 'claimed' ? first.token : 0,
          rung('raw', clock),
        );
        clock.advance(60_000);
        const second = await catalogue.captures.claim(captureId, leaseMs);
        expect(second).toMatchObject({
          kind: 'claimed',
          work: { rungs: [{ name: 'raw', result: { bytes: [1, 2] } }], attempts: 0 },
        });
        expect(second.kind === 'claimed' && second.work.firstTriedAt).toBe(
          new Date(clock.now().getTime() - 60_000).toISOString(),
        );
      });

      test('handed back are due when they say, and say why', async () => {
        await drainCaptures(catalogue);
        const captureId = captureOf(await accept([newPostId()]));
        const token = await claim(captureId);
        expect(
          await catalogue.captures.release(captureId, token, {
            notBeforeMs: 600_000,
            costsAttempt: true,
            reason: 'walled',
          }),
        ).toBe(true);
        expect(await catalogue.captures.admit(10)).toEqual([]);
        expect(await catalogue.captures.get(captureId)).toMatchObject({
          status: 'waiting',
          attempts: 1,
          lastError: 'walled',
        });
        const next = await claim(captureId);
        await catalogue.captures.release(captureId, next, again());
        expect(await catalogue.captures.admit(10)).toMatchObject([{ id: captureId }]);
      });

      test('that the queue lost are stale, those that are held are not', async () => {
        await drainCaptures(catalogue);
        const [lost, held] = [captureOf(await accept([newPostId()])), captureOf(await accept([newPostId()]))];
        await catalogue.captures.admit(10);
        await claim(held);
        expect(await catalogue.captures.stale(0)).toEqual([lost]);
        expect(await catalogue.captures.stale(600_000)).toEqual([]);
      });

      test('name the manifest before them', async () => {
        const postId = newPostId();
        const first = await capture(postId);
        const second = captureOf(await accept([postId], { maxAgeSeconds: 0 }));
        const claimed = await catalogue.captures.claim(second, leaseMs);
        const previous = await catalogue.captures.get(first);
        expect(claimed).toMatchObject({ work: { previousManifest: previous?.manifestSha256 } });
      });
    });

    describe('posts', () => {
      test('are what the best capture of them shows, and a worse one never displaces it', async () => {
        const postId = newPostId();
        await capture(postId, { outcome: 'failed', record: null }, 'unknown');
        const best = await capture(postId);
        await capture(postId, { outcome: 'partial', record: recordOf(postId, { text: 'worse' }) });
        await capture(postId, {
          outcome: 'complete',
          source: 'archive',
          record: recordOf(postId, { text: 'archived' }),
        });
        await capture(postId, { outcome: 'absent', absence: 'deleted', record: null }, 'deleted');
        const post = await catalogue.posts.get(postId);
        expect(post).toMatchObject({
          currentCaptureId: best,
          text: 'our forces had liberated the city center',
          state: 'deleted',
        });
        const newer = await capture(postId, { record: recordOf(postId, { text: 'back again' }) });
        expect(await catalogue.posts.get(postId)).toMatchObject({
          currentCaptureId: newer,
          text: 'back again',
          state: 'live',
        });
      });

      test('keep their state when a capture could not look', async () => {
        const postId = newPostId();
        await capture(postId);
        await capture(postId, { outcome: 'blocked', record: null }, 'deleted');
        await capture(postId, { outcome: 'partial' }, 'unknown');
        expect((await catalogue.posts.get(postId))?.state).toBe('live');
      });

      test('tell their history, with an edit and what it changed', async () => {
        const postId = newPostId();
        await capture(postId, { record: recordOf(postId, { text: 'the city center' }) });
        const edited = await capture(postId, { record: recordOf(postId, { text: 'the town center' }) });
        const seenAt = (await catalogue.captures.get(edited))?.takenAt;
        await capture(postId, { outcome: 'absent', absence: 'deleted', record: null }, 'deleted');
        clock.advance(1000);
        await catalogue.posts.patch(postId, { restricted: true }, 'key-1');
        const first = await catalogue.posts.history(postId, { limit: 3, cursor: null });
        const rest = await catalogue.posts.history(postId, { limit: 50, cursor: first.nextCursor });
        const items = [...first.items, ...rest.items];
        expect(items.map(({ kind, from, to }) => [kind, from, to])).toEqual([
          ['restriction', 'public', 'restricted'],
          ['state', 'live', 'deleted'],
          ['capture', null, 'absent'],
          ['edit', 'the city center', 'the town center'],
          ['capture', null, 'complete'],
          ['state', null, 'live'],
          ['capture', null, 'complete'],
        ]);
        expect(items[3]?.diff).toEqual([
          {
            ...{ field: 'text', from: 'the city center', to: 'the town center' },
            words: [
              { kind: 'same', text: 'the ' },
              { kind: 'removed', text: 'city' },
              { kind: 'inserted', text: 'town' },
              { kind: 'same', text: ' center' },
            ],
          },
        ]);
        const post = await catalogue.posts.get(postId);
        expect(post).toMatchObject({ editedAt: seenAt, restricted: true, state: 'deleted' });
        expect(post?.stateSince).toBe(items[1]?.at);
      });

      test('carry the surest quotation that an article has of them', async () => {
        const postId = newPostId();
        const embeds = [
          embedOf(postId, { quotation: { ...quotation, text: 'vague' }, confidence: 0.4 }),
          embedOf(postId, { quotation, confidence: 0.9 }),
          embedOf(postId, { quotation: { ...quotation, text: null }, confidence: 1 }),
        ];
        await catalogue.submissions.accept(submissionOf(clock, embeds), null);
        expect((await catalogue.posts.get(postId))?.quotation).toEqual(quotation);
      });

      test('are found by words, accents or not, by words of scripts without spaces, and by filters', async () => {
        const [arabic, french, chinese] = [newPostId(), newPostId(), newPostId()];
        const handle = `handle${arabic.slice(2)}`;
        const author = { ...recordOf(arabic).author, handle, id: arabic.slice(2) };
        await capture(arabic, { record: recordOf(arabic, { author, text: 'تحرير وسط المدينة' }) });
        await capture(french, {
          record: recordOf(french, { author, text: `Libération de l’été à Hajin ${french}` }),
        });
        await capture(chinese, { record: recordOf(chinese, { author, text: '解放军进入市中心广场' }) });
        const find = async (query: object) =>
          (await catalogue.posts.search({ author: `@${handle.toUpperCase()}`, ...query }, all)).items.map(
            ({ postId }) => postId,
          );
        expect(await find({})).toEqual([chinese, french, arabic]);
        expect(await find({ q: 'liberation ete' })).toEqual([french]);
        expect(await find({ q: '市中心' })).toEqual([chinese]);
        expect(await find({ q: '中市' })).toEqual([]);
        expect(await find({ q: 'المدينة' })).toEqual([arabic]);
        expect(await find({ q: 'mustafa -hajin' })).toEqual([chinese, arabic]);
        expect(await find({ state: 'deleted' })).toEqual([]);
        expect(
          await find({ platform: 'x', from: '2018-12-12T00:00:00Z', to: '2018-12-13T00:00:00Z' }),
        ).toHaveLength(3);
        expect(await find({ to: '2018-12-12T00:00:00Z' })).toEqual([]);
        await catalogue.posts.patch(french, { tags: ['été'], collection: 'c1' }, 'me');
        expect(await find({ tag: 'été', collection: 'c1' })).toEqual([french]);
        const page = await catalogue.posts.search({ author: handle }, { limit: 2, cursor: null });
        const next = await catalogue.posts.search({ author: handle }, { limit: 2, cursor: page.nextCursor });
        expect(next).toMatchObject({ items: [{ postId: arabic }], nextCursor: null });
      });

      test('merge: what hung on the old id moves, and the old id still answers', async () => {
        const [short, resolved] = [`x:short:${newPostId().slice(2)}`, newPostId()];
        const target = { postId: resolved, canonicalUrl: `https://x.com/i/web/status/${resolved}` };
        await catalogue.submissions.accept(submissionOf(clock, [embedOf(short, { quotation })]), null);
        const submission = await accept([short]);
        const captureId = captureOf(submission);
        const token = await claim(captureId);
        await catalogue.posts.merge(short, target, { finalUrl: target.canonicalUrl });
        await catalogue.posts.merge(short, target, 'once more');
        const { committed } = await catalogue.captures.commit(captureId, token, endOf(captureId, resolved));
        expect(committed).toBe(true);
        const post = await catalogue.posts.get(short);
        expect(post).toEqual(await catalogue.posts.get(resolved));
        expect(post).toMatchObject({ ...target, aliases: [short], currentCaptureId: captureId, quotation });
        const seen = await catalogue.submissions.get(submission.id);
        expect(seen?.embeds[0]).toMatchObject({ ...target, captureId, captureStatus: 'complete' });
        const merges = (await catalogue.posts.history(short, all)).items.filter(
          ({ kind }) => kind === 'merge',
        );
        expect(merges).toMatchObject([
          { from: short, to: resolved, evidence: { finalUrl: target.canonicalUrl } },
        ]);
        expect(captureOf(await accept([short]))).toBe(captureId);
        expect((await catalogue.posts.search({}, all)).items.map(({ postId }) => postId)).not.toContain(
          short,
        );
      });

      test('merge along a chain, and never in a circle', async () => {
        const [first, second, third] = [newPostId(), newPostId(), newPostId()];
        await accept([first]);
        const to = (postId: string) => ({ postId, canonicalUrl: `https://x.com/${postId}` });
        await catalogue.posts.merge(first, to(second), null);
        await catalogue.posts.merge(second, to(third), null);
        await catalogue.posts.merge(third, to(first), null);
        const post = await catalogue.posts.get(first);
        expect(post?.postId).toBe(third);
        expect(post?.aliases).toEqual([first, second].sort());
      });

      test('merges beside intakes of the same ids leave every submission with a capture that ends', async () => {
        const [short, resolved] = [newPostId(), newPostId()];
        const to = { postId: resolved, canonicalUrl: `https://x.com/${resolved}` };
        const results = await Promise.all([
          accept([short]),
          accept([resolved, short]),
          catalogue.posts.merge(short, to, null),
          accept([short, resolved]),
        ]);
        const submissions = results.filter((result) => result !== undefined);
        const captureIds = new Set(
          submissions.flatMap(({ embeds }) => embeds.map(({ captureId }) => captureId ?? '')),
        );
        for (const captureId of captureIds) {
          await finish(captureId, resolved);
        }
        for (const { id } of submissions) {
          expect((await catalogue.submissions.get(id))?.status).toBe('done');
        }
        expect((await catalogue.posts.get(short))?.captures).toHaveLength(captureIds.size);
      });

      test('ids that a look learned become aliases with its capture, and what hung on them comes along', async () => {
        const [post, other, unheard] = [newPostId(), newPostId(), newPostId()];
        const older = await capture(other);
        clock.advance(1000);
        const captureId = captureOf(await accept([post]));
        const token = await claim(captureId);
        const end = { ...endOf(captureId, post), aliases: [other, unheard, post] };
        expect(await catalogue.captures.commit(captureId, token + 1, end)).toMatchObject({
          committed: false,
        });
        expect(await catalogue.posts.get(unheard)).toBeNull();
        expect(await catalogue.captures.commit(captureId, token, end)).toMatchObject({ committed: true });
        const known = await catalogue.posts.get(unheard);
        expect(known).toMatchObject({ postId: post, aliases: [other, unheard].sort() });
        expect(known?.captures.map(({ id }) => id)).toEqual([older, captureId]);
        expect(captureOf(await accept([other]))).toBe(captureId);
        const merges = (await catalogue.outbox.pending(10_000)).filter(
          ({ key, body }) => key.startsWith('facts/merges/') && body.includes(captureId),
        );
        expect(merges).toHaveLength(2);
        // The other id's look says the same the other way round.
        const again = captureOf(await accept([other], { maxAgeSeconds: 0 }));
        const late = { ...endOf(again, other), aliases: [post] };
        expect(await catalogue.captures.commit(again, await claim(again), late)).toMatchObject({
          committed: true,
        });
        expect(await catalogue.posts.get(other)).toMatchObject({ postId: post });
      });

      test('what travels beside an id is handed to those who look, and stays where it has shown the post', async () => {
        const postId = newPostId();
        const [found, keyed] = [
          `https://x.com/player?id=${postId}&hash=ab12`,
          `https://x.com/${postId}/ab12`,
        ];
        await accept([postId]);
        const submission = submissionOf(clock, [embedOf(postId, { foundUrl: found })], { maxAgeSeconds: 0 });
        await catalogue.submissions.accept(submission, null);
        const captureId = (await catalogue.submissions.get(submission.id))?.embeds[0]?.captureId ?? '';
        const claimed = await catalogue.captures.claim(captureId, leaseMs);
        if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
        expect(claimed.work.foundUrl).toBe(found);
        const end = endOf(captureId, postId, { canonicalUrl: keyed });
        await catalogue.captures.commit(captureId, claimed.token, end);
        expect(await catalogue.posts.get(postId)).toMatchObject({ canonicalUrl: keyed });
        await catalogue.rechecks.request(postId);
        const recheck = await catalogue.rechecks.claim(postId, leaseMs);
        expect(recheck).toMatchObject({ work: { canonicalUrl: keyed, foundUrl: found } });
      });

      test('what people change is a fact for storage', async () => {
        const postId = newPostId();
        await accept([postId], { tags: ['from-submission'] });
        const patched = await catalogue.posts.patch(
          postId,
          { tags: ['mine'], note: 'n', collection: 'c' },
          'key-7',
        );
        expect(patched).toMatchObject({ tags: ['mine'], note: 'n', collection: 'c' });
        expect(await catalogue.posts.patch(postId, { collection: null }, 'key-7')).toMatchObject({
          tags: ['mine'],
          note: 'n',
          collection: null,
        });
        const facts = (await catalogue.outbox.pending(10_000)).filter(
          ({ key, body }) => key.startsWith('facts/patches/') && body.includes(postId),
        );
        expect(facts.map(({ body }) => JSON.parse(body))).toMatchObject([
          { postId, by: 'key-7', patch: { note: 'n' } },
          { patch: { collection: null } },
        ]);
        expect(await catalogue.posts.patch('x:none', {}, 'me')).toBeNull();
      });
    });

    describe('articles', () => {
      async function acceptArticle(): Promise<string> {
        const changes = { url: 'https://news.example/a', articleUrl: 'https://news.example/a' };
        return (await accept([], changes)).id;
      }

      test('are searched by one worker, and then are a submission like any other', async () => {
        const id = await acceptArticle();
        expect((await catalogue.articles.admit(100)).map((admitted) => admitted.id)).toContain(id);
        const claimed = await catalogue.articles.claim(id, leaseMs);
        const token = claimed.kind === 'claimed' ? claimed.token : 0;
        expect(claimed).toMatchObject({
          work: { submission: { id, embeds: [], articleUrl: 'https://news.example/a' } },
        });
        expect((await catalogue.submissions.get(id))?.status).toBe('running');
        const postId = newPostId();
        expect(await catalogue.articles.finish(id, token - 1, [embedOf(postId)])).toBe(false);
        expect(await catalogue.articles.finish(id, token, [embedOf(postId)])).toBe(true);
        expect(await catalogue.articles.finish(id, token, [embedOf(postId)])).toBe(false);
        const submission = await catalogue.submissions.get(id);
        expect(submission).toMatchObject({
          counts: { waiting: 1 },
          embeds: [{ postId, captureStatus: 'waiting' }],
        });
        const facts = (await catalogue.outbox.pending(10_000)).filter(
          ({ key }) => key === `facts/submissions/${id}.embeds.json`,
        );
        expect(facts.map(({ body }) => JSON.parse(body))).toMatchObject([
          { id, captureIds: [submission?.embeds[0]?.captureId] },
        ]);
        expect(await catalogue.articles.claim(id, leaseMs)).toEqual({ kind: 'finished' });
      });

      test('that cannot be fetched end with the reason', async () => {
        const id = await acceptArticle();
        const claimed = await catalogue.articles.claim(id, leaseMs);
        expect(
          await catalogue.articles.fail(id, claimed.kind === 'claimed' ? claimed.token : 0, 'HTTP 404'),
        ).toBe(true);
        expect(await catalogue.submissions.get(id)).toMatchObject({
          status: 'done',
          articleError: 'HTTP 404',
        });
        expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['submission', 'submission', 'done']);
      });
    });

    describe('rechecks', () => {
      async function recheck(postId: string): Promise<number> {
        expect(await catalogue.rechecks.request(postId)).toBe(true);
        const claimed = await catalogue.rechecks.claim(postId, leaseMs);
        return claimed.kind === 'claimed' ? claimed.token : 0;
      }
      const look = (state: PostState, captureAgain = false) => ({
        at: clock.now().toISOString(),
        signals: [],
        state,
        captureAgain,
      });

      test('write down the look, tell of a new state and capture again where it is asked', async () => {
        const postId = newPostId();
        await capture(postId);
        clock.advance(1000);
        await catalogue.rechecks.request(postId);
        expect(await catalogue.rechecks.admit(100)).toContainEqual({
          id: postId,
          priority: 'normal',
          overtakes: false,
        });
        const claimed = await catalogue.rechecks.claim(postId, leaseMs);
        expect(claimed).toMatchObject({
          work: { postId, state: 'live', seenLive: true, record: { postId } },
        });
        const token = claimed.kind === 'claimed' ? claimed.token : 0;
        const before = (await catalogue.events.since(null, 100_000)).at(-1)?.id ?? null;
        expect(await catalogue.rechecks.finish(postId, token - 1, look('live'))).toEqual({
          committed: false,
          captureId: null,
        });
        const { committed, captureId } = await catalogue.rechecks.finish(
          postId,
          token,
          look('deleted', true),
        );
        expect(committed).toBe(true);
        expect(await catalogue.captures.get(captureId ?? '')).toMatchObject({ postId, status: 'waiting' });
        expect((await catalogue.posts.get(postId))?.state).toBe('deleted');
        const events = await catalogue.events.since(before, 100);
        expect(events).toMatchObject([
          { type: 'post.state-changed', postId, data: { postId, from: 'live', to: 'deleted' } },
          { type: 'post.deleted', postId, data: { postId, from: 'live', to: 'deleted' } },
        ]);
        const facts = (await catalogue.outbox.pending(10_000)).filter(
          ({ key, body }) => key.startsWith('facts/states/') && body.includes(postId),
        );
        expect(facts.map(({ body }) => JSON.parse(body))).toMatchObject([
          { postId, state: 'deleted', captureId },
        ]);
      });

      test('that changed nothing are a look and nothing more', async () => {
        const postId = newPostId();
        await capture(postId);
        const before = (await catalogue.posts.history(postId, all)).items;
        clock.advance(1000);
        await catalogue.rechecks.finish(postId, await recheck(postId), look('live'));
        await catalogue.rechecks.finish(postId, await recheck(postId), look('unknown'));
        expect((await catalogue.posts.history(postId, all)).items).toEqual(before);
        expect((await catalogue.posts.get(postId))?.state).toBe('live');
        expect(await catalogue.rechecks.request('x:none')).toBe(false);
      });
    });

    describe('events', () => {
      test('are read in order and each once, whoever writes meanwhile', async () => {
        const submission = await accept(Array.from({ length: 12 }, newPostId));
        const start = (await catalogue.events.since(null, 100_000)).at(-1)?.id ?? null;
        const read: string[] = [];
        let last = start;
        let writing = true;
        const writers = Promise.all(
          submission.embeds.map(({ captureId, postId }) => finish(captureId ?? '', postId)),
        ).finally(() => {
          writing = false;
        });
        for (let again = true; again; ) {
          // Read once more after the last writer ended.
          again = writing;
          const events = await catalogue.events.since(last, 7);
          read.push(...events.map(({ id }) => id));
          last = events.at(-1)?.id ?? last;
          again ||= events.length > 0;
        }
        await writers;
        const everything = (await catalogue.events.since(start, 1000)).map(({ id }) => id);
        expect(read).toEqual(everything);
        expect(read).toEqual(read.toSorted());
        expect(read.length).toBe(12 * 2 + 1);
      });

      test('of a place that this database never reached start anew', async () => {
        const submission = await accept([newPostId()]);
        const future = `${'9'.repeat(18).padStart(20, '0')}-${'1'.padStart(20, '0')}`;
        expect(await catalogue.events.forSubmission(submission.id, future, 10)).toHaveLength(1);
      });

      test('of progress come with the rung', async () => {
        const submission = await accept([newPostId()]);
        const captureId = captureOf(submission);
        const token = await claim(captureId);
        await catalogue.captures.reportProgress(captureId, token, 'media', 0.5);
        await catalogue.captures.reportProgress(captureId, token - 1, 'media', 0.9);
        expect(await catalogue.captures.get(captureId)).toMatchObject({ rung: 'media', progress: 0.5 });
        expect((await eventsOf(submission.id)).map(({ data }) => data)).toMatchObject([
          {},
          { status: 'running', rung: 'media', progress: 0.5 },
        ]);
      });
    });

    test('the outbox keeps what storage did not take', async () => {
      await publishOutbox(catalogue.outbox, async () => {});
      expect(await catalogue.outbox.pending(10)).toEqual([]);
      const [first, second] = [await accept([newPostId()]), await accept([newPostId()])];
      const refuse = async (key: string) => {
        if (key.includes(second.id)) {
          throw new Error('disk full');
        }
      };
      await expect(publishOutbox(catalogue.outbox, refuse)).rejects.toThrow('disk full');
      expect((await catalogue.outbox.pending(10)).map(({ key }) => key)).toEqual([
        `facts/submissions/${second.id}.json`,
      ]);
      expect(first.id).not.toBe(second.id);
    });

    test('keys are found until they are revoked', async () => {
      const key = {
        id: `key-${newPostId()}`,
        name: 'newsroom',
        scopes: ['submit', 'read'] as const,
        secretSha256: 'abc',
      };
      const created = await catalogue.keys.create({ ...key, scopes: [...key.scopes] });
      expect(created).toMatchObject({
        name: 'newsroom',
        scopes: ['submit', 'read'],
        lastUsedAt: null,
        revokedAt: null,
      });
      await catalogue.keys.touch(key.id);
      expect(await catalogue.keys.find(key.id)).toEqual({
        ...created,
        lastUsedAt: clock.now().toISOString(),
        secretSha256: 'abc',
      });
      expect(await catalogue.keys.revoke(key.id)).toBe(true);
      expect(await catalogue.keys.revoke(key.id)).toBe(false);
      expect(await catalogue.keys.find(key.id)).toBeNull();
      expect((await catalogue.keys.list()).find(({ id }) => id === key.id)?.revokedAt).not.toBeNull();
    });

    test('workers are alive while they beat', async () => {
      await catalogue.workers.beat('w1', { browser: 'Chromium 1', sandboxed: true });
      await catalogue.workers.beat('w1', { browser: 'Chromium 2', sandboxed: true });
      expect(await catalogue.workers.alive(600_000)).toEqual([
        { id: 'w1', browser: 'Chromium 2', sandboxed: true, holds: null },
      ]);
      await catalogue.workers.leave('w1');
      expect(await catalogue.workers.alive(600_000)).toEqual([]);
    });

    test('workload: what waits and what runs is counted, by site, and no more than asked for', async () => {
      const captures = async (bound: number) =>
        (await catalogue.workload.queues(bound)).find(({ queue }) => queue === 'capture');
      const before = await captures(100_000);
      const { embeds } = await accept([newPostId(), newPostId()]);
      await catalogue.captures.claim(embeds[0]?.captureId ?? '', leaseMs);
      const after = await captures(100_000);

      expect(after?.running).toBe((before?.running ?? 0) + 1);
      expect(after?.waiting).toBe((before?.waiting ?? 0) + 1);
      expect(after?.sites.reduce((sum, { waiting }) => sum + waiting, 0)).toBe(after?.waiting);
      expect(await captures(1)).toMatchObject({ isBounded: true });
      const watches = await catalogue.workload.watches(100_000);
      expect(watches.plans.reduce((sum, { posts }) => sum + posts, 0)).toBe(watches.planned);
    });

    test('a secret is made once, and replaced only by who knows it', async () => {
      const made = await Promise.all(['a', 'b', 'c'].map((value) => catalogue.secrets.create('s', value)));
      const value = await catalogue.secrets.get('s');
      expect(new Set([...made, value]).size).toBe(1);
      expect(await catalogue.secrets.replace('s', 'another', 'x')).toBe(false);
      expect(await catalogue.secrets.replace('s', value ?? '', 'x')).toBe(true);
      expect(await catalogue.secrets.get('s')).toBe('x');
      expect(await catalogue.secrets.get('t')).toBeNull();
    });

    test('the log is put back as it was published, and goes on from there', async () => {
      const [one, two] = [await capture(newPostId()), await capture(newPostId())];
      const before = await logOf(catalogue);
      const [last, beforeLast, ...rest] = before.toReversed();
      expect([last?.captureId, beforeLast?.captureId]).toEqual([two, one]);
      const published = [last, beforeLast].flatMap((entry) => entry ?? []);
      expect(await catalogue.reindex.holdsLog(2, published)).toBe(false);
      await catalogue.reindex.log(published, [1, 2]);
      expect(await catalogue.reindex.holdsLog(2, published)).toBe(true);
      const after = await capture(newPostId());
      const log = await logOf(catalogue);
      expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1));
      expect(log.map(({ captureId }) => captureId)).toEqual([
        ...[two, one],
        ...rest.toReversed().map(({ captureId }) => captureId),
        after,
      ]);
      expect(await catalogue.log.size()).toBe(log.length);
      expect(await catalogue.log.sequenceOf(log[0]?.sha256 ?? '')).toBe(1);
      expect(await catalogue.checkpoints.latest()).toMatchObject({ size: 2 });
    });

    test('an entry is proved by the first checkpoint that has it, or the one that more have stamped', async () => {
      const { checkpoints } = catalogue;
      const at = clock.now().toISOString();
      for (const size of [1000, 1010, 1020]) {
        await checkpoints.add({ size, at });
      }
      expect(await checkpoints.covering(1001)).toEqual({ size: 1010, timestamps: [] });
      await checkpoints.addTimestamp({ size: 1010, name: 'a', authority: 'https://a/', at });
      for (const name of ['b', 'a', 'a']) {
        await checkpoints.addTimestamp({ size: 1020, name, authority: `https://${name}/`, at });
      }
      expect(await checkpoints.covering(1001)).toEqual({ size: 1020, timestamps: ['a', 'b'] });
      expect(await checkpoints.covering(1021)).toBeNull();
      expect(await checkpoints.authority('https://a/')).toMatchObject({ failures: 0, stampedSize: 1020 });
      const failed = { dueAt: at, failures: 2, failuresInAll: 7, lastError: 'no', lastErrorAt: at };
      await checkpoints.setAuthority('https://b/', failed);
      expect(await checkpoints.authority('https://b/')).toEqual({ ...failed, stampedSize: 1020 });
    });

    test('tidying takes what is old and leaves the rest', async () => {
      const old = await accept([newPostId()]);
      clock.advance(8 * 24 * 3_600_000);
      const young = await accept([newPostId()]);
      await catalogue.tidy();
      expect(await eventsOf(old.id)).toEqual([]);
      expect(await eventsOf(young.id)).toHaveLength(1);
      await catalogue.probe();
    });
  });
}

function captureOf(submission: SubmissionState): string {
  return submission.embeds[0]?.captureId ?? '';
}

function rung(name: string, clock: TestClock) {
  return { name, finishedAt: clock.now().toISOString(), result: { bytes: [1, 2] } };
}

function again() {
  return { notBeforeMs: 0, costsAttempt: false, reason: null };
}

/** Ends up with nothing due but what the test makes. */
async function drainCaptures({ captures }: Catalogue): Promise<void> {
  for (const id of [
    ...(await captures.admit(10_000)).map((admitted) => admitted.id),
    ...(await captures.stale(-1000)),
  ]) {
    await captures.claim(id, leaseMs);
  }
}

async function logOf({ log }: Catalogue) {
  return log.entries(0, 100_000);
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
