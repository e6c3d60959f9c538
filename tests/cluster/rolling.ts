import { setTimeout as wait } from 'node:timers/promises';
import { thisMachine } from '../../scripts/setup/machine.ts';
import { setUp } from '../../scripts/setup/set-up.ts';
import { type Cluster, doneWithinMs, key, startCluster, stopAndLook } from './cluster.ts';
import { Ledger } from './ledger.ts';
import { followToTheEnd, keepWorking } from './load.ts';
import { nginxNeed } from './need.ts';
import { migrationsIn, previousRelease } from './releases.ts';
import { describeRun } from './report.ts';
import { needS3rver } from './servers.ts';

/** Each stage, with old and new side by side. */
const stageMs = 20_000;
/** A process of one version, and what is tried while it is the newest of its role. */
const order = ['worker-1', 'api-1', 'worker-2', 'api-2'] as const;
/** What a client meets while the process that had its request goes; it asks again. */
const expectedSetbacks = ['no answer', '502', '503', '504'];

/**
 * `npm run rolling`: the version before the newest migration is replaced by this one, process by process, under load. The first
 * new one migrates; the old ones go on beside it: new worker with old API, then new API with old worker.
 */
async function main(): Promise<void> {
  const say = (line: string) => console.log(`  ${line}`);
  await using old = await previousRelease();
  if (old === null) {
    console.log('skipped: there is no history here to take the previous release from');
    return;
  }
  await setUp(thisMachine, { needs: [nginxNeed], configuredBrowser: null, say });
  await needS3rver(say);
  const added = (await migrationsIn()).filter((name) => !old.migrations.includes(name));
  say(`from ${old.commit.slice(0, 12)} to this tree, which adds ${added.join(', ')}`);
  await using resources = new AsyncDisposableStack();
  const cluster = await startCluster(resources, { workers: 2, program: old.program });
  say('four processes of the old version are up');
  const ledger = new Ledger();
  const rolling = new AbortController();
  const startedAt = performance.now();
  const working = keepWorking({ url: cluster.url, key, ledger, signal: rolling.signal });
  const problems = await replaceEach(cluster, ledger, say);
  rolling.abort();
  await working;
  if (!(await followToTheEnd({ url: cluster.url, key, ledger }, doneWithinMs))) {
    problems.push(`${ledger.open.length} submissions were not done`);
  }
  const minutes = Math.round((performance.now() - startedAt) / 6000) / 10;
  const end = await stopAndLook(cluster, ledger, say);
  const odd = [...ledger.setbacks].filter(([status]) => !expectedSetbacks.includes(status));
  problems.push(...end.problems, ...odd.map(([status, times]) => `clients met ${status}, ${times} times`));
  const { members } = cluster;
  console.log(describeRun({ minutes, members, ledger, connections: new Map(), ...end, problems }).join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

async function replaceEach(
  { members }: Cluster,
  ledger: Ledger,
  say: (line: string) => void,
): Promise<string[]> {
  const problems: string[] = [];
  await wait(stageMs);
  for (const name of order) {
    const member = members.find((one) => one.name === name);
    if (member === undefined) {
      throw new Error(`there is no ${name}`);
    }
    problems.push((await member.stop()) ?? '');
    member.program = null;
    member.start();
    await wait(stageMs);
    problems.push(
      ...members.flatMap(({ name, ending }) => (ending === null ? [] : [`${name} ended: ${ending}`])),
    );
    say(
      `${name} is new; ${ledger.accepted.size} submissions accepted, ${ledger.promised.size} captures promised`,
    );
  }
  return problems.filter(Boolean);
}

await main();
