import { fileURLToPath } from 'node:url';
import type { Machine } from './machine.ts';

const playwright = fileURLToPath(new URL('../../node_modules/playwright/cli.js', import.meta.url));

/** Playwright's own headless shell. Returns whether the download came; gives up soon where its host cannot be reached. */
export async function downloadShell(machine: Machine): Promise<boolean> {
  const { status } = await machine.run(
    [process.execPath, playwright, 'install', '--only-shell', 'chromium'],
    {
      environment: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '5000' },
      idleTimeoutMs: 45_000,
      timeoutMs: 600_000,
    },
  );
  return status === 0;
}

/** The libraries that its shell links to, by the system's package manager. */
export async function installLibraries(machine: Machine, asRoot: string[]): Promise<void> {
  await machine.run([...asRoot, process.execPath, playwright, 'install-deps', 'chromium-headless-shell']);
}

/** A download that does not start here would stand before the browser that does. */
export async function removeDownload(machine: Machine): Promise<void> {
  await machine.run([process.execPath, playwright, 'uninstall'], { timeoutMs: 60_000 });
}
