import { parseArgs } from 'node:util';
import { assertCanBite, bite } from './bite.ts';
import { beginChance } from './chance.ts';
import type { Fault } from './fault.ts';
import { faults } from './faults.ts';
import { type Row, runFault } from './run-fault.ts';
import { asMarkdown, tableOf } from './table.ts';

const usage = `npm run faults             every fault, in full
npm run faults -- --short   the part that CI runs
  --only NAME   faults with that in their name; may be given more than once
  --rounds N    so many rounds of each
  --list        names them
  --bite        each on a copy of the source without what stands against it: it has to find problems there

FAULTS_SEED=N lets chance choose as it did in the run that printed N.`;

/** As the tests: on a machine that does other things, a whole campaign should not be lost to one. The table tells. */
const mayTryAgain = process.env.CI === 'true';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
      list: { type: 'boolean', default: false },
      bite: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const chosen = faults.filter(
    ({ name }) => values.only.length === 0 || values.only.some((part) => name.includes(part)),
  );
  if (chosen.length === 0) {
    throw new Error(`No fault has ${values.only.join(' or ')} in its name; --list names them.`);
  }
  if (values.list) {
    console.log(chosen.map(({ name, rounds }) => `${name} (${rounds.short}, ${rounds.full})`).join('\n'));
  } else if (values.bite) {
    await seeThemBite(chosen);
  } else {
    const length = values.short ? 'short' : 'full';
    if (values.short) {
      // In CI, so that whoever changes a defence learns of it.
      await assertCanBite(chosen);
    }
    await makeAll(chosen, (fault) => roundsGiven(values.rounds) ?? fault.rounds[length]);
  }
}

function roundsGiven(text: string | undefined): number | null {
  if (text === undefined) {
    return null;
  }
  if (!/^[1-9]\d*$/.test(text)) {
    throw new Error(`--rounds ${text} is no number of rounds; give 1 or more.`);
  }
  return Number(text);
}

async function makeAll(chosen: readonly Fault[], roundsOf: (fault: Fault) => number): Promise<void> {
  const rows: Row[] = [];
  for (const fault of chosen.filter((one) => roundsOf(one) > 0)) {
    const reason = (await fault.whyNot?.()) ?? null;
    if (reason !== null) {
      console.log(`${fault.name}\n  skipped: ${reason}`);
      continue;
    }
    const first = await makeOne(fault, roundsOf(fault));
    rows.push(
      first.passed || !mayTryAgain ? first : { ...(await makeOne(fault, roundsOf(fault))), isSecond: true },
    );
  }
  console.log(`\n${tableOf(rows)}`);
  process.exitCode = rows.every(({ passed }) => passed) ? 0 : 1;
}

async function makeOne(fault: Fault, rounds: number): Promise<Row> {
  console.log(`${fault.name}\n  seed ${beginChance()}`);
  const row = await runFault(fault, rounds, (line) => console.log(`  ${line}`));
  for (const problem of row.problems) {
    console.log(`  PROBLEM ${problem}`);
  }
  console.log(`  ${row.passed ? 'pass' : 'FAIL'} after ${Math.round(row.seconds)} s`);
  return row;
}

async function seeThemBite(chosen: readonly Fault[]): Promise<void> {
  const rows = [['fault', 'without', 'what is found then']];
  for (const fault of chosen) {
    console.log(`${fault.name}\n  without: ${fault.defence.what}`);
    const { problems } = await bite(fault, (line) => console.log(`    ${line}`));
    const [first = 'NOTHING: it does not bite'] = problems;
    rows.push([
      fault.name,
      fault.defence.what,
      problems.length > 1 ? `${first} (and ${problems.length - 1} more)` : first,
    ]);
    if (problems.length === 0) {
      process.exitCode = 1;
    }
  }
  console.log(`\n${asMarkdown(rows)}`);
}

await main();
