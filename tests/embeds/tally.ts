/** Counts by name, told as recall and precision. */
export class Tally {
  readonly #counts = new Map<string, { found: number; missed: number; extra: number }>();

  add(name: string, kind: 'found' | 'missed' | 'extra'): void {
    const count = this.#counts.get(name) ?? { found: 0, missed: 0, extra: 0 };
    count[kind] += 1;
    this.#counts.set(name, count);
  }

  toString(): string {
    return [...this.#counts]
      .toSorted()
      .map(([name, { found, missed, extra }]) => {
        const recall = ratio(found, found + missed);
        return `  ${name.padEnd(24)} found ${found}, missed ${missed}, extra ${extra}; recall ${recall}, precision ${ratio(found, found + extra)}`;
      })
      .join('\n');
  }
}

function ratio(part: number, whole: number): string {
  return whole === 0 ? '–' : (part / whole).toFixed(3);
}
