import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answers, startProgram } from '../clients/program.ts';
import { freePort } from '../support/free-port.ts';

const configuration = fileURLToPath(new URL('../../docker/nginx/nginx.conf', import.meta.url));

export interface ReverseProxy extends AsyncDisposable {
  url: string;
}

/** nginx with the configuration of docker-compose.yml; of that, only where things are is changed. */
export async function startReverseProxy(apiPorts: readonly [number, number]): Promise<ReverseProxy> {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  await mkdir(join(folder, 'tls'));
  await writeFile(file, placed(await readFile(configuration, 'utf8'), { folder, port, apiPorts }));
  const url = `http://127.0.0.1:${port}`;
  // Started as root, it would hand its work to a user who may not enter the folder.
  const user = process.getuid?.() === 0 ? 'user root; ' : '';
  starting.use(
    await startProgram({
      command: ['nginx', '-p', folder, '-c', file, '-e', 'stderr', '-g', `${user}daemon off;`],
      isReady: () => answers(url),
    }),
  );
  const held = starting.move();
  return { url, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

interface Place {
  folder: string;
  port: number;
  apiPorts: readonly [number, number];
}

function placed(text: string, { folder, port, apiPorts }: Place): string {
  const changes: [string, string][] = [
    ['api-1:8080', `127.0.0.1:${apiPorts[0]}`],
    ['api-2:8080', `127.0.0.1:${apiPorts[1]}`],
    ['listen 8080;', `listen 127.0.0.1:${port};`],
    ['/tmp/', `${folder}/`],
    ['access_log /dev/stdout plain;', 'access_log off;'],
  ];
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) {
      throw new Error(`docker/nginx/nginx.conf has no longer ${from}`);
    }
    return changed.replaceAll(from, to);
  }, text);
}
