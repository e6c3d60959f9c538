/** Tells a story step by step: in place on a terminal, as plain lines elsewhere. */
export class Progress {
  readonly #output: NodeJS.WriteStream;
  #current: string | null = null;

  constructor(output: NodeJS.WriteStream = process.stdout) {
    this.#output = output;
  }

  /** Runs a step; the words may change with what it finds. */
  async step<T>(words: string, work: (update: (words: string) => void) => Promise<T>): Promise<T> {
    let latest = words;
    this.#show(`  … ${latest}`);
    try {
      const result = await work((next) => {
        latest = next;
        this.#show(`  … ${latest}`);
      });
      this.#settle(`  ✓ ${latest}`);
      return result;
    } catch (error) {
      this.#settle(`  ✗ ${latest}`);
      throw error;
    }
  }

  line(words: string): void {
    this.#settle(words);
  }

  #show(words: string): void {
    if (this.#output.isTTY && words !== this.#current) {
      this.#current = words;
      this.#output.write(`\r\x1b[2K${words.slice(0, this.#output.columns - 1)}`);
    }
  }

  #settle(words: string): void {
    this.#output.write(`${this.#current === null ? '' : '\r\x1b[2K'}${words}\n`);
    this.#current = null;
  }
}
