#!/usr/bin/env node
// Plain JavaScript that an old Node understands too: it finds a Node that can run the rest, or says what to do.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const neededMajor = 24;

if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  // Compiling is a third of what a short command takes.
  module.enableCompileCache?.();
  const { main } = await import('../src/cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const ownNode = fileURLToPath(
    new URL(`../node_modules/node-linux-${process.arch}/bin/node`, import.meta.url),
  );
  if (process.platform === 'linux' && existsSync(ownNode)) {
    handOver(ownNode);
  } else {
    console.error(
      `embed-archiver needs Node ${neededMajor} or newer, and this is ${process.version}. ` +
        'Run npm ci, which brings one on Linux (x64, arm64); elsewhere install it from https://nodejs.org.',
    );
    process.exitCode = 1;
  }
}

/**
 * Runs this file again on that Node, with the same terminal, and ends as it ends.
 * @param {string} node
 */
function handOver(node) {
  const child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 1);
    process.exit();
  });
}
