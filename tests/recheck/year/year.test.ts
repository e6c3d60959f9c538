import { expect, test } from 'vitest';
import { startTimeoutMs } from '../../api/service.ts';
import { liveAYear } from './live-a-year.ts';
import { stories } from './stories.ts';

test(
  'a year of looks finds what became of each post, and believes nothing else',
  async () => {
    const year = await liveAYear(stories.length, { alone: true, days: 190 });
    expect(year).toMatchObject({
      ...{ falseDeletions: [], missed: [], wrong: [], misreported: [], miscaptured: [] },
      told: { problems: [] },
    });
    expect(year.told.attempts).toBeGreaterThan(year.told.deliveries);
    expect(year.looks).toBeGreaterThan(stories.length * 12);
  },
  startTimeoutMs,
);
