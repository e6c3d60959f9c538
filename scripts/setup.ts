import { thisMachine } from './setup/machine.ts';
import { browserNeed, ffmpegNeed, fontsNeed, postgresNeed, redisNeed } from './setup/needs.ts';
import { SetupError, setUp } from './setup/set-up.ts';

/** `node scripts/setup.ts [--tests]`: finds or installs what npm cannot bring, before start, demo and test. */
const configuredBrowser = process.env.CHROMIUM_PATH || null;
const needs = [browserNeed(configuredBrowser), fontsNeed, ffmpegNeed];
if (process.argv.includes('--tests')) {
  needs.push(redisNeed, postgresNeed);
}
try {
  await setUp(thisMachine, { needs, configuredBrowser, say: (line) => console.error(`setup: ${line}`) });
} catch (error) {
  if (!(error instanceof SetupError)) {
    throw error;
  }
  console.error(`setup: ${error.message}`);
  process.exitCode = 1;
}
