import { describe, expect, test } from 'vitest';
import type { Look, Signal } from '#domain/look.ts';
import { absences } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import { conclude, type Known } from '#recheck/conclude.ts';
import { aRecord } from '../support/records.ts';

const known: Known = { state: 'live', seenLive: true, currentRecord: aRecord() };

/** Of a host of its own, unless another is named. */
function signal(source: string, says: Signal['says'], host = `${source.replace('/', '.')}.example`): Signal {
  return {
    source,
    says,
    at: '2026-11-01T12:00:00Z',
    url: `https://${host}/post`,
    httpStatus: 200,
    detail: null,
  };
}
function looked(conclusion: Look['conclusion'], signals: Signal[] = []): Look {
  return { conclusion, signals, raw: [] };
}
const notFound = { kind: 'absent', absence: 'not-found', record: null } as const;

describe('what a look changes of what is believed', () => {
  test('one that told nothing changes nothing', () => {
    const unknown = {
      kind: 'unknown',
      obstacle: 'walled',
      detail: 'login wall',
      retryAfterMs: null,
    } as const;
    for (const state of ['live', 'deleted', 'protected', 'unknown'] as const) {
      expect(conclude({ ...known, state }, looked(unknown))).toEqual({ state, captureAgain: false });
    }
  });

  test('a post that is there is live, and captured again only where it is not what is held', () => {
    const live = (record: PostRecord) => looked({ kind: 'live', record });
    expect(conclude(known, live(aRecord()))).toEqual({ state: 'live', captureAgain: false });
    expect(conclude(known, live(aRecord({ text: 'other words' })))).toEqual({
      state: 'live',
      captureAgain: true,
    });
    expect(conclude({ ...known, currentRecord: null }, live(aRecord()))).toEqual({
      state: 'live',
      captureAgain: true,
    });
    expect(conclude({ ...known, seenLive: false }, live(aRecord()))).toEqual({
      state: 'live',
      captureAgain: true,
    });
  });

  test('a record from a preview is no news of a post that is held, and a whole one is where only a preview is held', () => {
    const preview = aRecord({ text: 'the first words…', media: [], labels: ['partial'] });
    const live = (record: PostRecord) => looked({ kind: 'live', record });
    expect(conclude(known, live(preview)).captureAgain).toBe(false);
    expect(conclude({ ...known, currentRecord: preview }, live(preview)).captureAgain).toBe(false);
    expect(conclude({ ...known, currentRecord: preview }, live(aRecord())).captureAgain).toBe(true);
    expect(conclude({ ...known, currentRecord: null }, live(preview)).captureAgain).toBe(true);
  });

  test('a post that came back is live', () => {
    const back = looked({ kind: 'live', record: aRecord() });
    expect(conclude({ ...known, state: 'deleted' }, back)).toEqual({ state: 'live', captureAgain: false });
  });

  test('an absence that was told is believed as told', () => {
    for (const absence of absences.filter((each) => each !== 'not-found')) {
      const told = looked({ kind: 'absent', absence, record: null }, [signal('x/syndication', absence)]);
      expect(conclude(known, told)).toEqual({ state: absence, captureAgain: false });
    }
  });

  test('not found is deleted where it was seen live and two independent sources agree', () => {
    const both = [signal('x/syndication', 'not-found'), signal('x/oembed', 'not-found')];
    expect(conclude(known, looked(notFound, both)).state).toBe('deleted');
    expect(conclude({ ...known, seenLive: false }, looked(notFound, both)).state).toBe('not-found');
  });

  test('not found is not deleted on the word of one source, however often it says so', () => {
    const one = [signal('x/syndication', 'not-found'), signal('x/syndication', 'not-found')];
    expect(conclude(known, looked(notFound, one)).state).toBe('not-found');
    const walled = [signal('x/syndication', 'not-found'), signal('x/oembed', 'rate-limited')];
    expect(conclude(known, looked(notFound, walled)).state).toBe('not-found');
  });

  test('not found is not deleted on the word of one host, whatever its answers are called', () => {
    const host = 'public.api.bsky.app';
    const same = [
      signal('bluesky/thread', 'not-found', host),
      signal('bluesky/posts', 'not-found', `${host}.`),
    ];
    expect(conclude(known, looked(notFound, same)).state).toBe('not-found');
    const other = signal('bluesky/repository', 'not-found', 'pds.example.org');
    expect(conclude(known, looked(notFound, [...same, other])).state).toBe('deleted');
  });

  test('not found is not deleted where a source says otherwise', () => {
    for (const says of ['live', 'suspended', 'protected'] as const) {
      const torn = [signal('a', 'not-found'), signal('b', 'not-found'), signal('c', says)];
      expect(conclude(known, looked(notFound, torn)).state).toBe('not-found');
    }
  });

  test('an obstacle beside two that agree is no objection', () => {
    const signals = [signal('a', 'not-found'), signal('b', 'deleted'), signal('c', 'unreachable')];
    expect(conclude(known, looked(notFound, signals)).state).toBe('deleted');
  });

  test('not found takes nothing from a cause that is known', () => {
    for (const state of ['deleted', 'account-gone', 'suspended', 'removed'] as const) {
      expect(conclude({ ...known, state }, looked(notFound, [signal('a', 'not-found')])).state).toBe(state);
    }
  });
});
