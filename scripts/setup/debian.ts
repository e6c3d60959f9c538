import type { Machine } from './machine.ts';
import type { Need } from './needs.ts';
import { disableServices, withServicesOff } from './services-stay-off.ts';

const services: Record<string, string[]> = {
  'redis-server': ['redis-server.service'],
  postgresql: ['postgresql.service'],
  'mariadb-server': ['mariadb.service'],
  wordpress: ['apache2.service'],
};

/** The prefix that makes a command root's; null where this user cannot become root without being asked. */
export async function becomeRoot(machine: Machine): Promise<string[] | null> {
  if (machine.isRoot) {
    return [];
  }
  if (machine.commandPath('sudo') === null) {
    return null;
  }
  const { status } = await machine.run(['sudo', '-n', 'true'], { timeoutMs: 10_000 });
  return status === 0 ? ['sudo', '-n'] : null;
}

/** Installs what is missing. Throws with the end of what apt said. */
export async function installWithApt(machine: Machine, asRoot: string[], missing: Need[]): Promise<void> {
  const packages = packagesOf(missing);
  const install = [
    ...['apt-get', 'install', '--yes', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'],
    ...packages,
  ];
  // An update that fails leaves the lists that are there, and those may do.
  const update = await apt(machine, asRoot, ['apt-get', 'update', '-o', 'DPkg::Lock::Timeout=120']);
  const installed = await withServicesOff(machine, asRoot, () => apt(machine, asRoot, install));
  if (installed.status !== 0) {
    const said = [update, installed]
      .filter(({ status }) => status !== 0)
      .map(({ output }) => lastLines(output));
    throw new Error(`apt-get could not install ${packages.join(' ')}:\n${said.join('\n')}`);
  }
  await disableServices(
    machine,
    asRoot,
    packages.flatMap((name) => services[name] ?? []),
  );
}

function apt(machine: Machine, asRoot: string[], command: string[]) {
  // `env`, since sudo keeps no variables.
  return machine.run([...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command], {
    timeoutMs: 1_200_000,
  });
}

export function packagesOf(needs: Need[]): string[] {
  return needs.flatMap((need) => need.debianPackages);
}

/** The one command that a person can run. */
export function aptCommand(needs: Need[]): string {
  return `sudo sh -c 'apt-get update && apt-get install --yes --no-install-recommends ${packagesOf(needs).join(' ')}'`;
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-8).join('\n');
}
