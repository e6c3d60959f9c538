import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/embed-archiver.mjs', import.meta.url));
const quickMain = fileURLToPath(new URL('./quick-service.ts', import.meta.url));
const dieAtLine = new URL('./die-at-line.ts', import.meta.url);
/** The end of what a process said, for whoever has to find out why. */
const keptLines = 4000;
/** More than an operator's own patience: 25 s for what runs, 10 s for what was aborted, and then some. */
const endsWithinMs = 60_000;

export type ServiceRole = 'serve' | 'api' | 'worker';

/** A line of the log upon which the process signals itself, before it does anything else. */
export interface LastLine {
  /** What the line has in it, all of it; as it stands there: `"msg":"capture committed"`. */
  includes: readonly string[];
  /** 1 where not given. */
  occurrence?: number;
  signal: 'SIGKILL' | 'SIGSTOP';
}

export interface StartOptions {
  /** With leases and intervals of a fifth of the operator's (quick-service.ts). */
  quick?: boolean;
  /** Another version's program. */
  program?: string;
  at?: LastLine;
}

/** One process of the service, as an operator starts it, that can be killed at any moment. */
export class ServiceProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #lines: string[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = once(child, 'exit');
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        this.#lines.push(line);
        if (this.#lines.length > keptLines) {
          this.#lines.splice(0, keptLines / 2);
        }
      });
    }
  }

  static start(
    role: ServiceRole,
    environment: Record<string, string>,
    { quick = false, program = bin, at }: StartOptions = {},
  ): ServiceProcess {
    const preload = at === undefined ? [] : ['--import', preloadUrl(at)];
    const child = spawn(process.execPath, [...preload, quick ? quickMain : program, role], {
      env: { ...process.env, LOG_PRETTY: 'false', ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new ServiceProcess(child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get exited(): Promise<unknown> {
    return this.#exited;
  }

  /** How it ended, in words; null while it runs. */
  get ending(): string | null {
    const { exitCode, signalCode } = this.#child;
    return exitCode === null && signalCode === null ? null : (signalCode ?? `exit code ${exitCode}`);
  }

  /** What it logged, the last few thousand lines of it. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  said(...parts: readonly string[]): boolean {
    return this.#lines.some((line) => parts.every((part) => line.includes(part)));
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async kill9(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Resolves to the exit code; one that does not end is killed, and has none. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), endsWithinMs);
    await this.#exited;
    clearTimeout(timer);
    return this.#child.exitCode;
  }
}

function preloadUrl({ includes, occurrence = 1, signal }: LastLine): string {
  const url = new URL(dieAtLine);
  url.search = new URLSearchParams([
    ...includes.map((part) => ['includes', part]),
    ['occurrence', String(occurrence)],
    ['signal', signal],
  ]).toString();
  return url.href;
}

/** Until it answers; one that a busy machine did not let start is started again. */
export async function startAnswering(
  environment: Record<string, string> & { PORT: string },
  options: StartOptions = {},
): Promise<ServiceProcess> {
  let service = ServiceProcess.start('serve', environment, options);
  await waitUntil('the service is up', 180_000, async () => {
    if (!service.alive) {
      service = ServiceProcess.start('serve', environment, options);
    }
    const answer = await fetch(`http://127.0.0.1:${environment.PORT}/healthz`).catch(() => null);
    return answer?.status === 200;
  });
  return service;
}

export async function waitUntil(
  what: string,
  timeoutMs: number,
  holds: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
