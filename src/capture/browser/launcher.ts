import { join } from 'node:path';
import type { Logger } from '#logger.ts';
import { confinements, isConfinementRefused } from './confinement.ts';
import { BrowserUnavailableError } from './errors.ts';
import { type FoundChromium, findChromium } from './find-chromium.ts';
import { launchBrowser, type RunningBrowser } from './launch.ts';

export interface LauncherOptions {
  executablePath: string | null;
  extraCaSpki: string | null;
  networkSwitches: readonly string[];
  logger: Logger;
}

/** Starts browsers alike, each in a folder of its own in `homePath`, locked in as well as this machine allows. */
export class Launcher {
  readonly #options: LauncherOptions;
  readonly #homePath: string;
  #confinements = confinements();
  #found: FoundChromium | null = null;
  #count = 0;
  #hasWarned = false;

  constructor(options: LauncherOptions, homePath: string) {
    this.#options = options;
    this.#homePath = homePath;
  }

  /** Rejects with `BrowserUnavailableError` or the abort reason. */
  async launch(signal: AbortSignal): Promise<RunningBrowser> {
    const chromium = this.#chromium();
    const [confinement, ...weaker] = this.#confinements;
    try {
      this.#count += 1;
      const folder = join(this.#homePath, String(this.#count));
      const { logger } = this.#options;
      const browser = await launchBrowser(
        { chromium, confinement, folder, switches: this.#switches(), logger },
        signal,
      );
      this.#warnOnce(browser);
      return browser;
    } catch (error) {
      const [next, ...rest] = weaker;
      if (next && error instanceof BrowserUnavailableError && isConfinementRefused(error)) {
        this.#confinements = [next, ...rest];
        return this.launch(signal);
      }
      throw error;
    }
  }

  #chromium(): FoundChromium {
    const { executablePath } = this.#options;
    this.#found ??= findChromium(executablePath);
    if (!this.#found) {
      throw new BrowserUnavailableError(
        executablePath === null
          ? 'There is no Chromium: install the package chromium-headless-shell, or set CHROMIUM_PATH'
          : `CHROMIUM_PATH=${executablePath} is not a program that can be run`,
      );
    }
    return this.#found;
  }

  #switches(): readonly string[] {
    const { networkSwitches, extraCaSpki } = this.#options;
    return extraCaSpki === null
      ? networkSwitches
      : [...networkSwitches, `--ignore-certificate-errors-spki-list=${extraCaSpki}`];
  }

  #warnOnce({ sandboxed, version }: RunningBrowser): void {
    if (!sandboxed && !this.#hasWarned) {
      this.#hasWarned = true;
      const advice =
        'allow unprivileged user namespaces (kernel.unprivileged_userns_clone, or the seccomp profile)';
      this.#options.logger.warn({ version, advice }, 'browser.not-sandboxed');
    }
  }
}
