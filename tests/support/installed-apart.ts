import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { thisMachine } from '../../scripts/setup/machine.ts';

/** A reason in words why it cannot run here. */
export class CannotInstallError extends Error {
  override name = 'CannotInstallError';
}

const timeoutMs = 15 * 60_000;

/**
 * Software of others that tests use as its users do, in a folder of its own beside the project's packages: it is no dependency
 * of the project and none of its licences matter to it.
 */
export class InstalledApart {
  readonly name: string;
  readonly folder: string;
  /** npm's packages and their versions. */
  readonly pins: Readonly<Record<string, string>>;
  readonly #mark: string;

  constructor(name: string, pins: Readonly<Record<string, string>>) {
    this.name = name;
    this.pins = pins;
    this.folder = fileURLToPath(new URL(`../../node_modules/.cache/${name}/`, import.meta.url));
    this.#mark = join(this.folder, 'installed.json');
  }

  /** True where everything is there, in these versions, and was tried once. */
  isInstalled(): boolean {
    try {
      return readFileSync(this.#mark, 'utf8') === JSON.stringify(this.pins);
    } catch {
      return false;
    }
  }

  /** `finish` builds and tries what was fetched. */
  async install(say: (line: string) => void, finish: () => Promise<void> = async () => {}): Promise<void> {
    if (this.isInstalled()) {
      return;
    }
    await rm(this.#mark, { force: true });
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, 'package.json'), '{ "private": true }\n');
    const packages = Object.entries(this.pins).map(([name, version]) => `${name}@${version}`);
    say(`installs ${packages.join(', ')} into ${this.folder}`);
    await this.run([
      'npm',
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--save-exact',
      ...packages,
    ]);
    await finish();
    await writeFile(this.#mark, JSON.stringify(this.pins));
  }

  /** In the folder. */
  async run(command: string[], environment: Record<string, string> = {}): Promise<void> {
    // npm runs its scripts with its own settings in the environment, which would lead this npm back to the project.
    const forgotten = settingsOfNpm().flatMap((name) => ['-u', name]);
    const { status, output } = await thisMachine.run(['env', ...forgotten, '-C', this.folder, ...command], {
      timeoutMs,
      environment,
    });
    if (status !== 0) {
      throw new CannotInstallError(`${command.slice(0, 2).join(' ')} failed: ${output.trim().slice(-1000)}`);
    }
  }

  /** The path of a module or file of a package of the folder. */
  resolve(name: string): string {
    return createRequire(join(this.folder, 'package.json')).resolve(name);
  }

  /** Where a package of the folder begins, as a module's URL. */
  moduleUrlOf(name: string): string {
    return pathToFileURL(this.resolve(name)).href;
  }
}

function settingsOfNpm(): string[] {
  const led = /^npm_(?:package_|lifecycle_|command$|config_(?:local_prefix|global_prefix|prefix)$)/;
  return Object.keys(process.env).filter((name) => led.test(name));
}
