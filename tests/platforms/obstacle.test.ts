import { describe, expect, it } from 'vitest';
import { challengeInHtml, retryAfterMsOf } from '#platforms/asking/obstacle.ts';

const receivedAt = '2026-08-20T12:00:00.000Z';

describe('how long to wait', () => {
  it.each<[string, Record<string, string>, number | null]>([
    ['seconds', { 'retry-after': '120' }, 120_000],
    ['a date', { 'retry-after': 'Thu, 20 Aug 2026 12:05:00 GMT' }, 300_000],
    [
      'a date by the server’s own clock',
      { 'retry-after': 'Thu, 20 Aug 2026 13:05:00 GMT', date: 'Thu, 20 Aug 2026 13:00:00 GMT' },
      300_000,
    ],
    ['a date that has passed', { 'retry-after': 'Thu, 20 Aug 2026 11:00:00 GMT' }, 0],
    ['an epoch', { 'x-rate-limit-reset': '1787227260' }, 60_000],
    ['a year: a day at most', { 'retry-after': '31536000' }, 86_400_000],
    ['nonsense', { 'retry-after': 'soon' }, null],
    ['nothing', {}, null],
  ])('%s', (_, headers, expected) => {
    expect(retryAfterMsOf({ headers, receivedAt })).toBe(expected);
  });
});

describe('challenges', () => {
  it('are known by their markup', () => {
    expect(challengeInHtml('<script>window._cf_chl_opt={}</script>', 403)).toBe('Cloudflare');
    expect(challengeInHtml('<div id="px-captcha"></div>', 403)).toBe('PerimeterX');
  });

  it('are not seen in a whole page that only loads the defence’s script', () => {
    const html = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><main>News</main>';
    expect(challengeInHtml(html, 200)).toBeNull();
  });
});
