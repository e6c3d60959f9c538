import { describe, expect, test } from 'vitest';
import type { Breaker, SiteReport } from '#domain/breaker.ts';
import type { Obstacle } from '#domain/post.ts';
import { afterLook } from '#recheck/breaker.ts';

const closed: Breaker = { site: 'x', strikes: 0, openings: 0, open: null };
const now = new Date('2026-03-01T12:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const answered: SiteReport = { kind: 'answered' };

function met(obstacle: Obstacle, retryAfterMs: number | null = null): SiteReport {
  return { kind: 'obstacle', obstacle, detail: 'in words', retryAfterMs };
}
function thatMet(times: number, report: SiteReport, breaker = closed): Breaker {
  return Array.from({ length: times }).reduce<Breaker>((last) => afterLook(last, report, now), breaker);
}

describe('a breaker', () => {
  test('opens at once for a limit, for as long as the site asks', () => {
    const { open } = thatMet(1, met('rate-limited', 15 * 60_000));
    expect(open).toMatchObject({ until: later(15).toISOString(), holds: 'everything' });
    expect(open?.reason).toBe('rate-limited: in words');
    expect(thatMet(1, met('rate-limited')).open?.until).toBe(later(1).toISOString());
    expect(thatMet(1, met('rate-limited', 90 * 24 * 3_600_000)).open?.until).toBe(
      later(24 * 60).toISOString(),
    );
  });

  test('opens for a run of challenges or walls; a wall holds back no capture', () => {
    expect(thatMet(2, met('challenged')).open).toBeNull();
    expect(thatMet(3, met('challenged')).open).toMatchObject({ holds: 'everything' });
    expect(thatMet(9, met('walled')).open).toBeNull();
    expect(thatMet(10, met('walled')).open).toMatchObject({ holds: 'rechecks' });
    expect(thatMet(100, met('unreadable'))).toEqual(closed);
  });

  test('forgets a run that an answer breaks', () => {
    const run = thatMet(2, met('challenged'));
    expect(thatMet(2, met('challenged'), afterLook(run, answered, now)).open).toBeNull();
  });

  test('is not closed by what was asked before it opened, and is by the probe', () => {
    const open = thatMet(1, met('rate-limited', 60 * 60_000));
    expect(afterLook(open, answered, later(59))).toBe(open);
    expect(afterLook(open, answered, later(60))).toEqual(closed);
  });

  test('rests twice as long each time the probe meets an obstacle', () => {
    const first = thatMet(1, met('rate-limited'));
    const second = afterLook(first, met('rate-limited'), later(1));
    expect(second.open?.until).toBe(later(3).toISOString());
    const third = afterLook(second, met('rate-limited'), later(3));
    expect(third.open?.until).toBe(later(7).toISOString());
    expect(third.open?.at).toBe(now.toISOString());
  });

  test('learns of a longer rest from what was under way', () => {
    const open = thatMet(1, met('rate-limited', 60_000));
    expect(afterLook(open, met('rate-limited', 600_000), now).open?.until).toBe(later(10).toISOString());
    expect(afterLook(open, met('rate-limited', 1000), now)).toBe(open);
  });

  test('that finds nothing to change is the same object, so that nothing is written', () => {
    expect(afterLook(closed, answered, now)).toBe(closed);
  });
});
