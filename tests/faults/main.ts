import { killEmbedded, killWorker } from './kill.ts';
import { killArrivals } from './kill-arrivals.ts';
import { killDeliveries } from './kill-deliveries.ts';

/** `npm run faults`: the campaigns that are too long for the test suite, each with a checker. */
const plan = { captures: 60, kills: 30, maxLifeMs: 8000, log: (line: string) => console.log(`  ${line}`) };

async function main(): Promise<void> {
  const campaigns = {
    'kill -9 of the whole service, embedded': () => killEmbedded({ ...plan, flushRedis: false }),
    'kill -9 of a worker, and Redis emptied and restarted, on servers': () =>
      killWorker({ ...plan, flushRedis: true }),
    'kill -9 between the commit of events and their delivery to a webhook': () =>
      killDeliveries(50, plan.log),
    'kill -9 between the answer to a publishing system and the submission of its article': () =>
      killArrivals(30, plan.log),
  };
  for (const [name, run] of Object.entries(campaigns)) {
    console.log(name);
    const { problems, ...counts } = await run();
    console.log(`  ${JSON.stringify(counts)}`);
    for (const problem of problems) {
      console.log(`  PROBLEM ${problem}`);
      process.exitCode = 1;
    }
  }
}

await main();
