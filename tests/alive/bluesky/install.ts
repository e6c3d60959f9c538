import { delimiter, join } from 'node:path';
import { assertNode22, node22Binary, node22Folder } from '../../support/node-22.ts';
import { network } from './environment.ts';

/** Installs what is not there, some 700 MB in a few minutes; every step is said before it is taken. */
export async function install(say: (line: string) => void): Promise<void> {
  assertNode22();
  await network.install(say, async () => {
    say('builds its better-sqlite3 for Node 22 (a minute; needs python3, make and a C++ compiler)');
    const environment = {
      PATH: `${join(node22Folder(network), 'bin')}${delimiter}${process.env.PATH}`,
      npm_config_nodedir: node22Folder(network),
    };
    await network.run(['npm', 'rebuild', 'better-sqlite3', '--foreground-scripts'], environment);
    const opens = "new (require('better-sqlite3'))(':memory:').close()";
    await network.run([node22Binary(network), '--eval', opens]);
  });
}
