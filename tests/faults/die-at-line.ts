import fs from 'node:fs';

/**
 * Loaded into a process of the service before it starts: upon the nth line of its log that has all of `includes` in it, the
 * process sends itself the signal. Its log is written at once and not in the background, so the work ends in the midst of
 * that line and nowhere later.
 */
const { searchParams } = new URL(import.meta.url);
const parts = searchParams.getAll('includes');
const signal = searchParams.get('signal') === 'SIGSTOP' ? 'SIGSTOP' : 'SIGKILL';
const stderr = 2;
let left = Number(searchParams.get('occurrence'));

const { write } = fs;
Object.assign(fs, {
  write(...given: unknown[]): void {
    const [fd, text] = given;
    const done = given.at(-1);
    if (fd !== stderr || typeof text !== 'string' || typeof done !== 'function') {
      Reflect.apply(write, fs, given);
      return;
    }
    const written = fs.writeSync(fd, text);
    if (parts.every((part) => text.includes(part))) {
      left -= 1;
      if (left === 0) {
        process.kill(process.pid, signal);
      }
    }
    done(null, written);
  },
});
