import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { parts } from '../parts.ts';
import { answers, startProgram } from '../program.ts';
import type { Document } from './described-client.ts';

export interface Prism extends AsyncDisposable {
  baseUrl: string;
}

/** Stands between a client and the service and holds both to the description (https://github.com/stoplightio/prism). */
export async function startPrism(document: Document, serviceUrl: string): Promise<Prism> {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'prism-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  // From a file: its own way to fetch one stumbles over the signals of Node 24.
  const file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(forPrism(document)));
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const program = parts.prism.resolve('@stoplight/prism-cli/dist/index.js');
  const address = ['--host', '127.0.0.1', '--port', String(port)];
  starting.use(
    await startProgram({
      command: [process.execPath, program, 'proxy', file, serviceUrl, '--errors', ...address],
      isReady: () => answers(baseUrl),
    }),
  );
  const resources = starting.move();
  return { baseUrl, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Of two templates that fit an address, `{postId}` and `{postId}.png`, Prism takes the one that comes last. */
function forPrism(document: Document): Document {
  const paths = Object.entries(document.paths).sort(([a], [b]) => a.length - b.length);
  return { ...document, paths: Object.fromEntries(paths) };
}
