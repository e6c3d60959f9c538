import { aptCommand, becomeRoot, installWithApt } from './debian.ts';
import type { Machine } from './machine.ts';
import type { Need } from './needs.ts';
import { downloadShell, installLibraries, removeDownload } from './playwright-download.ts';

/** Nothing more can be done without a person; the message ends with the one command to run. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

export interface Request {
  needs: Need[];
  /** CHROMIUM_PATH, which is never installed over. */
  configuredBrowser: string | null;
  say(line: string): void;
}

/** Finds or installs everything needed. Rejects with `SetupError`. */
export async function setUp(machine: Machine, { needs, configuredBrowser, say }: Request): Promise<void> {
  let missing = await findMissing(machine, needs, say);
  if (missing.length === 0) {
    return;
  }
  const browser = missing.find(({ name }) => name === 'browser');
  if (browser !== undefined && configuredBrowser !== null) {
    throw new SetupError(
      `CHROMIUM_PATH=${configuredBrowser} is no browser that starts; run: unset CHROMIUM_PATH`,
    );
  }
  if (browser !== undefined && (await browserFromPlaywright(machine, browser, say))) {
    missing = missing.filter((need) => need !== browser);
  }
  if (missing.length > 0) {
    await installMissing(machine, missing, say);
  }
}

async function findMissing(machine: Machine, needs: Need[], say: Request['say']): Promise<Need[]> {
  const found = await Promise.all(needs.map(async (need) => ({ need, where: await need.find(machine) })));
  const there = found.filter(({ where }) => where !== null);
  if (there.length > 0) {
    say(`found ${there.map(({ need, where }) => `${need.name} (${where})`).join(', ')}`);
  }
  return found.filter(({ where }) => where === null).map(({ need }) => need);
}

async function browserFromPlaywright(machine: Machine, browser: Need, say: Request['say']): Promise<boolean> {
  say('browser: trying the download of Playwright');
  if (!(await downloadShell(machine))) {
    say('browser: Playwright could not download one');
    return false;
  }
  const where = (await browser.find(machine)) ?? (await withLibraries(machine, browser, say));
  if (where === null) {
    say('browser: the one of Playwright does not start here; removing it');
    await removeDownload(machine);
    return false;
  }
  say(`browser: installed ${where}`);
  return true;
}

async function withLibraries(machine: Machine, browser: Need, say: Request['say']): Promise<string | null> {
  const asRoot = await becomeRoot(machine);
  if (asRoot === null || machine.commandPath('apt-get') === null) {
    return null;
  }
  say('browser: installing the libraries it needs');
  await installLibraries(machine, asRoot);
  return browser.find(machine);
}

async function installMissing(machine: Machine, missing: Need[], say: Request['say']): Promise<void> {
  const names = missing.map(({ name }) => name).join(', ');
  if (machine.platform === 'darwin') {
    throw new SetupError(`missing: ${names}; run: ${macCommand(missing)}`);
  }
  if (machine.commandPath('apt-get') === null) {
    throw new SetupError(
      `missing: ${names}; install with this system's package manager what Debian calls: ` +
        missing.flatMap(({ debianPackages }) => debianPackages).join(' '),
    );
  }
  const asRoot = await becomeRoot(machine);
  if (asRoot === null) {
    throw new SetupError(`missing: ${names}, and only root can install them; run: ${aptCommand(missing)}`);
  }
  say(
    `installing with apt-get: ${missing.flatMap(({ debianPackages }) => debianPackages).join(' ')} (a minute or two)`,
  );
  try {
    await installWithApt(machine, asRoot, missing);
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : error}\nrun: ${aptCommand(missing)}`);
  }
  const still = await findMissing(machine, missing, say);
  if (still.length > 0) {
    throw new SetupError(
      `installed, yet not usable: ${still.map(({ name }) => name).join(', ')}; run: ${aptCommand(still)}`,
    );
  }
}

function macCommand(missing: Need[]): string {
  const formulae = missing.flatMap(({ homebrew }) => homebrew);
  return [
    ...(missing.some(({ name }) => name === 'browser')
      ? ['npx playwright install --only-shell chromium']
      : []),
    ...(formulae.length > 0 ? [`brew install ${formulae.join(' ')}`] : []),
  ].join(' && ');
}
