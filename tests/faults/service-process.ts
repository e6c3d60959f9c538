import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/embed-archiver.mjs', import.meta.url));

/** One process of the service, as an operator starts it, that can be killed at any moment. */
export class ServiceProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = once(child, 'exit');
  }

  static start(role: 'serve' | 'api' | 'worker', environment: Record<string, string>): ServiceProcess {
    const child = spawn(process.execPath, [bin, role], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return new ServiceProcess(child);
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async kill9(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Resolves to the exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.#exited;
    return this.#child.exitCode;
  }
}

/** Until it answers; one that a busy machine did not let start is started again. */
export async function startAnswering(
  environment: Record<string, string> & { PORT: string },
): Promise<ServiceProcess> {
  let service = ServiceProcess.start('serve', environment);
  await waitUntil('the service is up', 180_000, async () => {
    if (!service.alive) {
      service = ServiceProcess.start('serve', environment);
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
