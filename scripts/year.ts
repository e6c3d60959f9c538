import { liveAYear } from '../tests/recheck/year/live-a-year.ts';

/** `npm run year -- [posts]`: what the watches make of a year in the life of so many posts, on a virtual clock. */
const usualCount = 1000;
const daysALine = 30;

const count = Number(process.argv[2] ?? usualCount);
if (!Number.isInteger(count) || count < 1) {
  process.stderr.write('Usage: npm run year -- [how many posts]; for example npm run year -- 100\n');
  process.exitCode = 2;
} else {
  await main(count);
}

async function main(posts: number): Promise<void> {
  const startedAt = performance.now();
  const year = await liveAYear(posts, {
    alone: false,
    onDay(day, looks) {
      if (day % daysALine === 0) {
        process.stderr.write(`day ${day}: ${looks} looks, ${seconds(startedAt)} s\n`);
      }
    },
  });
  const rows = [...year.byStory].map(([story, line]) => ({ story, ...line }));
  process.stdout.write(`${table(['story', 'posts', 'looks', 'captures', 'events', 'wrong'], rows)}\n`);
  const totals = {
    ...{ posts: year.posts, looks: year.looks, requests: year.requests, captures: year.captures },
    ...{ 'false deletions': year.falseDeletions.length, 'missed after the second look': year.missed.length },
    ...{ 'otherwise wrong': year.wrong.length, misreported: year.misreported.length },
    ...{ miscaptured: year.miscaptured.length, deliveries: year.told.deliveries },
    ...{
      'attempts to deliver': year.told.attempts,
      'deliveries off the schedule': year.told.problems.length,
    },
    seconds: seconds(startedAt),
  };
  for (const [name, value] of Object.entries(totals)) {
    process.stdout.write(`${name.padEnd(30)} ${value}\n`);
  }
  const problems = [
    ...year.falseDeletions,
    ...year.missed,
    ...year.wrong,
    ...year.misreported,
    ...year.miscaptured,
    ...year.told.problems,
  ];
  process.stdout.write(problems.map((problem) => `! ${problem}\n`).join(''));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function seconds(startedAt: number): string {
  return ((performance.now() - startedAt) / 1000).toFixed(0);
}

function table(columns: readonly string[], rows: readonly Record<string, unknown>[]): string {
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, place) => Math.max(...cells.map((line) => line[place]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
