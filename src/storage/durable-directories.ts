import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

const rememberedAtMost = 100_000;

/** Makes what a directory lists survive a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes directories beneath a root that lasts. A directory counts as durable only once this process has synced its
 * parent itself: that it exists may be the unfinished work of another.
 */
export class DurableDirectories {
  readonly #root: string;
  readonly #durable = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  async ensure(directory: string): Promise<void> {
    if (directory === this.#root || this.#durable.has(directory)) {
      return;
    }
    const parent = dirname(directory);
    await this.ensure(parent);
    await mkdir(directory).catch(ignoreExisting);
    await syncDirectory(parent);
    if (this.#durable.size >= rememberedAtMost) {
      this.#durable.clear();
    }
    this.#durable.add(directory);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') {
    throw error;
  }
}
