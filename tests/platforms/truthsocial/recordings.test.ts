import { describe, expect, it } from 'vitest';
import { timeOfId } from '#platforms/mastodon/snowflake.ts';
import { truthsocial } from '#platforms/truthsocial/index.ts';
import { haveRecordings } from '../recordings.ts';
import { judgeIdTimes, judgeUrlVectors } from '../vectors.ts';

describe.skipIf(!haveRecordings)('Truth Social against the vectors; no answer was recorded', () => {
  it('URLs: id, kind and canonical URL, whose author’s name no id tells', () => {
    const { wrong } = judgeUrlVectors(truthsocial, (_url, id) =>
      truthsocial.canonicalUrl(`truthsocial:${id}`),
    );
    expect(wrong).toEqual([]);
  });

  it('the times of ids', () => {
    const { judged, wrong } = judgeIdTimes('truthsocial', timeOfId);
    expect(judged).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});
