import { thisMachine } from '../../scripts/setup/machine.ts';
import { SetupError, setUp } from '../../scripts/setup/set-up.ts';
import { CannotInstallError } from '../support/installed-apart.ts';
import { installGhost } from './ghost/install.ts';
import { parts } from './parts.ts';
import { swiftNeed } from './storage/need.ts';
import { wordPressNeed } from './wordpress/need.ts';

type Say = (line: string) => void;

/**
 * `node tests/clients/install.ts`, before `npm run clients`: what is not there yet, one after another, 1 GB in a few minutes.
 * What cannot be installed is said and no failure: its tests are skipped.
 */
const installations: Record<string, (say: Say) => Promise<void>> = {
  prism: (say) => parts.prism.install(say),
  consumers: (say) => parts.consumers.install(say),
  s3rver: (say) => parts.s3rver.install(say),
  swift: (say) => setUp(thisMachine, { needs: [swiftNeed], configuredBrowser: null, say }),
  wordpress: (say) => setUp(thisMachine, { needs: [wordPressNeed], configuredBrowser: null, say }),
  ghost: installGhost,
};

for (const [name, install] of Object.entries(installations)) {
  const say: Say = (line) => console.log(`${name}: ${line}`);
  try {
    await install(say);
  } catch (error) {
    if (!(error instanceof CannotInstallError || error instanceof SetupError)) {
      throw error;
    }
    say(`cannot be installed here: ${error.message}`);
  }
}
