import { join } from 'node:path';
import { InstalledApart } from '../../support/installed-apart.ts';
import { assertNode22, node22Binary, node22Folder, node22Pins } from '../../support/node-22.ts';

const release = 'ghost@6.65.0';

/** What npm's registry has of it cannot be installed by npm, whose lock it does not follow: pnpm does. */
export const ghostPart = new InstalledApart('clients/ghost', { pnpm: '12.4.2', ...node22Pins });
export const ghostFolder = join(ghostPart.folder, 'package');
export const ghostNode = node22Binary(ghostPart);

/** 700 MB in a minute or two. */
export async function installGhost(say: (line: string) => void): Promise<void> {
  assertNode22();
  await ghostPart.install(say, async () => {
    const environment = {
      PATH: `${join(node22Folder(ghostPart), 'bin')}:${process.env.PATH}`,
      npm_config_nodedir: node22Folder(ghostPart),
    };
    const inFolder = (...command: string[]) => ghostPart.run(command, environment);
    say(`installs ${release} with what it is locked to`);
    await inFolder('npm', 'pack', release, '--silent', '--ignore-scripts');
    await inFolder('tar', '-xzf', `${release.replace('@', '-')}.tgz`);
    const pnpm = [
      'node',
      ghostPart.resolve('pnpm'),
      '--dir',
      'package',
      'install',
      '--prod',
      '--frozen-lockfile',
    ];
    await inFolder(...pnpm, '--ignore-scripts', '--store-dir', join(ghostPart.folder, 'store'));
    say('builds its better-sqlite3 for Node 22 (a minute; needs python3, make and a C++ compiler)');
    await inFolder('npm', '--prefix', 'package/node_modules/better-sqlite3', 'run', 'build-release');
    const opens = "new (require('./package/node_modules/better-sqlite3'))(':memory:').close()";
    await inFolder('node', '--eval', opens);
  });
}
