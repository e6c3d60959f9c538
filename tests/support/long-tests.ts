/** Damage, kills, leaks and replays over and over: `npm run test:long`. */
export const longTests = [
  'tests/catalogue/damage.test.ts',
  'tests/page-archive/replayed-pages.test.ts',
  'tests/egress/leaks-browser.test.ts',
  'tests/egress/consumers.test.ts',
  'tests/security/secrets.test.ts',
  'tests/capture/browser/leaks.test.ts',
  'tests/capture/browser/overlays.test.ts',
  'tests/world/bad-input.test.ts',
  'tests/recheck/year/year.test.ts',
  'tests/web/article.test.ts',
  'tests/moving/dump.test.ts',
  'tests/moving/copy.test.ts',
  'tests/moving/gc.test.ts',
  'tests/moving/commands.test.ts',
  'tests/metrics/capture.test.ts',
  'tests/metrics/queue-board.test.ts',
];
