/** Damage, kills, leaks and replays over and over: `npm run test:long`. */
export const longTests = [
  'tests/catalogue/damage.test.ts',
  'tests/faults/kill.test.ts',
  'tests/page-archive/replayed-pages.test.ts',
  'tests/egress/leaks-browser.test.ts',
  'tests/capture/browser/leaks.test.ts',
  'tests/capture/browser/overlays.test.ts',
  'tests/world/bad-input.test.ts',
  'tests/recheck/year/year.test.ts',
  'tests/web/article.test.ts',
];
