import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thisMachine } from '../../../scripts/setup/machine.ts';
import { freePort } from '../../support/free-port.ts';
import { startProgram } from '../program.ts';
import type { RealServer } from './s3-client-storage.ts';

const kinds = ['account', 'container', 'object'] as const;
type Kind = (typeof kinds)[number];

/** A Swift of one device, as root, in a folder of its own; `/etc/swift` is its own too, in a mount namespace of each process. */
export async function startSwift(): Promise<RealServer & AsyncDisposable> {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'swift-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const settings = join(folder, 'etc');
  await mkdir(join(folder, 'devices', 'd1'), { recursive: true });
  await mkdir(settings);
  await writeFile(
    join(settings, 'swift.conf'),
    '[swift-hash]\nswift_hash_path_prefix = tests\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = gold\ndefault = yes\n',
  );
  const cachePort = await freePort();
  starting.use(
    await startProgram({
      command: ['memcached', '-u', 'root', '-l', '127.0.0.1', '-p', String(cachePort)],
      isReady: () => accepts(cachePort),
    }),
  );
  for (const kind of kinds) {
    const port = await freePort();
    await makeRing(kind, port, { folder, settings });
    await writeFile(join(settings, `${kind}.conf`), storageServer(kind, port, folder));
    starting.use(await startServer(kind, port, settings));
  }
  const port = await freePort();
  await writeFile(join(settings, 'proxy.conf'), proxyServer(port, cachePort));
  starting.use(await startServer('proxy', port, settings));
  const held = starting.move();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test:tester', secretAccessKey: 'testing' },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function makeRing(
  kind: Kind,
  port: number,
  { folder, settings }: { folder: string; settings: string },
): Promise<void> {
  const builder = join(settings, `${kind}.builder`);
  const steps = [
    ['create', '4', '1', '0'],
    [
      'add',
      '--region',
      '1',
      '--zone',
      '1',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--device',
      'd1',
      '--weight',
      '1',
    ],
    ['rebalance'],
  ];
  for (const step of steps) {
    const { status, output } = await thisMachine.run(['swift-ring-builder', builder, ...step], {
      timeoutMs: 60_000,
    });
    if (status !== 0) {
      throw new Error(`the ring of ${kind} could not be built in ${folder}: ${output.slice(-1000)}`);
    }
  }
}

/** Its programs look for the rings and for swift.conf in /etc/swift alone. */
function startServer(kind: Kind | 'proxy', port: number, settings: string) {
  const inside = ['sh', '-c', 'mount --bind "$0" /etc/swift && exec "$@"', settings];
  return startProgram({
    command: [
      ...['unshare', '--mount', ...inside],
      ...[`swift-${kind}-server`, join('/etc/swift', `${kind}.conf`), '--verbose'],
    ],
    isReady: () => accepts(port),
  });
}

function storageServer(kind: Kind, port: number, folder: string): string {
  return [
    '[DEFAULT]',
    `bind_ip = 127.0.0.1\nbind_port = ${port}\nworkers = 0\nuser = root`,
    `devices = ${folder}/devices\nmount_check = false\nfallocate_reserve = 0`,
    `[pipeline:main]\npipeline = ${kind}-server`,
    `[app:${kind}-server]\nuse = egg:swift#${kind}\n`,
  ].join('\n');
}

function proxyServer(port: number, cachePort: number): string {
  return [
    '[DEFAULT]',
    `bind_ip = 127.0.0.1\nbind_port = ${port}\nworkers = 0\nuser = root`,
    '[pipeline:main]',
    'pipeline = catch_errors cache listing_formats s3api tempauth slo dlo symlink versioned_writes proxy-server',
    '[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true',
    '[filter:s3api]\nuse = egg:swift#s3api\nlocation = us-east-1',
    '[filter:tempauth]\nuse = egg:swift#tempauth\nuser_test_tester = testing .admin',
    `[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:${cachePort}`,
    ...['catch_errors', 'listing_formats', 'slo', 'dlo', 'symlink', 'versioned_writes'].map(
      (name) => `[filter:${name}]\nuse = egg:swift#${name}`,
    ),
    '',
  ].join('\n');
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(port, '127.0.0.1');
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
