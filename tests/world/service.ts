import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/embed-archiver.mjs', import.meta.url));

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** `embed-archiver serve` as a process of its own, whose log can be waited for. */
export class RunningServe implements AsyncDisposable {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #log: string[] = [];
  readonly #waiting = new Set<() => void>();
  #ended = false;

  constructor(environment: Record<string, string>) {
    this.#child = spawn(process.execPath, [bin, 'serve'], {
      env: { PATH: process.env.PATH, PORT: '0', LOG_PRETTY: 'false', ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = Promise.withResolvers<Exit>();
    this.#child.once('error', ended.reject);
    this.#child.once('close', (code, signal) => {
      this.#ended = true;
      ended.resolve({ code, signal });
      this.#tell();
    });
    this.exited = ended.promise;
    if (this.#child.stderr !== null) {
      createInterface({ input: this.#child.stderr }).on('line', (line) => {
        this.#log.push(line);
        this.#tell();
      });
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get log(): string {
    return this.#log.join('\n');
  }

  /** The log's first event of that name; rejects with the log where the process ends before it. */
  async logged(message: string): Promise<Record<string, unknown>> {
    for (;;) {
      const line = this.#log.find((line) => line.includes(`"msg":"${message}"`));
      if (line !== undefined) {
        return JSON.parse(line);
      }
      if (this.#ended) {
        throw new Error(`it ended before it said ${message}:\n${this.log}`);
      }
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) {
      this.signal('SIGKILL');
      await this.exited;
    }
  }

  #tell(): void {
    for (const wake of this.#waiting) {
      wake();
    }
    this.#waiting.clear();
  }
}

/** A process by its id and the time of its start, for ids come back. */
export type ProcessMark = `${number}@${string}`;

/** The processes that descend from `pid` now. */
export async function descendantsOf(pid: number): Promise<ProcessMark[]> {
  const all = await processes();
  const found: ProcessMark[] = [];
  const parents = [pid];
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    for (const child of all.filter(({ parentPid }) => parentPid === parent)) {
      found.push(child.mark);
      parents.push(child.pid);
    }
  }
  return found;
}

/** Those that still run. */
export async function alive(marks: ProcessMark[]): Promise<ProcessMark[]> {
  const running = new Set((await processes()).filter(({ state }) => state !== 'Z').map(({ mark }) => mark));
  return marks.filter((mark) => running.has(mark));
}

async function processes() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      // Gone since it was listed.
      const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
      // The name in brackets may hold anything (proc(5)).
      const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
      const mark: ProcessMark = `${pid}@${fields[19] ?? ''}`;
      return text === null ? [] : [{ pid, parentPid: Number(fields[1]), state: fields[0] ?? '', mark }];
    }),
  );
  return found.flat();
}
