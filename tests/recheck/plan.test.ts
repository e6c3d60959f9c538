import { describe, expect, test } from 'vitest';
import type { WatchFacts } from '#domain/watch.ts';
import { planWatch } from '#recheck/plan.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const beganAt = Date.parse('2026-03-01T12:00:00Z');

function facts(given: Partial<WatchFacts> = {}): WatchFacts {
  return {
    ...{ postId: 'x:20', beganAt, articleAt: null, lastLook: null, lastTellingAt: null, isGone: false },
    ...{ labels: [], authorId: null, account: null, chosenEveryMs: null },
    ...given,
  };
}
function seen(at: number) {
  return { lastLook: { at, told: 'live', isBelieved: true } as const, lastTellingAt: at };
}
/** The hours since the begin at which a year's looks come, each a minute after it is due. */
function looksOf(given: Partial<WatchFacts>): number[] {
  const hours: number[] = [];
  let at = beganAt;
  while (at - beganAt < 365 * dayMs) {
    const { nextAt } = planWatch(facts({ ...given, ...seen(at) }));
    expect(nextAt).toBeGreaterThan(at);
    at = nextAt + 60_000;
    hours.push((at - beganAt) / hourMs);
  }
  return hours;
}

describe('the plan of a watch', () => {
  test('looks often at first and ever less', () => {
    const hours = looksOf({});
    for (const [place, due] of [1, 6, 24, 72, 168, 168 + 720, 168 + 1440].entries()) {
      expect(hours[place]).toBeGreaterThanOrEqual(due);
      expect(hours[place]).toBeLessThan(due * 1.1 + 25);
    }
    expect(hours.length).toBeLessThan(19);
  });

  test('is the same whoever makes it, and another for another post', () => {
    const plan = (postId: string) => planWatch(facts({ postId, ...seen(beganAt + 8 * dayMs) })).nextAt;
    expect(plan('x:20')).toBe(plan('x:20'));
    expect(new Set(Array.from({ length: 50 }, (_, n) => plan(`x:${2000 + n}`))).size).toBe(50);
  });

  test('looks sooner at posts at risk', () => {
    const usual = looksOf({}).length;
    const young = String((BigInt(beganAt - dayMs) - 1_288_834_974_657n) << 22n);
    for (const risk of [
      { labels: ['sensitive'] },
      { labels: ['withheld:DE'] },
      { account: { changedAt: null, posts: 4, gone: 1 } },
    ]) {
      expect(looksOf(risk).length).toBeGreaterThan(2 * usual);
    }
    expect(looksOf({ authorId: young }).length).toBeGreaterThan(usual);
    expect(looksOf({ labels: ['sensitive'], isGone: true })).toHaveLength(usual);
  });

  test('begins anew when an article embeds the post', () => {
    const articleAt = beganAt + 100 * dayMs;
    const { nextAt } = planWatch(facts({ articleAt, ...seen(beganAt + 99 * dayMs) }));
    expect(nextAt - articleAt).toBeLessThan(2 * hourMs);
  });

  test('looks again as soon as a second look can count, where an absence is not believed yet', () => {
    const at = beganAt + 200 * dayMs;
    const lastLook = { at, told: 'not-found', isBelieved: false } as const;
    const { nextAt } = planWatch(facts({ lastLook, lastTellingAt: at }));
    expect(nextAt - at).toBeGreaterThanOrEqual(30 * 60_000);
    expect(nextAt - at).toBeLessThan(40 * 60_000);
  });

  test('tries again after an obstacle, ever later as it lasts', () => {
    const tellingAt = beganAt + 100 * dayMs;
    const waitAfter = (sinceMs: number) => {
      const at = tellingAt + sinceMs;
      const lastLook = { at, told: null, isBelieved: false } as const;
      return planWatch(facts({ lastLook, lastTellingAt: tellingAt })).nextAt - at;
    };
    expect(waitAfter(60_000)).toBe(hourMs);
    expect(waitAfter(12 * hourMs)).toBe(6 * hourMs);
    expect(waitAfter(4 * dayMs)).toBe(2 * dayMs);
  });

  test('comes to all posts of an account that changed, one after the other', () => {
    const changedAt = beganAt + 100 * dayMs;
    const account = { changedAt, posts: 300, gone: 0 };
    const plans = Array.from({ length: 300 }, (_, n) =>
      planWatch(facts({ postId: `x:${n}`, account, ...seen(changedAt - dayMs) })),
    );
    const waits = plans.map(({ nextAt }) => nextAt - changedAt);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(300_000);
    expect(new Set(waits.map((wait) => Math.floor(wait / 10_000))).size).toBeGreaterThan(20);
    const after = planWatch(facts({ account, ...seen(changedAt + 1) }));
    expect(after.nextAt - changedAt).toBeGreaterThan(dayMs);
  });

  test('is what somebody chose', () => {
    const at = beganAt + 50 * dayMs;
    const { nextAt, everyMs } = planWatch(facts({ ...seen(at), chosenEveryMs: hourMs }));
    expect(everyMs).toBe(hourMs);
    expect(nextAt - at).toBeGreaterThanOrEqual(hourMs);
    expect(nextAt - at).toBeLessThan(1.1 * hourMs);
  });
});
