import { closeSync, ftruncateSync, openSync, readlinkSync } from 'node:fs';
import promises, { type FileHandle, open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { listen } from './listen.ts';

/**
 * Makes the nth call of fsync, link or rename fail from when it is asked to. As Linux does after a failed fsync, what the
 * file should have held is gone: nobody may take it for written.
 */
type Call = 'fsync' | 'link' | 'rename';
const calls: Record<Call, number> = { fsync: 0, link: 0, rename: 0 };
let armed: { call: Call; at: number } | null = null;
let struck = 0;

function fails(call: Call): boolean {
  calls[call] += 1;
  if (armed?.call !== call || calls[call] < armed.at) {
    return false;
  }
  armed = null;
  struck += 1;
  return true;
}

function ioError(call: Call): Error {
  return Object.assign(new Error(`EIO: i/o error, ${call}`), { code: 'EIO', errno: -5, syscall: call });
}

function loseContents(handle: FileHandle): void {
  const path = readlinkSync(`/proc/self/fd/${handle.fd}`);
  try {
    const file = openSync(path, 'r+');
    ftruncateSync(file, 0);
    closeSync(file);
  } catch (error) {
    // A directory has no contents to lose.
    if (!(error instanceof Error && 'code' in error && error.code === 'EISDIR')) {
      throw error;
    }
  }
}

async function failFsync(): Promise<void> {
  const handle = await open('/dev/null');
  const prototype = Object.getPrototypeOf(handle) as { sync(this: FileHandle): Promise<void> };
  await handle.close();
  const { sync } = prototype;
  prototype.sync = async function (this: FileHandle) {
    if (fails('fsync')) {
      loseContents(this);
      throw ioError('fsync');
    }
    return await sync.call(this);
  };
}

function failNames(call: 'link' | 'rename'): void {
  const actual = promises[call];
  promises[call] = async (from, to) => {
    if (fails(call)) {
      throw ioError(call);
    }
    return await actual(from, to);
  };
}

await failFsync();
failNames('link');
failNames('rename');
syncBuiltinESMExports();
listen({
  /** `{ call, at }`: the call of that name that fails, counted from now. */
  arm(value) {
    const wish = value as { call: Call; at: number };
    calls[wish.call] = 0;
    armed = wish;
  },
  counted: () => ({ ...calls, struck, armed: armed !== null }),
});
