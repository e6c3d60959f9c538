import { describe, expect, test } from 'vitest';
import { hasPostgres } from '../support/postgres.ts';
import { hasRedis } from '../support/redis.ts';
import { killEmbedded, killWorker } from './kill.ts';

/** The short form of `npm run faults`; that one kills thirty times in sixty captures. */
const plan = { captures: 6, kills: 3, maxLifeMs: 5000, log: () => {} };
const whole = {
  captures: 6,
  complete: 6,
  pointers: 6,
  logEntries: 6,
  endEvents: 6,
  temporaryFiles: 0,
  problems: [],
};

describe('kill -9 at random moments loses nothing and makes nothing twice', () => {
  test('of the whole service, embedded', { timeout: 240_000 }, async () => {
    expect(await killEmbedded({ ...plan, flushRedis: false })).toEqual(whole);
  });

  test.skipIf(!hasPostgres || !hasRedis)(
    'of a worker on servers, with Redis emptied and restarted in the middle',
    { timeout: 240_000 },
    async () => {
      expect(await killWorker({ ...plan, flushRedis: true })).toEqual(whole);
    },
  );
});
