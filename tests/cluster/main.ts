import { parseArgs } from 'node:util';
import { thisMachine } from '../../scripts/setup/machine.ts';
import { setUp } from '../../scripts/setup/set-up.ts';
import { runCluster } from './cluster.ts';
import { nginxNeed } from './need.ts';
import { describeRun } from './report.ts';
import { needS3rver } from './servers.ts';

/** `npm run cluster -- --minutes 10`: many machines on one, killed at random under load. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= 120)) {
    throw new Error('--minutes must be a number above 0, at most 120');
  }
  const say = (line: string) => console.log(`  ${line}`);
  await setUp(thisMachine, { needs: [nginxNeed], configuredBrowser: null, say });
  await needS3rver(say);
  const run = await runCluster(minutes, say);
  console.log(describeRun(run).join('\n'));
  process.exitCode = run.problems.length === 0 ? 0 : 1;
}

await main();
