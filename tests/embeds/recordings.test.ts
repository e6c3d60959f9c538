import { describe, expect, it } from 'vitest';
import { haveRecordings } from '../platforms/recordings.ts';
import { judgeFeeds, judgeFlattened, judgePages, judgeSnippets } from './judging.ts';

describe.skipIf(!haveRecordings)('embeds of real articles: all that are there, and nothing else', () => {
  it.each([
    ['as pages', judgePages],
    ['as items of feeds', judgeFeeds],
    ['embed codes as pasted', judgeSnippets],
    ['posts flattened into text', judgeFlattened],
  ])('%s', (name, judge) => {
    const judgement = judge();
    console.info(`articles ${name}\n${judgement}`);
    expect(judgement.judged).toBeGreaterThan(0);
    expect(judgement.wrong).toEqual([]);
  });
});
