import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { arch, release, type } from 'node:os';
import type { EnvironmentFacts } from '#domain/capture.ts';
import { canonicalJson } from '#evidence/canonical-json.ts';

/** What captures are made with on this machine; `settings` are those that they depend on, and no secrets. */
export async function describeEnvironment(
  settings: Record<string, unknown>,
  programs: (string | null | undefined)[],
  revision: string | null,
): Promise<EnvironmentFacts> {
  const distribution = /^PRETTY_NAME="?(.*?)"?$/m.exec(await readIfThere('/etc/os-release'))?.[1];
  return {
    os: [`${type()} ${release()} ${arch()}`, distribution].filter(Boolean).join(', '),
    runtime: `Node.js ${process.version}`,
    revision,
    programs: programs.filter((program) => typeof program === 'string'),
    configSha256: createHash('sha256').update(canonicalJson(settings)).digest('hex'),
  };
}

/** Whether the system's clock follows a time server; null where the system does not say. */
export async function isClockSynchronized(): Promise<boolean | null> {
  // systemd-timesyncd makes this file when it has set the clock.
  return access('/run/systemd/timesync/synchronized').then(
    () => true,
    () => null,
  );
}

async function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
