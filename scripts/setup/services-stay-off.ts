import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from './machine.ts';

const policyPath = '/usr/sbin/policy-rc.d';
const clusterConfiguration = '/etc/postgresql-common/createcluster.conf';
const clusterSettings = '/etc/postgresql-common/createcluster.d/embed-archiver.conf';
const mark = '# of the set-up of embed-archiver; removed when that ends';

/**
 * Installs without starting anything. Debian's packages start their services whether systemd, another init or none runs
 * (PostgreSQL also makes a cluster), and all of them ask `policy-rc.d` first; container images often have one already.
 */
export async function withServicesOff<T>(
  machine: Machine,
  asRoot: string[],
  install: () => Promise<T>,
): Promise<T> {
  const ours: string[] = [];
  // Ctrl-C ends the package manager; what was put down is still taken up again.
  const stay = () => {};
  process.on('SIGINT', stay);
  try {
    if (!machine.exists(policyPath) || (await isLeftOver(machine, policyPath))) {
      ours.push(policyPath);
      await putFile(machine, asRoot, policyPath, `#!/bin/sh\n${mark}\nexit 101\n`, '755');
    }
    if (!machine.exists(clusterConfiguration)) {
      ours.push(clusterSettings);
      await putFile(machine, asRoot, clusterSettings, `${mark}\ncreate_main_cluster = false\n`, '644');
    }
    return await install();
  } finally {
    if (ours.length > 0) {
      await machine.run([...asRoot, 'rm', '-f', ...ours]);
    }
    process.off('SIGINT', stay);
  }
}

/** Those just installed must not start with the machine either. */
export async function disableServices(machine: Machine, asRoot: string[], services: string[]): Promise<void> {
  if (services.length > 0 && machine.exists('/run/systemd/system')) {
    const { status, output } = await machine.run([...asRoot, 'systemctl', 'disable', ...services]);
    if (status !== 0) {
      console.error(`setup: could not disable ${services.join(', ')}: ${output.trim()}`);
    }
  }
}

async function isLeftOver(machine: Machine, path: string): Promise<boolean> {
  return (await machine.run(['cat', path])).output.includes(mark);
}

async function putFile(
  machine: Machine,
  asRoot: string[],
  path: string,
  text: string,
  mode: string,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'setup-'));
  try {
    await writeFile(join(folder, 'file'), text);
    const { status, output } = await machine.run([
      ...asRoot,
      'install',
      '-D',
      '-m',
      mode,
      join(folder, 'file'),
      path,
    ]);
    if (status !== 0) {
      throw new Error(`${path} could not be written: ${output.trim()}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
