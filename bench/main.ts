import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/** `npm run bench`: what can be measured in ten minutes, a script a subject, as tables for docs/performance.md. */
const scripts = [
  { title: 'Captures', script: 'captures.ts', args: ['1', '2', '3'] },
  { title: 'Submissions', script: 'submissions.ts', args: [] },
  { title: 'Embeds found', script: 'inventory/main.ts', args: [] },
  { title: 'Cards, audit, cold start', script: 'service-costs.ts', args: [] },
  { title: 'Growth', script: 'scale.ts', args: ['1000', '100000'] },
];

const [processor] = cpus();
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${processor?.model.trim()}, ` +
    `${(totalmem() / 1e9).toFixed(0)} GB, Node.js ${process.version}`,
);
for (const { title, script, args } of scripts) {
  console.log(`\n# ${title} (bench/${script})\n`);
  const path = fileURLToPath(new URL(`./${script}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) {
    console.log(`bench/${script} ended with exit code ${code}`);
    process.exitCode = 1;
  }
}
