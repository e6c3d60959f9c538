import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type Machine, type RunResult, thisMachine } from '../../scripts/setup/machine.ts';
import { type Need, redisNeed } from '../../scripts/setup/needs.ts';
import { SetupError, setUp } from '../../scripts/setup/set-up.ts';

/** A machine that only notes what it was asked, and on which `apt-get install` brings commands. */
function pretendMachine(
  given: Partial<Machine> & { commands?: string[]; answers?: Record<string, RunResult> } = {},
) {
  const asked: string[] = [];
  const commands = new Set(given.commands ?? ['apt-get']);
  const machine: Machine = {
    platform: 'linux',
    isRoot: true,
    exists: () => false,
    commandPath: (name) => (commands.has(name) ? `/usr/bin/${name}` : null),
    async run(command) {
      const line = command.join(' ').replaceAll(/\S*\/setup-\w+\/file/g, '<file>');
      asked.push(line);
      const answer = Object.entries(given.answers ?? {}).find(([part]) => line.includes(part))?.[1];
      if (answer !== undefined) {
        return answer;
      }
      if (line.includes('apt-get install')) {
        for (const name of command) {
          commands.add(name);
        }
      }
      return { status: 0, output: '' };
    },
    ...given,
  };
  return { machine, asked };
}

const failed = (output: string): RunResult => ({ status: 100, output });
const browser: Need = {
  name: 'browser',
  find: async (machine) => machine.commandPath('chromium-headless-shell'),
  debianPackages: ['chromium-headless-shell'],
  homebrew: [],
};

async function runSetup(machine: Machine, needs: Need[], configuredBrowser: string | null = null) {
  const said: string[] = [];
  const problem = await setUp(machine, { needs, configuredBrowser, say: (line) => said.push(line) }).then(
    () => null,
    (error: unknown) => error,
  );
  return { said, problem: problem instanceof SetupError ? problem.message : problem };
}

describe('set-up', () => {
  test('asks nothing of a machine that has everything', async () => {
    const { machine, asked } = pretendMachine({ commands: ['redis-server'] });

    const { said, problem } = await runSetup(machine, [redisNeed]);

    expect(problem).toBeNull();
    expect(said).toEqual(['found redis (/usr/bin/redis-server)']);
    expect(asked).toEqual([]);
  });

  test('installs what is missing, starting no service and leaving nothing behind', async () => {
    const { machine, asked } = pretendMachine({ exists: (path) => path === '/run/systemd/system' });

    const { problem } = await runSetup(machine, [redisNeed]);

    expect(problem).toBeNull();
    expect(asked).toEqual([
      'env DEBIAN_FRONTEND=noninteractive apt-get update -o DPkg::Lock::Timeout=120',
      'install -D -m 755 <file> /usr/sbin/policy-rc.d',
      'install -D -m 644 <file> /etc/postgresql-common/createcluster.d/embed-archiver.conf',
      'env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120 redis-server',
      'rm -f /usr/sbin/policy-rc.d /etc/postgresql-common/createcluster.d/embed-archiver.conf',
      'systemctl disable redis-server.service',
    ]);
  });

  test('keeps the policy that the machine has', async () => {
    const { machine, asked } = pretendMachine({ exists: (path) => path !== '/run/systemd/system' });

    await runSetup(machine, [redisNeed]);

    expect(asked.filter((line) => line.startsWith('install ') || line.startsWith('rm '))).toEqual([]);
  });

  test('goes through sudo where it asks nothing, and says the one command where it would', async () => {
    const willing = pretendMachine({ isRoot: false, commands: ['apt-get', 'sudo'] });
    expect((await runSetup(willing.machine, [redisNeed])).problem).toBeNull();
    expect(willing.asked.filter((line) => !line.startsWith('sudo -n '))).toEqual([]);

    const asking = pretendMachine({
      isRoot: false,
      commands: ['apt-get', 'sudo'],
      answers: { 'sudo -n true': failed('a password is required') },
    });
    const { problem } = await runSetup(asking.machine, [redisNeed]);
    expect(problem).toContain('redis');
    expect(problem).toContain(
      "run: sudo sh -c 'apt-get update && apt-get install --yes --no-install-recommends redis-server'",
    );
  });

  test('tries the browser of Playwright first, then the one of Debian', async () => {
    const { machine, asked } = pretendMachine({
      answers: { 'install --only-shell chromium': failed('no network') },
    });

    const { problem } = await runSetup(machine, [browser]);

    expect(problem).toBeNull();
    expect(asked[0]).toContain('install --only-shell chromium');
    expect(asked.at(-2)).toContain('apt-get install');
    expect(asked.at(-2)).toContain('chromium-headless-shell');
  });

  test('removes a browser that was downloaded and does not start', async () => {
    const { machine, asked } = pretendMachine();

    await runSetup(machine, [browser]);

    const steps = asked.map(
      (line) => /install --only-shell|install-deps|uninstall|apt-get install/.exec(line)?.[0],
    );
    expect(steps.filter(Boolean)).toEqual([
      'install --only-shell',
      'install-deps',
      'uninstall',
      'apt-get install',
    ]);
  });

  test('never installs over a configured browser', async () => {
    const { machine, asked } = pretendMachine();

    const { problem } = await runSetup(machine, [browser], '/opt/no/browser');

    expect(problem).toContain('CHROMIUM_PATH=/opt/no/browser');
    expect(asked).toEqual([]);
  });

  test('says what apt said, and what to install on macOS and elsewhere', async () => {
    const broken = pretendMachine({
      answers: { 'apt-get install': failed('E: Unable to locate package redis-server') },
    });
    expect((await runSetup(broken.machine, [redisNeed])).problem).toContain('E: Unable to locate package');
    expect(broken.asked.at(-1)).toMatch(/^rm -f/);

    const mac = pretendMachine({ platform: 'darwin', commands: [] });
    expect((await runSetup(mac.machine, [redisNeed])).problem).toBe(
      'missing: redis; run: brew install redis',
    );

    const other = pretendMachine({ commands: [] });
    expect((await runSetup(other.machine, [redisNeed])).problem).toContain('redis-server');
  });
});

describe('a command that set-up runs', () => {
  test('is no shell line, and both its streams are kept', async () => {
    const { status, output } = await thisMachine.run(['printf', '%s', '$HOME; `id`']);
    expect({ status, output }).toEqual({ status: 0, output: '$HOME; `id`' });
    expect((await thisMachine.run(['no-such-command-anywhere'])).status).toBeNull();
  });

  test('ends in time with all that it started', async () => {
    const silent = await thisMachine.run(['sh', '-c', 'sleep 600 & echo $!; wait'], { idleTimeoutMs: 300 });
    expect(silent.status).toBeNull();
    await expect.poll(() => isAlive(Number(silent.output))).toBe(false);

    const talking = await thisMachine.run(['sh', '-c', 'while :; do echo on; sleep 0.1; done'], {
      timeoutMs: 500,
      idleTimeoutMs: 10_000,
    });
    expect(talking.status).toBeNull();
  });
});

/** A zombie that nobody reaped yet is dead. */
async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return status !== null && !/\) Z /.test(status);
}
