import { once } from 'node:events';
import { CannotInstallError } from '../../support/installed-apart.ts';
import { install } from './install.ts';
import { BlueskyNetwork, whyItCannotStart } from './network.ts';

/**
 * `npm run bluesky:alive`: installs Bluesky's development network where it is not there, starts it and says where it is,
 * until Ctrl-C. With `--install` it only installs, and what cannot be installed is said and no failure.
 */
async function main(): Promise<void> {
  const installsOnly = process.argv.includes('--install');
  try {
    await install(say);
  } catch (error) {
    if (!(error instanceof CannotInstallError)) {
      throw error;
    }
    say(`cannot be installed here: ${error.message}`);
    process.exitCode = installsOnly ? 0 : 1;
    return;
  }
  if (!installsOnly) {
    await runUntilStopped();
  }
}

async function runUntilStopped(): Promise<void> {
  const whyNot = whyItCannotStart();
  if (whyNot !== null) {
    say(whyNot);
    process.exitCode = 1;
    return;
  }
  say('starts PostgreSQL, Redis and the network (ten seconds)');
  await using network = await BlueskyNetwork.start();
  const { directory, server, appView, moderation } = network.addresses;
  say(`directory of accounts  ${directory}`);
  say(`server of accounts     ${server}  (handles end in .test; the administrator is admin, admin-pass)`);
  say(`AppView                ${appView}`);
  say(`moderation             ${moderation}`);
  say('Ctrl-C ends it, and what was written is gone with it');
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

function say(line: string): void {
  console.log(`bluesky: ${line}`);
}

await main();
