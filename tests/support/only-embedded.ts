import { beforeEach, type TestContext } from 'vitest';
import { testServers } from './test-servers.ts';

/** For a test of what is embedded: in a run of the suite that stands on servers it is skipped, and says why. */
export function onlyEmbedded(context: TestContext, reason: string): void {
  context.skip(testServers !== null, `not on servers: ${reason}`);
}

/** The same for all tests of a file or group. */
export function allOnlyEmbedded(reason: string): void {
  beforeEach((context) => onlyEmbedded(context, reason));
}
