import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Ground } from '../world.ts';

/** Lets the processes that are started from now on run a module of `preload/` before the service, and hear commands. */
export function preload({ directory, environment }: Ground, name: string): Commands {
  const socketPath = join(directory, `${name}.sock`);
  environment.NODE_OPTIONS = `--import=${new URL(`./preload/${name}.ts`, import.meta.url).href}`;
  environment.FAULT_SOCKET = socketPath;
  return new Commands(socketPath);
}

/** What a preloaded module is told to do; it listens on a socket file. */
export class Commands {
  readonly #socketPath: string;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  async tell<T>(name: string, value: unknown = null): Promise<T> {
    const answered = Promise.withResolvers<IncomingMessage>();
    request({ socketPath: this.#socketPath, path: `/${name}`, method: 'POST' }, answered.resolve)
      .on('error', answered.reject)
      .end(JSON.stringify(value));
    return JSON.parse(await text(await answered.promise)) as T;
  }
}
