import { mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { thisMachine } from '../../../scripts/setup/machine.ts';
import { folder, isInstalled, markOfPins, nodeBinary, nodeFolder, nodePackage, pins } from './environment.ts';

/** A reason in words why it cannot run here. */
export class CannotInstallError extends Error {
  override name = 'CannotInstallError';
}

const timeoutMs = 15 * 60_000;

/** Installs what is not there, some 700 MB in a few minutes; every step is said before it is taken. */
export async function install(say: (line: string) => void): Promise<void> {
  if (isInstalled()) {
    return;
  }
  if (nodePackage === null) {
    throw new CannotInstallError(`npm has no Node 22 for ${process.platform} on ${process.arch}`);
  }
  await rm(markOfPins.path, { force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const packages = Object.entries(pins).map(([name, version]) => `${name}@${version}`);
  say(`installs ${packages.join(', ')} into ${folder}`);
  await run(['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...packages]);
  say('builds its better-sqlite3 for Node 22 (a minute; needs python3, make and a C++ compiler)');
  await run(['npm', 'rebuild', 'better-sqlite3', '--foreground-scripts']);
  await run([nodeBinary, '--eval', "new (require('better-sqlite3'))(':memory:').close()"]);
  await writeFile(markOfPins.path, markOfPins.text);
}

async function run(command: string[]): Promise<void> {
  const [program, ...parameters] = command;
  // npm runs its scripts with its own settings in the environment, which would lead this npm back to the project.
  const shell = ['env', ...settingsOfNpm().flatMap((name) => ['-u', name]), '-C', folder, program ?? ''];
  const { status, output } = await thisMachine.run([...shell, ...parameters], {
    timeoutMs,
    environment: {
      PATH: `${join(nodeFolder, 'bin')}${delimiter}${process.env.PATH}`,
      npm_config_nodedir: nodeFolder,
    },
  });
  if (status !== 0) {
    throw new CannotInstallError(`${command.slice(0, 2).join(' ')} failed: ${output.trim().slice(-1000)}`);
  }
}

function settingsOfNpm(): string[] {
  const led = /^npm_(?:package_|lifecycle_|command$|config_(?:local_prefix|global_prefix|prefix)$)/;
  return Object.keys(process.env).filter((name) => led.test(name));
}
