import { listen } from './listen.ts';

/** The machine's clock, as far as this process can tell: timers go on as they did, which is how kernels keep them. */
let offsetMs = Number(process.env.FAULT_CLOCK_MS ?? 0);
const now = Date.now.bind(Date);
const ActualDate = Date;

class ShiftedDate extends ActualDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) {
      super(now() + offsetMs);
    } else {
      super(...(given as [number]));
    }
  }

  static override now(): number {
    return now() + offsetMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
listen({
  shift(ms) {
    offsetMs = Number(ms);
  },
});
