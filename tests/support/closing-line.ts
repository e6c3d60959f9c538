import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Ends the run with one line that a machine can read: `N passed, N failed`, and `, N skipped` where some were. A file
 * that could not be collected and an error outside every test count as failures too, each as one.
 */
export class ClosingLine implements Reporter {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void = (text) => process.stdout.write(text)) {
    this.#write = write;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) {
        counts.failed += suite.errors().length;
      }
      for (const test of module.children.allTests()) {
        counts[test.result().state] += 1;
      }
    }
    const failed = counts.failed + counts.pending;
    const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
    this.#write(`${counts.passed} passed, ${failed} failed${skipped}\n`);
  }
}
