/** Business time is read from here, never from `Date.now()`, so that a year can be tested in seconds. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
