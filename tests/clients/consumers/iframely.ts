import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { parts } from '../parts.ts';
import { answers, startProgram } from '../program.ts';

export interface Iframely extends AsyncDisposable {
  baseUrl: string;
}

/** The open part of what Embedly and its like do for thousands of sites (https://github.com/itteco/iframely). */
export async function startIframely(): Promise<Iframely> {
  await using starting = new AsyncDisposableStack();
  // It reads its settings where it is started.
  const folder = await mkdtemp(join(tmpdir(), 'iframely-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await writeFile(
    join(folder, 'config.js'),
    `export default ${JSON.stringify(settingsOf(baseUrl, port))};\n`,
  );
  const program = join(parts.consumers.folder, 'node_modules/iframely');
  // Where it looks for plugins, and does not start without.
  await mkdir(join(program, 'node_modules'), { recursive: true });
  starting.use(
    await startProgram({
      command: [process.execPath, join(program, 'server.js')],
      folder,
      isReady: () => answers(baseUrl),
    }),
  );
  const resources = starting.move();
  return { baseUrl, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

function settingsOf(baseAppUrl: string, port: number) {
  return {
    ...{ baseAppUrl, port, host: '127.0.0.1' },
    CACHE_ENGINE: 'no-cache',
    // Its list of providers would be fetched from the internet; ours is not on it anyway.
    WHITELIST_URL: '',
    // As its own example of a set-up has it, for sites that are on no list.
    WHITELIST_WILDCARD: { oembed: { rich: ['allow'] } },
  };
}
