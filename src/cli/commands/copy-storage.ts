import { type Command, InvalidArgumentError } from 'commander';
import { copyStorage } from '#moving/copy-storage.ts';
import { type CopyProblem, type CopyTotals, totalsOf } from '#moving/copy-totals.ts';
import { CommandFailure } from '../failures.ts';
import { ProgressBars } from '../progress-bars.ts';
import { note, print, printJson } from '../terminal.ts';

const usualConcurrency = 8;

/** Needs no catalogue, and works beside a service that writes to either. */
export function addCopyStorage(program: Command): void {
  program
    .command('copy-storage')
    .description('copy all that one storage holds to another, checked; again to bring what came since')
    .argument('<from>', 'as STORAGE_URL: file:///folder or s3://bucket/prefix?endpoint=…')
    .argument('<to>', 'the same; nothing there is overwritten')
    .option('--concurrency <n>', 'files at a time', wholeNumber, usualConcurrency)
    .option('--json', 'print one JSON document')
    .action(
      async (from: string, to: string, { concurrency, json }: { concurrency: number; json?: boolean }) => {
        const { openStoragesToCopy } = await import('#local-storage.ts');
        const storages = await openStoragesToCopy({ from, to }, note);
        const totals = await copy({ ...storages, concurrency }, json === true ? () => {} : tell);
        if (json) {
          printJson(totals);
        } else {
          note(describe(totals));
        }
        if (totals.problems.length > 0) {
          throw new CommandFailure('');
        }
      },
    );
}

type Storages = Omit<Parameters<typeof copyStorage>[0], 'signal'>;

async function copy(storages: Storages, onProblem: (problem: CopyProblem) => void): Promise<CopyTotals> {
  using bars = new ProgressBars();
  const totals = totalsOf();
  for await (const { what, fraction, files } of copyStorage({
    ...storages,
    signal: new AbortController().signal,
  })) {
    totals.add(what, files).forEach(onProblem);
    bars.update('copy', { label: what, fraction, words: describe(totals) });
  }
  bars.update('copy', { fraction: 1, words: describe(totals) });
  return totals;
}

function tell({ key, problem }: CopyProblem): void {
  print(`${key} ${problem}`);
}

function describe({ objects, documents, bytes, problems }: CopyTotals): string {
  const wrong = problems.length === 0 ? '' : `; ${problems.length} not right`;
  return (
    `${objects.copied} objects and ${documents.copied} documents copied, ${bytes} bytes; ` +
    `${objects.held + documents.held} were there already${wrong}`
  );
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > 64) {
    throw new InvalidArgumentError('It must be a whole number, 1 to 64.');
  }
  return value;
}
