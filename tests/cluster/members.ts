import { chmod, mkdir, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readTree } from '../../bench/process-tree.ts';
import { ServiceProcess, type ServiceRole } from '../faults/service-process.ts';

/** One of the processes of a cluster, which is started again under the same name. */
export class Member {
  readonly name: string;
  readonly role: ServiceRole;
  readonly samples: Sample[] = [];
  kills = 0;
  /** What it runs at its next start: the program of a version; null for this one. */
  program: string | null = null;
  readonly #environment: Record<string, string>;
  #process: ServiceProcess | null = null;

  constructor(name: string, role: ServiceRole, environment: Record<string, string>) {
    this.name = name;
    this.role = role;
    this.#environment = environment;
  }

  get lines(): readonly string[] {
    return this.#process?.lines ?? [];
  }

  /** How it ended; null while it runs. */
  get ending(): string | null {
    return this.#process?.ending ?? null;
  }

  start(): void {
    const version = this.program === null ? {} : { program: this.program };
    this.#process = ServiceProcess.start(this.role, this.#environment, version);
  }

  async kill9(): Promise<void> {
    this.kills += 1;
    await this.#process?.kill9();
  }

  /** Resolves to a sentence where it did not end as it was asked to. */
  async stop(): Promise<string | null> {
    const code = (await this.#process?.stop()) ?? null;
    return code === 0 ? null : `${this.name} ended with ${this.ending}: ${this.lines.slice(-2).join(' ')}`;
  }

  async sample(): Promise<void> {
    const running = this.#process;
    if (running?.alive) {
      const [usage, sockets] = await Promise.all([readTree(running.pid), countSockets(running.pid)]);
      this.samples.push({ ownBytes: usage.ownBytes, treeBytes: usage.residentBytes, sockets });
    }
  }
}

export interface Sample {
  /** Resident, of the process alone. */
  ownBytes: number;
  /** With its browsers. */
  treeBytes: number;
  sockets: number;
}

/** A member's own folders, by short names for the sake of sockets; a browser that runs as another user has to get through them. */
export async function makeFolders(home: string): Promise<{ DATA_DIR: string; TMPDIR: string }> {
  const folders = { DATA_DIR: join(home, 'data'), TMPDIR: join(home, 't') };
  await mkdir(folders.DATA_DIR, { recursive: true });
  await mkdir(folders.TMPDIR);
  await chmod(folders.TMPDIR, 0o1777);
  return folders;
}

async function countSockets(pid: number): Promise<number> {
  const folder = `/proc/${pid}/fd`;
  // What closes while it is counted is not counted.
  const names = await readdir(folder).catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(join(folder, name)).catch(() => '')));
  return targets.filter((target) => target.startsWith('socket:')).length;
}
