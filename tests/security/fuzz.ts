import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';

/**
 * `npm run fuzz -- --runs N [--seed S]`: the properties that `npm test` tries with a few hostile inputs, with N of them each and,
 * unless a seed is given, others every time. What it finds it prints with the seed that finds it again.
 */
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '300' }, seed: { type: 'string' } },
});
if (!/^[1-9]\d{0,6}$/.test(values.runs)) {
  throw new Error(`--runs ${values.runs} is not a whole number of 1 or more; for example --runs 300`);
}
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31));
console.log(`${values.runs} hostile inputs to each property, seed ${seed}`);

const files = ['tests/security', 'tests/platforms', 'tests/embeds/hostile', 'tests/page-archive/hostile'];
const only = 'whatever|what others send|damaged or made to harm|no input is too much';
const child = spawn('vitest', ['run', ...files, '-t', only, '--testTimeout', '0'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_RUNS: values.runs, FAST_CHECK_SEED: seed },
});
const [code] = await once(child, 'exit');
process.exitCode = code === 0 ? 0 : 1;
