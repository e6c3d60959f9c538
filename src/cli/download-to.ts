import { randomUUID } from 'node:crypto';
import { access, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandFailure, UsageError } from './failures.ts';
import { expectAnswer, type ServiceClient } from './service-client.ts';

/** Before the work is done. Throws `UsageError` where the file is there, unless it may be replaced. */
export async function assertWritable(path: string, mayReplace: boolean): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere && !mayReplace) {
    throw new UsageError(`${path} is there already; choose another name, or give --force`);
  }
  const folder = await stat(dirname(path)).catch(() => null);
  if (!folder?.isDirectory()) {
    throw new UsageError(`${dirname(path)} is no folder`);
  }
}

/** What the service answers to a POST as a file, which has its name when it is whole. */
export async function downloadTo(
  path: string,
  service: ServiceClient,
  route: string,
  request: object | undefined,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    const refused = await service.download('POST', route, request, temporary);
    if (refused !== null) {
      expectAnswer(refused);
      throw new CommandFailure(`The service answered ${refused.status}`);
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
