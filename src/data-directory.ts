import { mkdir } from 'node:fs/promises';
import { ConfigurationError } from '#domain/errors.ts';

/** Makes DATA_DIR where it is missing. Throws `ConfigurationError` where it cannot be had. */
export async function makeDataDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'is a file' : `cannot be made (${error.code ?? error.message})`;
    throw new ConfigurationError([
      `DATA_DIR ${path} ${why}; name a folder that this user may write to, for example DATA_DIR=./data`,
    ]);
  });
}
