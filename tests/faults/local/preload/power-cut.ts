import { appendFileSync, fstatSync, readdirSync, readlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * Writes down what was fsynced: of a file that it was, of a folder the names that it had. Everything else is what a power cut may
 * take. (Read by `../power-cut.ts`.)
 */
const journal = process.env.FAULT_JOURNAL ?? '/dev/null';

const handle = await open('/dev/null');
const prototype = Object.getPrototypeOf(handle) as { sync(this: FileHandle): Promise<void> };
await handle.close();
const { sync } = prototype;

prototype.sync = async function (this: FileHandle) {
  // As it was when the call began: what is written meanwhile may or may not have come with it.
  const before = describe(this.fd);
  await sync.call(this);
  appendFileSync(journal, `${JSON.stringify(before)}\n`);
};

function describe(fd: number) {
  const found = fstatSync(fd, { bigint: true });
  if (!found.isDirectory()) {
    return { file: `${found.ino}@${found.birthtimeNs}`, bytes: Number(found.size) };
  }
  const directory = readlinkSync(`/proc/self/fd/${fd}`);
  return { directory, names: readdirSync(directory) };
}
