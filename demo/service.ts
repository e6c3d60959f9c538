import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../tests/support/free-port.ts';

const program = fileURLToPath(new URL('../bin/embed-archiver.mjs', import.meta.url));
const startsWithinMs = 60_000;
const stopsWithinMs = 30_000;

/** `embed-archiver serve` as a process of its own, ready to work. */
export interface RunningService extends AsyncDisposable {
  baseUrl: string;
  adminKey: string;
}

export interface ServiceOptions {
  dataDir: string;
  adminKey: string;
  environment: Record<string, string>;
}

/** Rejects with the end of the service's log where it does not get ready. */
export async function startService(options: ServiceOptions, signal: AbortSignal): Promise<RunningService> {
  const port = await freePort();
  const logFile = join(options.dataDir, 'service.log');
  await using log = await open(logFile, 'w');
  const child = spawn(process.execPath, [program, 'serve'], {
    // A group of its own, so that Ctrl-C in the terminal reaches the demo alone, which ends it in order.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: {
      ...inherited(),
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: options.dataDir,
      ADMIN_KEY: options.adminKey,
      ...options.environment,
    },
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  try {
    await untilReady(child, baseUrl, AbortSignal.any([signal, AbortSignal.timeout(startsWithinMs)]));
  } catch (error) {
    await stop(child);
    const said = (await readFile(logFile, 'utf8')).trim().split('\n').slice(-20).join('\n');
    throw new Error(`the service did not get ready; the end of its log:\n${said}`, { cause: error });
  }
  return { baseUrl, adminKey: options.adminKey, [Symbol.asyncDispose]: () => stop(child) };
}

const elsewhere = ['DATABASE_URL', 'REDIS_URL', 'STORAGE_URL', 'PUBLIC_URL', 'EGRESS_ALLOW'];

/** The demo runs on the embedded defaults, whatever servers this terminal is set up for. */
function inherited(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !elsewhere.includes(name)));
}

async function untilReady(child: ChildProcess, baseUrl: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    }
    const ready = await fetch(`${baseUrl}/readyz`, { signal }).then(
      (answer) => answer.ok,
      // Refused while it does not listen yet.
      () => false,
    );
    if (ready) {
      return;
    }
    await wait(150, undefined, { signal });
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return;
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs);
  await ended;
  clearTimeout(timer);
}
