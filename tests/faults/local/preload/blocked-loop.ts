import { listen } from './listen.ts';

listen({
  /** For so many ms nothing of this process runs: no timer, no answer, no renewal of a lease. */
  block(ms) {
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms)));
  },
});
