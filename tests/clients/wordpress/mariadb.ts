import { mkdir, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { thisMachine } from '../../../scripts/setup/machine.ts';
import { startProgram } from '../program.ts';

export interface MariaDb extends AsyncDisposable {
  /** Its only door. */
  socket: string;
}

/** A MariaDB of the test's own with one empty database, which root of it may use without a password. */
export async function startMariaDb(folder: string, database: string): Promise<MariaDb> {
  const [data, socket, firstWords] = ['data', 'socket', 'first.sql'].map((name) => join(folder, name));
  await mkdir(data ?? '', { recursive: true });
  await writeFile(firstWords ?? '', `CREATE DATABASE IF NOT EXISTS ${database};\n`);
  // As who runs the test, be it root, whose programs refuse that unless told.
  const common = ['--no-defaults', `--datadir=${data}`, ...(thisMachine.isRoot ? ['--user=root'] : [])];
  const install = [
    'mariadb-install-db',
    ...common,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ];
  const { status, output } = await thisMachine.run(install, { timeoutMs: 60_000 });
  if (status !== 0) {
    throw new Error(`MariaDB could not make a folder of its own: ${output.slice(-2000)}`);
  }
  const running = await startProgram({
    command: ['mariadbd', ...common, `--socket=${socket}`, '--skip-networking', `--init-file=${firstWords}`],
    isReady: () => accepts(socket ?? ''),
  });
  return { socket: socket ?? '', [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
