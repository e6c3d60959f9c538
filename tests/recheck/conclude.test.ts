import { describe, expect, test } from 'vitest';
import type { Look, PastLook, Signal } from '#domain/look.ts';
import { type Absence, absences } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import { conclude, type Known } from '#recheck/conclude.ts';
import { anAuthor, aRecord } from '../support/records.ts';

const at = '2026-11-01T12:00:00.000Z';
const known: Known = { state: 'live', seenLive: true, record: aRecord(), past: [], account: null };

/** Of a host of its own, unless another is named. */
function signal(source: string, says: Signal['says'], host = `${source.replace('/', '.')}.example`): Signal {
  return { source, says, at, url: `https://${host}/post`, httpStatus: 200, detail: null };
}
function looked(conclusion: Look['conclusion'], signals: Signal[] = []): Look {
  return { conclusion, signals, raw: [] };
}
function absent(absence: Absence, ...signals: Signal[]): Look {
  return looked({ kind: 'absent', absence, record: null }, signals);
}
function minutesAgo(minutes: number, told: PastLook['told'], ...signals: Signal[]): PastLook {
  const then = new Date(Date.parse(at) - minutes * 60_000).toISOString();
  return { lookId: `look-${minutes}`, at: then, told, state: told === 'live' ? 'live' : 'unknown', signals };
}
const walled = looked({ kind: 'unknown', obstacle: 'walled', detail: 'login wall', retryAfterMs: null });

describe('a look that told nothing', () => {
  test('changes nothing, and is no evidence of anything', () => {
    for (const state of ['live', 'deleted', 'protected', 'unknown'] as const) {
      expect(conclude({ ...known, state }, at, walled)).toEqual({
        ...{ state: 'unknown', told: null, earlier: [], captureAgain: false },
      });
    }
  });

  test('does not come between two that agree', () => {
    const past = [minutesAgo(10, null), minutesAgo(40, 'not-found', signal('page', 'not-found'))];
    const second = conclude({ ...known, past }, at, absent('not-found', signal('page', 'not-found')));
    expect(second).toMatchObject({ state: 'deleted', earlier: [{ lookId: 'look-40' }] });
  });
});

describe('a post that is there', () => {
  const live = (record: PostRecord) => looked({ kind: 'live', record });

  test('is live, and captured again only where it is not what is held', () => {
    expect(conclude(known, at, live(aRecord()))).toMatchObject({ state: 'live', captureAgain: false });
    expect(conclude(known, at, live(aRecord({ text: 'other words' }))).captureAgain).toBe(true);
    expect(conclude({ ...known, record: null }, at, live(aRecord())).captureAgain).toBe(true);
    expect(conclude({ ...known, seenLive: false }, at, live(aRecord())).captureAgain).toBe(true);
  });

  test('is no news by a preview of what is held, and is where only a preview is held', () => {
    const preview = aRecord({ text: 'the first words…', media: [], labels: ['partial'] });
    expect(conclude(known, at, live(preview)).captureAgain).toBe(false);
    expect(conclude({ ...known, record: preview }, at, live(preview)).captureAgain).toBe(false);
    expect(conclude({ ...known, record: preview }, at, live(aRecord())).captureAgain).toBe(true);
    expect(conclude({ ...known, record: null }, at, live(preview)).captureAgain).toBe(true);
  });

  test('is believed back at once', () => {
    expect(conclude({ ...known, state: 'deleted' }, at, live(aRecord()))).toMatchObject({ state: 'live' });
  });

  test('is no news for the name that its account is known to have taken', () => {
    const renamed = aRecord({ author: anAuthor({ id: '7', name: 'Ada L.', handle: 'lovelace' }) });
    const held = aRecord({ author: anAuthor({ id: '7', name: 'Ada', handle: 'ada' }) });
    expect(conclude({ ...known, record: held }, at, live(renamed)).captureAgain).toBe(true);
    const account = { absence: null, profile: { name: 'Ada L.', handle: 'lovelace', avatarUrl: null } };
    expect(conclude({ ...known, record: held, account }, at, live(renamed)).captureAgain).toBe(false);
  });
});

describe('an absence', () => {
  const one = signal('x/syndication', 'not-found');

  test('of one source is not believed, whatever it is, and is after it was told again half an hour later', () => {
    for (const absence of absences) {
      const told = absent(absence, signal('x/syndication', absence));
      expect(conclude(known, at, told)).toMatchObject({ state: 'unknown', told: absence, earlier: [] });
      const soon = [minutesAgo(29, absence, signal('x/syndication', absence))];
      expect(conclude({ ...known, past: soon }, at, told).state).toBe('unknown');
      const later = [minutesAgo(30, absence, signal('x/syndication', absence))];
      expect(conclude({ ...known, past: later }, at, told)).toMatchObject({
        state: absence === 'not-found' ? 'deleted' : absence,
        earlier: [{ lookId: 'look-30' }],
      });
    }
  });

  test('of two independent sources is believed at once', () => {
    const both = absent('not-found', one, signal('x/oembed', 'not-found'));
    expect(conclude(known, at, both).state).toBe('deleted');
    expect(conclude({ ...known, seenLive: false }, at, both).state).toBe('not-found');
    const stated = absent('suspended', signal('x/syndication', 'suspended'), signal('x/oembed', 'not-found'));
    expect(conclude(known, at, stated).state).toBe('suspended');
  });

  test('of two answers of one host is of one source', () => {
    const host = 'public.api.bsky.app';
    const same = [
      signal('bluesky/thread', 'not-found', host),
      signal('bluesky/posts', 'not-found', `${host}.`),
    ];
    expect(conclude(known, at, absent('not-found', ...same)).state).toBe('unknown');
    const other = signal('bluesky/repository', 'not-found', 'pds.example.org');
    expect(conclude(known, at, absent('not-found', ...same, other)).state).toBe('deleted');
  });

  test('is believed where another source said so a moment before', () => {
    const past = [minutesAgo(5, 'not-found', signal('x/oembed', 'not-found'))];
    expect(conclude({ ...known, past }, at, absent('not-found', one)).state).toBe('deleted');
  });

  test('is told anew after a look that saw the post, or another absence', () => {
    for (const told of ['live', 'age-gated'] as const) {
      const past = [minutesAgo(10, told), minutesAgo(60, 'not-found', one)];
      expect(conclude({ ...known, past }, at, absent('not-found', one)).state).toBe('unknown');
    }
  });

  test('is not believed at once where a source still shows the post', () => {
    const torn = absent('not-found', one, signal('x/oembed', 'not-found'), signal('x/page', 'live'));
    expect(conclude(known, at, torn).state).toBe('unknown');
  });

  test('takes a cause from what was told before, and nothing from a cause that is known', () => {
    const past = [minutesAgo(40, 'suspended', signal('x/syndication', 'suspended'))];
    expect(conclude({ ...known, past }, at, absent('not-found', one)).state).toBe('suspended');
    for (const state of ['deleted', 'account-gone', 'suspended', 'removed'] as const) {
      expect(conclude({ ...known, state }, at, absent('not-found', one)).state).toBe(state);
    }
  });

  test('of its whole account needs no second look where the account is known for it', () => {
    const account = { absence: 'suspended', profile: null } as const;
    const told = absent('suspended', signal('x/syndication', 'suspended'));
    expect(conclude({ ...known, account }, at, told).state).toBe('suspended');
    expect(conclude({ ...known, account }, at, absent('protected', signal('a', 'protected'))).state).toBe(
      'unknown',
    );
  });
});
