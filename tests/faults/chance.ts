/**
 * What a fault leaves to chance: with the same seed (`FAULTS_SEED`) it chooses the same again, as far as a machine that does other
 * things allows.
 */
let state = newSeed();

/** Begins anew; returns the seed, for the log. */
export function beginChance(): number {
  state = Number(process.env.FAULTS_SEED ?? newSeed());
  if (!Number.isInteger(state)) {
    throw new Error(
      `FAULTS_SEED is ${process.env.FAULTS_SEED}; give the whole number that a run has printed.`,
    );
  }
  return state;
}

/** From 0 to below 1 (mulberry32). */
export function chance(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}

/** Below that number, a whole one. */
export function chanceBelow(count: number): number {
  return Math.floor(chance() * count);
}

function newSeed(): number {
  return Math.floor(Math.random() * 1_000_000);
}
