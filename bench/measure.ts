import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readTree, type TreeUsage } from './process-tree.ts';

export interface Measurement {
  name: string;
  posts: number;
  wallSeconds: number;
  cpuSeconds: number;
  /** Of the script's own process, without the browser's. */
  ownCpuSeconds: number;
  peakBytes: number;
  /** Of the script's own process, without the browser's. */
  peakOwnBytes: number;
  ownBytesBefore: number;
  storedBytes: number;
}

/** What a measured script sends: `begin` after its warm-up, `end` when the last post is on disk. */
export type BenchMessage = { kind: 'begin' } | { kind: 'end'; posts: number; storedBytes: number };

const sampleEveryMs = 100;

/** Runs a script and accounts for its whole process tree between its `begin` and its `end`. */
export async function measure(
  name: string,
  script: URL,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<Measurement> {
  const child = fork(script, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { pid } = child;
  if (pid === undefined) {
    throw new Error(`${name} could not be started`);
  }
  const exited = once(child, 'exit');
  const nextMessage = async (): Promise<BenchMessage> => {
    const [message] = await Promise.race([
      once(child, 'message'),
      exited.then(([code]) => Promise.reject(new Error(`${name} ended early with exit code ${code}`))),
    ]);
    return message as BenchMessage;
  };

  await nextMessage();
  const before = await readTree(pid);
  const beganAt = performance.now();
  let peakBytes = before.residentBytes;
  let peakOwnBytes = before.ownBytes;
  const sampler = setInterval(() => {
    void readTree(pid).then((usage) => {
      peakBytes = Math.max(peakBytes, usage.residentBytes);
      peakOwnBytes = Math.max(peakOwnBytes, usage.ownBytes);
    });
  }, sampleEveryMs);
  const end = await nextMessage().finally(() => clearInterval(sampler));
  const wallSeconds = (performance.now() - beganAt) / 1000;
  const after: TreeUsage = await readTree(pid);
  child.send('done');
  const [code] = await exited;
  if (end.kind !== 'end' || code !== 0) {
    throw new Error(`${name} ended with exit code ${code}`);
  }
  return {
    name,
    posts: end.posts,
    wallSeconds,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    ownCpuSeconds: after.ownCpuSeconds - before.ownCpuSeconds,
    peakBytes,
    peakOwnBytes,
    ownBytesBefore: before.ownBytes,
    storedBytes: end.storedBytes,
  };
}

/** For the measured script: reports, and after `end` waits until the accounts were read. */
export async function report(message: BenchMessage): Promise<void> {
  if (!process.send) {
    throw new Error('This script is run by bench/main.ts');
  }
  const read = message.kind === 'end' ? once(process, 'message') : null;
  process.send(message);
  await read;
  if (message.kind === 'end') {
    process.disconnect();
  }
}
