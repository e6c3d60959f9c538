import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { commandOnPath, isExecutable } from '../command-on-path.ts';

export interface FoundChromium {
  /** Absolute. */
  path: string;
  /** The headless shell needs less than half the processor time of full Chromium for the same picture. */
  kind: 'headless-shell' | 'chromium';
}

const debianFolder = '/usr/bin';
const shellNames = ['chromium-headless-shell', 'chrome-headless-shell', 'headless_shell'];
const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * Where the browser is: the configured path, and that alone where there is one; else the headless shell that Playwright
 * installed, `chromium-headless-shell` on PATH, `chromium`. Null where there is none.
 */
export function findChromium(configured: string | null): FoundChromium | null {
  if (configured !== null) {
    const path = configured.includes('/') ? resolve(configured) : commandPath(configured);
    return path !== null && isExecutable(path) ? { path, kind: kindOf(path) } : null;
  }
  const shell = playwrightShell() ?? firstCommand(shellNames);
  if (shell !== null) {
    return { path: shell, kind: 'headless-shell' };
  }
  const chromium = firstCommand(chromiumNames);
  return chromium === null ? null : { path: chromium, kind: 'chromium' };
}

function kindOf(path: string): FoundChromium['kind'] {
  return /headless[-_]shell/.test(basename(path)) ? 'headless-shell' : 'chromium';
}

function firstCommand(names: string[]): string | null {
  for (const name of names) {
    const path = commandPath(name);
    if (path !== null) {
      return path;
    }
  }
  return null;
}

function commandPath(name: string): string | null {
  const inDebianFolder = join(debianFolder, name);
  return commandOnPath(name) ?? (isExecutable(inDebianFolder) ? inDebianFolder : null);
}

/**
 * Playwright tells where its full Chromium belongs; the shell of the same revision lies beside it, as in
 * `chromium-1255/chrome-linux64/chrome` and `chromium_headless_shell-1255/chrome-headless-shell-linux64/…`.
 */
function playwrightShell(): string | null {
  const fullChromium = playwrightChromiumPath();
  if (fullChromium === null) {
    return null;
  }
  const ofRevision = resolve(fullChromium, '..', '..');
  const folder = join(
    ofRevision,
    '..',
    basename(ofRevision).replace('chromium-', 'chromium_headless_shell-'),
  );
  for (const inside of foldersIn(folder)) {
    for (const name of shellNames) {
      const path = join(folder, inside, name);
      if (isExecutable(path)) {
        return path;
      }
    }
  }
  return null;
}

function playwrightChromiumPath(): string | null {
  const { chromium }: typeof import('playwright') = createRequire(import.meta.url)('playwright');
  try {
    return chromium.executablePath() || null;
  } catch {
    // Playwright has no browser for this platform.
    return null;
  }
}

function foldersIn(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
}
