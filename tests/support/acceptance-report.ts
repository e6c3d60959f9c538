import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { z } from 'zod';
import { platforms } from '#platforms/registry.ts';
import { haveRecordings, recordedJson } from '../platforms/recordings.ts';
import { type Aspect, aspectOfName, aspects, aspectsOfTruth } from './aspects.ts';

const indexSchema = z.object({
  recordings: z.array(
    z.object({ platform: z.string(), file: z.string(), groundTruth: z.record(z.string(), z.unknown()) }),
  ),
});
type Recording = z.infer<typeof indexSchema>['recordings'][number];

/** One case of a platform holds all recorded URLs, or ids with their times, against it. */
const judgesVectors = /URL vectors|URLs: id, kind|URLs of others to them|times of ids/;

interface Cell {
  passed: number;
  all: number;
}

/** Prints what the tests of articles say of recall and precision, and the table of platforms and what is proved of each. */
export class AcceptanceReport implements Reporter {
  readonly #said: string[] = [];

  onUserConsoleLog({ content }: { content: string }): void {
    if (/^articles |vectors? judged|times judged/.test(content)) this.#said.push(content.trim());
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const recordings = haveRecordings ? indexSchema.parse(recordedJson('index.json')).recordings : [];
    const failed = tests.filter((test) => test.result().state === 'failed');
    const broken = modules.flatMap((module) => module.errors()).length + unhandledErrors.length;
    print(this.#said.toSorted().join('\n'));
    print(`\n${tableOf(tests, recordings)}\n`);
    print(unjudged(tests, recordings));
    for (const test of failed) print(`FAILED ${test.fullName}\n${test.result().errors?.[0]?.message ?? ''}`);
    print(
      `${tests.length - failed.length} of ${tests.length} cases hold${broken > 0 ? `; ${broken} errors` : ''}`,
    );
  }
}

/** Each cell: recordings that are read as their truth says, and cases made for the contract and the platform's tests. */
function tableOf(tests: readonly TestCase[], recordings: readonly Recording[]): string {
  const rows = platforms.map(({ name }) => {
    const own = tests.filter((test) => platformOf(test) === name && test.result().state !== 'skipped');
    const cells = aspects.map((aspect) => {
      const recorded: Cell = { passed: 0, all: 0 };
      const made: Cell = { passed: 0, all: 0 };
      for (const test of own) {
        const recording = recordingOf(test, recordings);
        if (!aspectsOf(test, recording).includes(aspect)) continue;
        const cell = recording === undefined && !judgesVectors.test(test.name) ? made : recorded;
        cell.all += 1;
        if (test.result().state === 'passed') cell.passed += 1;
      }
      return `${written(recorded)} · ${written(made)}`;
    });
    return `| ${[name, ...cells].join(' | ')} |`;
  });
  return [
    'recordings · cases made for the tests; those that hold of all',
    `| platform | ${aspects.join(' | ')} |`,
    `|---|${aspects.map(() => '---|').join('')}`,
    ...rows,
  ].join('\n');
}

function written({ passed, all }: Cell): string {
  return all === 0 ? '–' : `${passed}/${all}`;
}

function aspectsOf(test: TestCase, recording: Recording | undefined): Aspect[] {
  return recording === undefined ? [aspectOfName(test.fullName)] : aspectsOfTruth(recording.groundTruth);
}

function recordingOf(test: TestCase, recordings: readonly Recording[]): Recording | undefined {
  return recordings.find(({ file }) => test.name.includes(file));
}

/** By the file's place, or by the name in a suite that goes through several platforms. */
function platformOf(test: TestCase): string | null {
  const place = /tests\/platforms\/([a-z]+)(?:\.test\.ts$|\/)/.exec(test.module.moduleId)?.[1];
  const named = /^the URLs of ([a-z]+)\b/.exec(test.fullName)?.[1];
  return [named, place].find((name) => platforms.some((platform) => platform.name === name)) ?? null;
}

/** What lies there and no test is named for; several tests read more than one file. */
function unjudged(tests: readonly TestCase[], recordings: readonly Recording[]): string {
  const rest = recordings.filter(({ file }) => !tests.some(({ name }) => name.includes(file)));
  const list = rest.map(({ file }) => `\n  ${file}`).join('');
  return `${recordings.length - rest.length} of ${recordings.length} recorded answers have a case of their own; without:${list}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
