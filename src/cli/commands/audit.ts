import { type Command, InvalidArgumentError } from 'commander';
import { checkFact } from '#catalogue/check-fact.ts';
import { auditSample, auditStorage } from '#evidence/audit/audit-storage.ts';
import { repairFrom } from '#evidence/audit/repair.ts';
import { CommandFailure, UsageError } from '../failures.ts';
import { note, print, printJson } from '../terminal.ts';

interface FoundDamage {
  key: string;
  problem: string;
  repaired: boolean;
  /** Why it is not. */
  reason: string | null;
}

interface Options {
  sample?: number;
  replica?: boolean;
  json?: boolean;
}

/** Needs storage alone, and works beside a service that runs. */
export function addAudit(program: Command): void {
  program
    .command('audit')
    .description('read storage back and compare every hash; repair from STORAGE_REPLICA_URL')
    .option('--sample <n>', 'so many files, drawn by chance', wholeNumber)
    .option('--replica', 'the second storage instead, repaired from the first')
    .option('--json', 'print one JSON document')
    .action(async ({ sample, replica: second, json }: Options) => {
      const { openLocalStorages } = await import('#local-storage.ts');
      const opened = await openLocalStorages(note);
      const { storage, replica } = second === true ? swapped(opened) : opened;
      const signal = new AbortController().signal;
      let bytes = 0;
      const onBytes = async (read: number) => {
        bytes += read;
      };
      const options = { storage, checkFact, onBytes, signal };
      const damage = new Map<string, FoundDamage>();
      let files = 0;
      for await (const step of sample === undefined ? auditStorage(options) : auditSample(options, sample)) {
        files += 1;
        for (const { key, problem } of step.damage) {
          if (damage.has(key)) {
            continue;
          }
          const repair = replica && (await repairFrom(replica, { key, problem }, options));
          const found = {
            ...{ key, problem, repaired: repair?.kind === 'repaired' },
            reason: repair?.kind === 'not-repaired' ? repair.reason : null,
          };
          damage.set(key, found);
          if (!json) {
            print(describe(found));
          }
        }
      }
      const open = [...damage.values()].filter(({ repaired }) => !repaired);
      if (json) {
        printJson({ files, bytes, damage: [...damage.values()] });
      } else {
        note(
          `${files} files, ${bytes} bytes read: ${open.length === 0 ? 'all is well' : `${open.length} damaged`}`,
        );
      }
      if (open.length > 0) {
        throw new CommandFailure('');
      }
    });
}

/** Each is the other's second. */
function swapped<S>({ storage, replica }: { storage: S; replica: S | null }): { storage: S; replica: S } {
  if (replica === null) {
    throw new UsageError('There is no second storage: STORAGE_REPLICA_URL names none');
  }
  return { storage: replica, replica: storage };
}

function describe({ key, problem, repaired, reason }: FoundDamage): string {
  return `${key} ${problem}${repaired ? ' (repaired)' : ''}${reason === null ? '' : ` (not repaired: ${reason})`}`;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  }
  return value;
}
