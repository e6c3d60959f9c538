/** How far several files are together; each counts alike, and what was told is never taken back. */
export class MediaProgress {
  readonly #fractions: Map<string, number>;
  readonly #onProgress: (fraction: number) => void;
  #told = 0;

  constructor(stems: string[], onProgress: (fraction: number) => void) {
    this.#fractions = new Map(stems.map((stem) => [stem, 0]));
    this.#onProgress = onProgress;
  }

  tell(stem: string, fraction: number): void {
    this.#fractions.set(stem, Math.max(this.#fractions.get(stem) ?? 0, Math.min(fraction, 1)));
    const sum = [...this.#fractions.values()].reduce((total, each) => total + each, 0);
    const overall = sum / this.#fractions.size;
    // Whole percents are all that anybody sees.
    if (overall - this.#told >= 0.01 || (overall === 1 && this.#told < 1)) {
      this.#told = overall;
      this.#onProgress(overall);
    }
  }
}
