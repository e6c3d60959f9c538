import { oneLine } from './terminal.ts';

interface Bar {
  label: string;
  /** 0 to 1. */
  fraction: number;
  words: string;
}

const barCharacters = 20;

/** A bar for each thing that is worked on, redrawn in place on a terminal; nothing elsewhere. */
export class ProgressBars implements Disposable {
  readonly #output: NodeJS.WriteStream;
  readonly #shown: boolean;
  readonly #bars = new Map<string, Bar>();
  #drawnLines = 0;

  constructor(output: NodeJS.WriteStream = process.stderr, shown = output.isTTY === true) {
    this.#output = output;
    this.#shown = shown;
  }

  update(key: string, bar: Partial<Bar>): void {
    const before = this.#bars.get(key) ?? { label: key, fraction: 0, words: '' };
    this.#bars.set(key, { ...before, ...bar });
    this.#draw();
  }

  /** Leaves the last state on the screen. */
  [Symbol.dispose](): void {
    this.#bars.clear();
    this.#drawnLines = 0;
  }

  #draw(): void {
    if (!this.#shown) {
      return;
    }
    const columns = this.#output.columns || 80;
    const rows = Math.max(1, (this.#output.rows || 24) - 1);
    // Lines that scrolled away cannot be drawn again, so only what fits is shown: the last ones.
    const lines = [...this.#bars.values()].slice(-rows).map((bar) => drawBar(bar, columns));
    const back = this.#drawnLines > 0 ? `\x1b[${this.#drawnLines}A` : '';
    this.#output.write(back + lines.map((line) => `\x1b[2K${line}\n`).join(''));
    this.#drawnLines = lines.length;
  }
}

function drawBar({ label, fraction, words }: Bar, columns: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * barCharacters);
  const bar = '█'.repeat(full) + '░'.repeat(barCharacters - full);
  return oneLine(`${bar} ${label} ${words}`, columns - 1);
}
