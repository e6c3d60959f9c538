/** How many hostile inputs each property tries: a few at every change, more by `npm run fuzz -- --runs N`. */
export const fuzzRuns = Number(process.env.FUZZ_RUNS ?? 3);
